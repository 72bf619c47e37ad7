// What operators do to kept work, each one statement that holds only where it is allowed; and the record of who did it.

import { Injectable } from '@nestjs/common';
import type { Operation } from '../../domain/request.js';
import type { NotificationEnvelope } from '../../domain/supplier/port.js';
import type { ProblemRow } from '../requests/requests.js';
import { Database, type Session, type Statement } from '../db/database.js';

const statement = (name: string, text: string): Statement => ({ name, text });

/** `$2`: the operator is sure that what may have arrived did not. */
const REQUEUE_COMMAND = statement(
  'queue_command_again',
  `update command set progress = 'queued', due_at = now(), claimed_by = null, claimed_until = null, settled_at = null
   where command_id = $1 and (progress = 'queued' or (progress = 'unknown' and $2)) returning command_id`,
);

/** The same number and bytes: only the waiting ends. */
const RELEASE_KCI = statement(
  'release_kci',
  `update kci set progress = 'due', due_at = now(), why = null where kci_id = $1 and progress = 'parked' returning kci_id`,
);

const READ_PARKED_KCI = statement(
  'read_parked_kci',
  `select k.body, k.entity, c.operation from kci k left join command c on c.command_id = k.about_command
   where k.kci_id = $1 and k.progress = 'parked'`,
);

/** Other bytes under the same id and number, where the first were refused. */
const REWRITE_KCI = statement(
  'rewrite_kci',
  `with before as (select body from kci where kci_id = $1 and progress = 'parked' for update),
   filed as (
     update journal set request = convert_to(before.body, 'UTF8') from before
     where journal.kci_id = $1::uuid::text and journal.request is null)
   update kci set body = $2, progress = 'due', due_at = now(), why = null from before
   where kci_id = $1 and progress = 'parked' returning kci_id`,
);

const SETTLE_KCI = statement(
  'settle_kci',
  `update kci set progress = 'delivered', delivered_at = now(), claimed_by = null, why = $2
   where kci_id = $1 and (progress = 'parked' or (progress = 'due' and attempt > 0)) returning kci_id`,
);

const READ_KCI_STATE = statement('read_kci_state', 'select progress, attempt from kci where kci_id = $1');

const REQUEUE_NOTIFICATION = statement(
  'keep_notification_again',
  `update notification set progress = 'stored', account = $2, our_reference = $3, message_id = $4, attempt = 0,
     due_at = now(), why = null, settled_at = null
   where notification_id = $1 and progress in ('quarantined', 'stored') returning notification_id`,
);

const LOCK_PROBLEM = statement(
  'lock_problem',
  'select to_jsonb(p) as problem from problem p where tenant = $1 and fibre_cafe_id = $2 for update',
);

/** A statement of its own after the lock, so that it sees every KCI committed before. */
const SET_FIRST_NUMBER = statement(
  'set_first_number',
  `update problem p set next_sequence = $2
   where problem_key = $1 and not exists (
     select from kci k where k.tenant = p.tenant and k.entity = 'serviceProblem' and k.entity_id = p.fibre_cafe_id)
   returning next_sequence`,
);

const BEGIN_ACT = statement(
  'begin_act',
  `insert into operator_act (client, subject, act, target, details) values ($1, $2, $3, $4, $5) returning act_id`,
);
const END_ACT = statement('end_act', 'update operator_act set status = $2 where act_id = $1');
const LIST_ACTS = statement(
  'list_acts',
  'select act_id, at, client, subject, act, target, details, status from operator_act order by act_id desc limit $1',
);

export interface Act {
  client: string;
  subject: string;
  /** Method and route. */
  act: string;
  /** The path and query as they came. */
  target: string;
  details: unknown;
}

export interface RecordedAct extends Act {
  act_id: number;
  at: Date;
  status: number | null;
}

export interface ParkedKci {
  body: string;
  entity: 'serviceProblem' | 'serviceTest';
  /** Of the request it answers. */
  operation: Operation | null;
}

@Injectable()
export class OperatorActs {
  constructor(private readonly database: Database) {}

  /** Each of these is false where the state does not allow it. */
  async requeueCommand(commandId: string, sure: boolean): Promise<boolean> {
    return (await this.database.run(REQUEUE_COMMAND, [commandId, sure])).length > 0;
  }

  async releaseKci(id: string): Promise<boolean> {
    return (await this.database.run(RELEASE_KCI, [id])).length > 0;
  }

  async parkedKci(id: string): Promise<ParkedKci | undefined> {
    return (await this.database.run<ParkedKci & object>(READ_PARKED_KCI, [id]))[0];
  }

  async releaseRewritten(id: string, body: string): Promise<boolean> {
    return (await this.database.run(REWRITE_KCI, [id, body])).length > 0;
  }

  async settleKci(id: string, why: string): Promise<boolean> {
    return (await this.database.run(SETTLE_KCI, [id, why])).length > 0;
  }

  async requeueNotification(notificationId: number, opened: NotificationEnvelope): Promise<boolean> {
    const { account = '', ourReference = '', messageId = null } = opened;
    return (
      (await this.database.run(REQUEUE_NOTIFICATION, [notificationId, account, ourReference, messageId])).length > 0
    );
  }

  async stateOfKci(id: string): Promise<{ progress: string; attempt: number } | undefined> {
    return (await this.database.run<{ progress: string; attempt: number }>(READ_KCI_STATE, [id]))[0];
  }

  async lockProblem(session: Session, tenant: string, problemId: number): Promise<ProblemRow | undefined> {
    return (await session.run<{ problem: ProblemRow }>(LOCK_PROBLEM, [tenant, problemId]))[0]?.problem;
  }

  async setFirstNumber(session: Session, problemKey: number, sequenceNumber: number): Promise<boolean> {
    return (await session.run(SET_FIRST_NUMBER, [problemKey, sequenceNumber])).length > 0;
  }

  /** Written before it is done; returns the entry's id. */
  async begin({ client, subject, act, target, details }: Act): Promise<number> {
    const values = [client, subject, act, target, details === undefined ? null : JSON.stringify(details)];
    const [row] = await this.database.run<{ act_id: number }>(BEGIN_ACT, values);
    if (row === undefined) throw new Error('the act was not recorded');
    return row.act_id;
  }

  async end(actId: number, status: number): Promise<void> {
    await this.database.run(END_ACT, [actId, status]);
  }

  /** Newest first. */
  async list(limit: number): Promise<RecordedAct[]> {
    return this.database.run<RecordedAct & object>(LIST_ACTS, [limit]);
  }
}
