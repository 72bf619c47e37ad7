// Statements on notifications.

import { statement } from '../db/statement.js';

/** Many at once, in the order they arrived. `$2`: their bodies, one behind the other; an array of bodies would take twice as long. */
export const STORE_NOTIFICATIONS = statement(
  'store_notifications',
  `insert into notification (supplier, account, our_reference, message_id, digest, path, subject, content_type, body,
     progress, why, settled_at)
   select supplier, account, our_reference, message_id, digest, path, subject, content_type,
     substring($2::bytea from body_from for body_length), progress, why, case when progress = 'quarantined' then now() end
   from json_to_recordset($1) as given (n integer, supplier text, account text, our_reference text, message_id text,
     digest text, path text, subject text, content_type text, body_from integer, body_length integer, progress text, why text)
   order by n
   on conflict (supplier, digest) do update set repeats = notification.repeats + 1
   returning notification_id, received_at, repeats, supplier, digest`,
);

export const CONFIRM_NOTIFICATIONS = statement(
  'confirm_notifications',
  `update notification set reply_state = $2 where notification_id = any($1::bigint[]) and reply_state = 'pending'`,
);

/** A sub-select, so that PostgreSQL looks up each row by an index whatever it estimates for the whole table. */
const IS_FIRST = `(
  select true from notification older
  where older.progress = 'stored' and older.supplier = n.supplier and older.account = n.account
    and older.our_reference = n.our_reference and older.notification_id < n.notification_id limit 1) is null`;

/**
 * The oldest stored notification of each problem, where it is due: younger ones are queued behind it. `$2`: not
 * these. Those that were tried before are found apart, so that they do not delay the others.
 */
export const DUE_NOTIFICATIONS = statement(
  'due_notifications',
  `(select n.notification_id from notification n
   where n.untried > 0 and n.due_at <= now() and n.notification_id <> all ($2::bigint[]) and ${IS_FIRST}
   order by n.untried limit $1)
   union all
   (select n.notification_id from notification n
   where n.progress = 'stored' and n.attempt > 0 and n.due_at <= now() and n.notification_id <> all ($2::bigint[])
     and ${IS_FIRST}
   order by n.due_at limit $1)`,
);

/** Claims some of them for the length of the transaction, with their problems and the requests they may settle. */
export const CLAIM_NOTIFICATIONS = statement(
  'claim_notifications',
  `select c.notification_id, c.supplier, c.account, c.our_reference, c.message_id, c.digest, c.content_type, c.body,
     c.received_at, c.attempt, c.problem, c.commands,
     (select n.path from notification n where n.notification_id = c.notification_id) as path
   from claim_notifications($1::bigint[]) c`,
);

/** Stores for each notification its problem, the updates about it, and that it was applied. Each is about another problem. */
export const APPLY_NOTIFICATIONS = statement(
  'apply_notifications',
  `with given as materialized (
     select * from json_to_recordset($1) as given (notification_id bigint, problem_key bigint, document jsonb, reported jsonb,
       supplier_reference text, closure_warning_at timestamptz, reconcile_at timestamptz, kcis json)),
   changed as (
     update problem p set document = given.document, reported = given.reported,
       supplier_reference = coalesce(given.supplier_reference, p.supplier_reference),
       next_sequence = p.next_sequence + json_array_length(kcis),
       reconcile_at = coalesce(p.reconcile_at, given.reconcile_at),
       closure_warning_at = case
         when given.document ->> 'status' <> 'RESOLVED' then null
         when p.status = 'RESOLVED' then p.closure_warning_at
         else given.closure_warning_at end
     from given where p.problem_key = given.problem_key),
   queued as (
     insert into kci (kci_id, tenant, entity, entity_id, entity_created_at, sequence, issued_on, body, conversation_id,
       about_command)
     select kci.* from given, json_to_recordset(kcis) as kci (id uuid, tenant text, entity text, "entityId" bigint,
       "entityCreatedAt" timestamptz, sequence integer, "issuedOn" timestamptz, body text, "conversationId" text,
       "aboutCommand" uuid))
   update notification n set progress = 'applied', problem_key = given.problem_key, settled_at = now(), why = null
   from given where n.notification_id = given.notification_id`,
);

export const POSTPONE_NOTIFICATION = statement(
  'postpone_notification',
  `update notification set attempt = attempt + 1, due_at = now() + $2 * interval '1 ms', why = $3
   where notification_id = $1 returning attempt, received_at`,
);

export const QUARANTINE_NOTIFICATION = statement(
  'quarantine_notification',
  `update notification set progress = 'quarantined', why = $2, settled_at = now() where notification_id = $1`,
);

/** Notifications that outran their problem are due at once when it appears. */
export const RELEASE_NOTIFICATIONS = statement(
  'release_notifications',
  `update notification set due_at = now()
   where progress = 'stored' and supplier = $1 and account = $2 and our_reference = $3`,
);

/** Which of these bytes are stored already. */
export const KNOWN_NOTIFICATIONS = statement(
  'known_notifications',
  'select digest from notification where supplier = $1 and digest = any($2::text[])',
);
