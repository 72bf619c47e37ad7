// The statements that find a conversation by any of its ids and read it whole.

import { statement } from '../db/statement.js';

/** Which problems the ids lead to, newest first. Each id stands alone: the tenant narrows what is found. */
export const FIND_PROBLEM_KEYS = statement(
  'find_problem_keys',
  `with found as (
     select problem_key from command where request_id = $2::text
     union select problem_key from command where conversation_id = $3::text
     union select problem_key from problem where platform_id = $4::bigint
     union select problem_key from problem where our_reference = $5::text
     union select problem_key from problem where supplier_reference = $6::text
     union select problem_key from command where command_id = $9::uuid
     union select problem_key from notification where message_id = $7::text and problem_key is not null
     union select p.problem_key from kci k
       join problem p on p.tenant = k.tenant and p.platform_id = k.entity_id and k.entity = 'serviceProblem'
       where k.kci_id = $8::uuid
     union (select problem_key from problem
       where tenant = $1::text
         and num_nonnulls($2::text, $3::text, $4::bigint, $5::text, $6::text, $7::text, $8::uuid) = 0
       order by problem_key desc limit $10))
   select p.problem_key from problem p join found using (problem_key)
   where $1::text is null or p.tenant = $1 order by p.problem_key desc limit $10`,
);

export const READ_PROBLEMS = statement(
  'read_problems',
  'select to_jsonb(p) as problem from problem p where problem_key = any($1::bigint[]) order by problem_key desc',
);

export const READ_COMMANDS = statement(
  'read_commands',
  `select to_jsonb(c) as command from command c where problem_key = any($1::bigint[]) order by position`,
);

const NOTIFICATION = `n.notification_id, n.supplier, n.account, n.our_reference, n.message_id, n.path, n.content_type, n.body,
  n.received_at, n.repeats, n.progress, n.reply_state, n.problem_key, n.attempt, n.due_at, n.why, n.settled_at`;

/** Applied ones by their problem; others by the reference they name, or by their own id. */
export const READ_NOTIFICATIONS = statement(
  'read_notifications',
  `select ${NOTIFICATION} from notification n where n.problem_key = any($1::bigint[])
   union all
   select ${NOTIFICATION} from notification n
   where n.progress = 'stored' and n.problem_key is null and n.our_reference <> '' and n.our_reference = any($2::text[])
   union all
   select ${NOTIFICATION} from notification n
   where n.progress = 'quarantined' and n.problem_key is null and n.our_reference <> ''
     and n.our_reference = any($2::text[])
   union all
   select ${NOTIFICATION} from notification n where n.message_id = $3::text and n.problem_key is null
     and not n.our_reference = any($2::text[])
   order by notification_id`,
);

export const READ_NOTIFICATION = statement(
  'read_notification',
  `select ${NOTIFICATION} from notification n where n.notification_id = $1`,
);

const KCI = `k.kci_id, k.tenant, k.entity, k.entity_id, k.sequence, k.issued_on, k.body, k.conversation_id, k.about_command,
  k.progress, k.attempt, k.due_at, k.why, k.delivered_at, k.created_at`;

export const READ_KCIS = statement(
  'read_kcis',
  `select ${KCI} from kci k join problem p on p.tenant = k.tenant and p.platform_id = k.entity_id
   where p.problem_key = any($1::bigint[]) and k.entity = 'serviceProblem'
   union
   select ${KCI} from kci k where k.kci_id = $2::uuid
   order by entity_id, sequence`,
);

/** KCIs written in the transaction that applied a notification: one transaction has one time. */
export const KCIS_OF_NOTIFICATION = statement(
  'kcis_of_notification',
  `select ${KCI} from notification n
   join problem p using (problem_key)
   join kci k on k.tenant = p.tenant and k.entity = 'serviceProblem' and k.entity_id = p.platform_id
     and k.created_at = n.settled_at
   where n.notification_id = $1 order by k.sequence`,
);

/** What a problem went through before a notification was applied, in the order it happened. */
export const NOTIFICATIONS_BEFORE = statement(
  'notifications_before',
  `select ${NOTIFICATION} from notification n
   where n.problem_key = $1 and n.progress = 'applied'
     and (n.settled_at, n.notification_id) < (select o.settled_at, o.notification_id from notification o where o.notification_id = $2)
   order by n.settled_at, n.notification_id`,
);

/** Each id by its own index: one condition with "or" would leave the choice to the planner. */
const under = (condition: string): string => `(select * from journal where ${condition} order by at desc limit $10)`;

/**
 * Journal entries under any of the ids; KCI attempts and arrivals are found by the ids of what they carried, and what is filed
 * under a problem by the problem its other ids lead to.
 */
export const READ_EXCHANGES = statement(
  'read_exchanges',
  `select * from (${[
    'tenant = any($1::text[]) and problem_id = any($2::bigint[])',
    `request_id = any($3::text[]) and (problem_id is null or side = 'north')`,
    `conversation_id = any($4::text[]) and (problem_id is null or side = 'north')`,
    'our_reference = any($5::text[]) and problem_id is null',
    'supplier_reference = any($6::text[]) and problem_id is null and notification_id is null',
    'message_id = any($7::text[]) and notification_id is null',
    'kci_id = any($8::text[])',
    'notification_id = any($9::bigint[])',
  ]
    .map(under)
    .join(' union ')}) found order by at desc, journal_id desc limit $10`,
);
