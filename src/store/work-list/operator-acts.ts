// Acts of operators on stored work, each one statement that changes a row only in a permitted state; and the record of acts.

import { Injectable } from '@nestjs/common';
import type { Operation } from '../../domain/request.js';
import type { NotificationEnvelope } from '../../domain/supplier/port.js';
import type { ProblemRow } from '../requests/requests.js';
import { Database, type Session } from '../db/database.js';
import * as queries from './operator-acts.queries.js';

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
  tenant: string;
  body: string;
  entity: 'serviceProblem' | 'serviceTest';
  /** Of the request it answers. */
  operation: Operation | null;
}

@Injectable()
export class OperatorActs {
  constructor(private readonly database: Database) {}

  /** This and each of the following acts: false where the state does not permit it. */
  async requeueCommand(commandId: string, sure: boolean): Promise<boolean> {
    return (await this.database.run(queries.REQUEUE_COMMAND, [commandId, sure])).length > 0;
  }

  async releaseKci(id: string): Promise<boolean> {
    return (await this.database.run(queries.RELEASE_KCI, [id])).length > 0;
  }

  async parkedKci(id: string): Promise<ParkedKci | undefined> {
    return (await this.database.run<ParkedKci & object>(queries.READ_PARKED_KCI, [id]))[0];
  }

  async releaseRewritten(id: string, body: string): Promise<boolean> {
    return (await this.database.run(queries.REWRITE_KCI, [id, body])).length > 0;
  }

  async settleKci(id: string, why: string): Promise<boolean> {
    return (await this.database.run(queries.SETTLE_KCI, [id, why])).length > 0;
  }

  async requeueNotification(notificationId: number, opened: NotificationEnvelope): Promise<boolean> {
    const { account = '', ourReference = '', messageId = null } = opened;
    return (
      (await this.database.run(queries.REQUEUE_NOTIFICATION, [notificationId, account, ourReference, messageId]))
        .length > 0
    );
  }

  async dismissNotification(notificationId: number, why: string): Promise<boolean> {
    return (await this.database.run(queries.DISMISS_NOTIFICATION, [notificationId, why])).length > 0;
  }

  async stateOfKci(id: string): Promise<{ progress: string; attempt: number } | undefined> {
    return (await this.database.run<{ progress: string; attempt: number }>(queries.READ_KCI_STATE, [id]))[0];
  }

  async lockProblem(session: Session, tenant: string, problemId: number): Promise<ProblemRow | undefined> {
    return (await session.run<{ problem: ProblemRow }>(queries.LOCK_PROBLEM, [tenant, problemId]))[0]?.problem;
  }

  async setFirstNumber(session: Session, problemKey: number, sequenceNumber: number): Promise<boolean> {
    return (await session.run(queries.SET_FIRST_NUMBER, [problemKey, sequenceNumber])).length > 0;
  }

  /** Recorded before the act is done. Returns the entry's id. */
  async begin({ client, subject, act, target, details }: Act): Promise<number> {
    const values = [client, subject, act, target, details === undefined ? null : JSON.stringify(details)];
    const [row] = await this.database.run<{ act_id: number }>(queries.BEGIN_ACT, values);
    if (row === undefined) throw new Error('the act was not recorded');
    return row.act_id;
  }

  async end(actId: number, status: number): Promise<void> {
    await this.database.run(queries.END_ACT, [actId, status]);
  }

  /** Newest first. */
  async list(limit: number): Promise<RecordedAct[]> {
    return this.database.run<RecordedAct & object>(queries.LIST_ACTS, [limit]);
  }
}
