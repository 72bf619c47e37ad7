// Statements of operators, and of the record of what they did.

import { statement } from '../db/statement.js';

/** `$2`: the operator is sure that the supplier did not process a request of unknown outcome. */
export const REQUEUE_COMMAND = statement(
  'queue_command_again',
  `update command set progress = 'queued', due_at = now(), claimed_by = null, claimed_until = null, settled_at = null
   where command_id = $1 and (progress = 'queued' or (progress = 'unknown' and $2)) returning command_id`,
);

/** The same sequence number and bytes are due now. */
export const RELEASE_KCI = statement(
  'release_kci',
  `update kci set progress = 'due', due_at = now(), why = null where kci_id = $1 and progress = 'parked' returning kci_id`,
);

export const READ_PARKED_KCI = statement(
  'read_parked_kci',
  `select k.tenant, k.body, k.entity, c.operation from kci k left join command c on c.command_id = k.about_command
   where k.kci_id = $1 and k.progress = 'parked'`,
);

/** Other bytes under the same id and sequence number, where the first were refused. */
export const REWRITE_KCI = statement(
  'rewrite_kci',
  `with before as (select body from kci where kci_id = $1 and progress = 'parked' for update),
   filed as (
     update journal set request = convert_to(before.body, 'UTF8') from before
     where journal.kci_id = $1::uuid::text and journal.request is null)
   update kci set body = $2, progress = 'due', due_at = now(), why = null from before
   where kci_id = $1 and progress = 'parked' returning kci_id`,
);

export const SETTLE_KCI = statement(
  'settle_kci',
  `update kci set progress = 'delivered', delivered_at = now(), claimed_by = null, why = $2
   where kci_id = $1 and (progress = 'parked' or (progress = 'due' and attempt > 0)) returning kci_id`,
);

export const READ_KCI_STATE = statement('read_kci_state', 'select progress, attempt from kci where kci_id = $1');

export const REQUEUE_NOTIFICATION = statement(
  'keep_notification_again',
  `update notification set progress = 'stored', account = $2, our_reference = $3, message_id = $4, attempt = 0,
     due_at = now(), why = null, settled_at = null
   where notification_id = $1 and progress in ('quarantined', 'stored') returning notification_id`,
);

/** Its bytes stay; nothing is made of them. */
export const DISMISS_NOTIFICATION = statement(
  'dismiss_notification',
  `update notification set progress = 'dismissed', why = $2, settled_at = now()
   where notification_id = $1 and progress = 'quarantined' returning notification_id`,
);

export const LOCK_PROBLEM = statement(
  'lock_problem',
  'select to_jsonb(p) as problem from problem p where tenant = $1 and platform_id = $2 for update',
);

/** A statement of its own after the lock, so that it sees every update that was committed before. */
export const SET_FIRST_NUMBER = statement(
  'set_first_number',
  `update problem p set next_sequence = $2
   where problem_key = $1 and not exists (
     select from kci k where k.tenant = p.tenant and k.entity = 'serviceProblem' and k.entity_id = p.platform_id)
   returning next_sequence`,
);

export const BEGIN_ACT = statement(
  'begin_act',
  `insert into operator_act (client, subject, act, target, details) values ($1, $2, $3, $4, $5) returning act_id`,
);
export const END_ACT = statement('end_act', 'update operator_act set status = $2 where act_id = $1');
export const LIST_ACTS = statement(
  'list_acts',
  'select act_id, at, client, subject, act, target, details, status from operator_act order by act_id desc limit $1',
);
