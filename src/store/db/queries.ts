// Every statement the gateway runs against the store, named, so that its plan can be examined in a test.

import type { Statement } from './database.js';

const statement = (name: string, text: string): Statement => ({ name, text });

/** Many at once, in the order they are given. */
export const STORE_COMMANDS = statement(
  'store_commands',
  'select n, verdict, received_at, command, problem from store_commands($1, $2, $3, $4, $5, $6)',
);

/**
 * Claims requests that are due and are the oldest unsettled one of their problem: an unsettled older row holds back
 * younger rows of the same problem. The claim itself says `asking`, because from here on it may be on the wire.
 */
export const CLAIM_COMMANDS = statement(
  'claim_commands',
  `with head as (
     select c.command_id from command c
     where c.lasting_progress = 'queued' and c.due_at <= now() and (
         select p.supplier || ' ' || p.account from problem p where p.problem_key = c.problem_key) <> all ($4::text[])
       and not is_queued_behind(c.problem_key, c.position)
     order by c.due_at limit $2 for update skip locked)
   update command c set progress = 'asking', attempt = c.attempt + 1, claimed_by = $1,
     claimed_until = now() + $3 * interval '1 ms'
   from head, problem p
   where c.command_id = head.command_id and p.problem_key = c.problem_key
   returning to_jsonb(c) as command, to_jsonb(p) as problem`,
);

/** Claims nobody ended: whoever held them died, with a caller waiting or without. */
export const EXPIRED_LEASES = statement(
  'expired_leases',
  `select to_jsonb(c) as command from command c
   where command_id in (
       select command_id from command where lasting_progress = 'asking' union all select command_id from pending_reply)
     and progress = 'asking' and claimed_until < now() order by position`,
);

/**
 * A claim that ended without a word may have reached the supplier: unknown, never queued again. Only where it was still
 * being prepared, nothing had left.
 */
export const EXPIRED_LEASES_TO_UNKNOWN = statement(
  'expired_leases_to_unknown',
  `with swept as (
   update command c set progress = case when c.preparing then 'queued' else 'unknown' end, claimed_by = null,
     outcome = case when c.preparing then c.outcome else
       json_build_object('kind', 'unknown', 'why', 'the gateway stopped while the supplier was being asked') end,
     answer = coalesce(c.answer, $1::json), reply_state = case when c.answer is null then 'undeliverable' else c.reply_state end
   where c.command_id = any($2::uuid[]) and c.progress = 'asking' and c.claimed_until < now()
   returning c.*),
 reported as (delete from pending_reply o using swept where o.problem_key = swept.problem_key and o.command_id = swept.command_id
   and swept.reply_state <> 'pending')
 select to_jsonb(swept) as command from swept`,
);

/** Settles claimed requests that callers still wait for, so that each answer carries its outcome; many at once. */
export const SETTLE_AWAITED = statement(
  'settle_awaited',
  'select n, settled, waits from settle_awaited_commands($1, $2, $3, $4)',
);

/**
 * The same where more than the request changes, run under the locks of `LOCK_COMMAND`: an answer once given stays, unless it
 * was "unavailable", which promised nothing. */
export const SETTLE_ANSWERED = statement(
  'settle_answered',
  `update command set progress = $2,
     answer = case when answer ->> 'kind' = 'unavailable' then $7::json else coalesce(answer, $7::json) end, outcome = $3, expected_effects = $4, claimed_by = null, claimed_until = null,
     due_at = now() + $5 * interval '1 ms', blocks_until = now() + $6 * interval '1 ms',
     settled_at = case when $2 = 'settled' then now() end
   where command_id = $1`,
);

export const LOCK_COMMAND = statement('lock_command', 'select command, problem from lock_command($1)');

/** The caller is told 202 because the deadline passed. No row: the outcome came first and is the answer. */
export const ANSWER_LATER = statement(
  'answer_later',
  `update command set answer = $2 where command_id = $1 and answer is null returning command_id`,
);

/** An endpoint is back: what waits for it need not wait out its back-off. */
export const COMMANDS_DUE_NOW = statement('commands_due_now', 'select commands_due_now($1, $2)');

export const SET_EXPECTED_EFFECTS = statement(
  'set_expected_effects',
  'update command set expected_effects = $2 where command_id = $1',
);

export const READ_COMMAND = statement(
  'read_command',
  'select to_jsonb(c) as command from command c where command_id = $1',
);

/** One answer that could not be written, because the caller was gone. */
export const REPLY_UNDELIVERABLE = statement(
  'reply_undeliverable',
  `with given_up as (
     update command set reply_state = 'undeliverable' where command_id = $1 and reply_state = 'pending'
     returning problem_key, command_id)
   delete from pending_reply using given_up
   where pending_reply.problem_key = given_up.problem_key and pending_reply.command_id = given_up.command_id returning pending_reply.command_id`,
);

/** Locked in the order of `OPEN_COMMANDS`. `waits`: a KCI about one of them does. */
export const CONFIRM_REPLIES = statement(
  'confirm_replies',
  `with given as (
     select problem_key, command_id from command where command_id = any($1::uuid[]) and reply_state = 'pending'
     order by position for no key update),
   reported as (update command c set reply_state = $2 from given where c.command_id = given.command_id),
   gone as (
     delete from pending_reply using given where pending_reply.problem_key = given.problem_key and pending_reply.command_id = given.command_id)
   select exists (select from kci where undelivered and about_command = any($1::uuid[])) as waits`,
);

/** Answers nobody can be writing any more: whoever owed them is gone. */
export const OVERDUE_REPLIES = statement(
  'overdue_replies',
  `select command_id from pending_reply join command c using (command_id)
   where c.reply_state = 'pending' and c.answer is not null and c.received_at < now() - $1 * interval '1 ms' limit 100`,
);

/** Requests a notification may settle, or whose answer is still being written, oldest first. */
export const OPEN_COMMANDS = statement(
  'open_commands',
  'select to_jsonb(c) as command from open_commands(array[$1::bigint]) c order by c.position',
);

export const QUEUED_BEHIND = statement(
  'queued_behind',
  'select to_jsonb(c) as command from queued_commands($1) c order by c.position',
);

/** Undecided for longer than they may hold younger requests: worth an alarm, told once. */
export const OVERDUE_DECISIONS = statement(
  'overdue_decisions',
  'select command_id, tenant, operation, request_key from overdue_decisions()',
);

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

/** What is asked of each row by a sub-select is looked up for that row by an index, whatever the planner thinks of the whole. */
const IS_FIRST = `(
  select true from notification older
  where older.progress = 'stored' and older.supplier = n.supplier and older.account = n.account
    and older.our_reference = n.our_reference and older.notification_id < n.notification_id limit 1) is null`;

/**
 * The oldest kept notification of each problem, where it is due: younger ones of the same problem wait behind it. `$2`: not
 * these. Those that were tried before are found apart, so that they stand in nobody's way.
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
  `select notification_id, supplier, account, our_reference, message_id, digest, content_type, body, received_at, attempt,
     problem, commands
   from claim_notifications($1::bigint[])`,
);

/** Of each: what its problem is now, the KCIs that tell it, and that it was applied. Each is about another problem. */
export const APPLY_NOTIFICATIONS = statement(
  'apply_notifications',
  `with given as materialized (
     select * from json_to_recordset($1) as given (notification_id bigint, problem_key bigint, document jsonb, reported jsonb,
       supplier_reference text, closure_warning_at timestamptz, kcis json)),
   changed as (
     update problem p set document = given.document, reported = given.reported,
       supplier_reference = coalesce(given.supplier_reference, p.supplier_reference),
       next_sequence = p.next_sequence + json_array_length(kcis),
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

export const FIND_PROBLEM_BY_SUPPLIER_REFERENCE = statement(
  'find_problem_by_supplier_reference',
  `select to_jsonb(p) as problem from problem p
   where supplier = $1 and account = $2 and supplier_reference = $3 for update`,
);

export const UPDATE_PROBLEM = statement(
  'update_problem',
  `update problem set document = $2, reported = $3, supplier_reference = coalesce($4, supplier_reference),
     closure_warning_at = case
       when $2::jsonb ->> 'status' <> 'RESOLVED' then null
       when status = 'RESOLVED' then closure_warning_at
       else $5::timestamptz end
   where problem_key = $1`,
);

export const TAKE_SEQUENCE = statement(
  'take_sequence',
  'update problem set next_sequence = next_sequence + 1 where problem_key = $1 returning next_sequence - 1 as sequence',
);

export const QUEUE_KCI = statement(
  'queue_kci',
  `insert into kci (kci_id, tenant, entity, entity_id, entity_created_at, sequence, issued_on, body, conversation_id,
     about_command)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

/**
 * Claims KCIs that are due and are the oldest undelivered one of their problem; a parked one holds back its line. A
 * lease that ran out makes the same KCI due again, with the same id, number and bytes.
 */
export const CLAIM_KCIS = statement(
  'claim_kcis',
  `with head as (
     select k.kci_id from kci k
     where k.to_send and k.due_at <= now() and (k.progress = 'due' or k.claimed_until < now())
       and (
         select true from kci older
         where older.tenant = k.tenant and older.entity = k.entity and older.entity_id = k.entity_id
           and older.sequence < k.sequence and older.undelivered limit 1) is null
       and (select reply_state from command c where c.command_id = k.about_command) is distinct from 'pending'
     order by k.due_at limit $2 for update of k skip locked)
   update kci k set progress = 'sending', attempt = k.attempt + 1, claimed_by = $1,
     claimed_until = now() + $3 * interval '1 ms'
   from head where k.kci_id = head.kci_id
   returning k.kci_id, k.tenant, k.entity, k.entity_id, k.entity_created_at, k.sequence, k.body, k.conversation_id,
     k.attempt`,
);

export const KCIS_DUE_NOW = statement(
  'kcis_due_now',
  `update kci set due_at = now() where to_send and progress = 'due' and due_at > now()`,
);

export const KCIS_DELIVERED = statement(
  'kcis_delivered',
  `update kci set progress = 'delivered', delivered_at = now(), claimed_by = null, why = null
   where kci_id = any($1::uuid[]) and claimed_by = $2 and progress = 'sending' returning kci_id`,
);

export const RESCHEDULE_KCI = statement(
  'reschedule_kci',
  `update kci set progress = 'due', due_at = now() + $3 * interval '1 ms', claimed_by = null, why = $4
   where kci_id = $1 and claimed_by = $2 and progress = 'sending' returning kci_id`,
);

export const PARK_KCI = statement(
  'park_kci',
  `update kci set progress = 'parked', claimed_by = null, why = $3
   where kci_id = $1 and claimed_by = $2 and progress = 'sending' returning kci_id`,
);

/** Resolved problems whose closure by silence is a day away, one at a time under their lock. */
export const PROBLEM_TO_WARN = statement(
  'problem_to_warn',
  `with head as (
     select problem_key from problem where closure_warning_at <= now() order by closure_warning_at limit 1 for update skip locked)
   update problem p set closure_warning_at = null from head where p.problem_key = head.problem_key
   returning to_jsonb(p) as problem`,
);

/** A problem by the reference of its resolution, else by its own Fibre Cafe id. */
export const FIND_RESOLVED = statement(
  'find_resolved',
  `select to_jsonb(p) as problem from problem p
   where tenant = $1 and resolution_reference = $2
   union all
   select to_jsonb(p) as problem from problem p where tenant = $1 and fibre_cafe_id = $3
   limit 1`,
);

export const READ_COMMAND_BY_KEY = statement(
  'read_command_by_key',
  `select to_jsonb(c) as command, to_jsonb(p) as problem from command c join problem p using (problem_key)
   where c.tenant = $1 and c.operation = $2 and c.request_key = $3`,
);

export const STORE_RESERVATION = statement(
  'store_reservation',
  'select verdict, reservation from store_reservation($1, $2, $3, $4, $5, $6)',
);

export const SETTLE_RESERVATION = statement(
  'settle_reservation',
  `update reservation set progress = $3, key = $4, timeslot = $5, lapses_at = $6, messages = $7, claimed_until = null
   where tenant = $1 and fibre_cafe_id = $2 and progress = 'asking'`,
);

/** A test taken before comes back as it is; updating its row with itself is what makes it visible here. */
export const STORE_SERVICE_TEST = statement(
  'store_service_test',
  `insert into service_test (tenant, fibre_cafe_id, digest, reference) values ($1, $2, $3, $4)
   on conflict (tenant, fibre_cafe_id) do update set reference = service_test.reference
   returning reference, digest, (xmax = 0) as is_new`,
);

export const FIND_RESERVATION = statement(
  'find_reservation',
  `select to_jsonb(r) as reservation from reservation r
   where tenant = $1 and fibre_cafe_id = $2 and supplier = $3 and progress = 'reserved'`,
);

/** Requests that may have arrived, of problems whose supplier's reference is known: worth asking the supplier about. */
export const UNKNOWN_TO_RECONCILE = statement(
  'unknown_to_reconcile',
  `with head as (
     select u.command_id from command u
     where u.lasting_progress = 'unknown' and u.due_at <= now() and exists (
       select from problem q where q.problem_key = u.problem_key and q.supplier_reference is not null)
     order by u.due_at limit 20 for update skip locked)
   update command c set due_at = now() + $1 * interval '1 ms'
   from head, problem p
   where c.command_id = head.command_id and p.problem_key = c.problem_key
   returning to_jsonb(p) as problem`,
);

/** Notes that notifications can be taken now; returns the milliseconds since that was last so. */
export const NOTE_LISTENING = statement(
  'note_listening',
  `with before as (select last_at from listening for update),
   noted as (insert into listening default values on conflict (only_row) do update set last_at = now())
   select coalesce(extract(epoch from now() - (select last_at from before)) * 1000, 0)::float8 as gap_ms`,
);

export const RECONCILE_ALL_OPEN = statement(
  'reconcile_all_open',
  `update problem set reconcile_at = now()
   where supplier_reference is not null and reconcile_at is null
     and status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND') returning problem_key`,
);

/** A few at a time, so that a supplier just back is not flooded; asked again later unless told that it was asked. */
export const PROBLEMS_TO_RECONCILE = statement(
  'problems_to_reconcile',
  `with head as (
     select problem_key from problem where reconcile_at <= now() order by reconcile_at limit $1 for update skip locked)
   update problem p set reconcile_at = now() + $2 * interval '1 ms' from head where p.problem_key = head.problem_key
   returning to_jsonb(p) as problem`,
);

export const RECONCILED = statement('reconciled', 'update problem set reconcile_at = null where problem_key = $1');

/** Tenants and suppliers that still have unfinished problems, with how many. */
export const OPEN_PROBLEMS = statement(
  'open_problems',
  `select tenant, supplier, count(*)::integer as problems from problem
   where status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND') group by 1, 2`,
);

/** In one order, so that two transactions that count at once never wait for each other. Gives what was never seen before. */
export const RECORD_DRIFT = statement(
  'record_drift',
  `with note as (
     select tenant, supplier, event, kind, element, min(at) as first_at, max(at) as last_at, count(distinct n) as count
     from json_to_recordset($1) as given (n integer, tenant text, supplier text, event text, kind text, element text, at timestamptz)
     group by 1, 2, 3, 4, 5),
   known as (
     select distinct tenant, supplier, event, kind, element
     from note join drift using (tenant, supplier, event, kind, element)),
   counted as (
     insert into drift (tenant, supplier, event, kind, element, slot, first_at, last_at, count)
     select tenant, supplier, event, kind, element, $2, first_at, last_at, count from note
     order by tenant, supplier, event, kind, element
     on conflict (tenant, supplier, event, kind, element, slot) do update
       set first_at = least(drift.first_at, excluded.first_at), last_at = greatest(drift.last_at, excluded.last_at),
         count = drift.count + excluded.count)
   select tenant, supplier, event, kind, element from note
   except select tenant, supplier, event, kind, element from known order by 1, 2, 3, 4, 5`,
);

export const LIST_DRIFT = statement(
  'list_drift',
  `select tenant, supplier, event, kind, element, min(first_at) as first_at, max(last_at) as last_at,
     sum(count)::bigint as count
   from drift where $1::text is null or tenant = $1
   group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
);

/** Says of a claimed request whether it may be asked anew if we die now, and renews the claim. No row: the claim was lost. */
export const RENEW_COMMAND_LEASE = statement(
  'renew_command_lease',
  `update command set preparing = $3, claimed_until = now() + $4 * interval '1 ms'
   where command_id = $1 and claimed_by = $2 and progress = 'asking' returning command_id`,
);

/** Keeps what the supplier answered; from here on a death costs nothing but time. */
export const STORE_STEP_RESULT = statement(
  'store_step_result',
  `with known_locally as (
     update command set preparing = true where command_id = $1 and progress = 'asking' returning command_id)
   insert into step_result (command_id, name, result) select command_id, $2, $3::jsonb from known_locally
   on conflict (command_id, name) do update set result = excluded.result, stored_at = now() returning name`,
);

export const READ_STEP_RESULTS = statement(
  'read_step_results',
  'select name, result from step_result where command_id = $1',
);

/** Unfinished problems with a supplier that has to be asked what is new, where they are not watched yet. */
export const WATCH_PROBLEMS = statement(
  'watch_problems',
  `insert into watch (problem_key)
   select p.problem_key from problem p
   where p.supplier = any($1::text[]) and p.supplier_reference is not null
     and p.status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND')
     and not exists (select from watch w where w.problem_key = p.problem_key)
   on conflict do nothing`,
);

/** A problem that ended is looked at no more once its turn comes; what the supplier adds later is its own affair. */
export const UNWATCH_PROBLEMS = statement(
  'unwatch_problems',
  `delete from watch w using problem p
   where p.problem_key = w.problem_key and w.due_at <= now()
     and p.status in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND')`,
);

/**
 * Claims problems that are due: of each account the longest waiting first, and one of each account before the second of
 * any, so that an account with thousands of problems leaves room for the others.
 */
export const CLAIM_WATCHES = statement(
  'claim_watches',
  `with due as materialized (
     select w.problem_key,
       row_number() over (partition by p.supplier, p.account order by w.due_at) as turn, w.due_at
     from watch w join problem p using (problem_key)
     where w.due_at <= now() and (w.claimed_until is null or w.claimed_until < now())
     order by turn, w.due_at limit $2),
   head as (
     select w.problem_key from watch w
     where w.problem_key = any(array(select problem_key from due))
       and w.due_at <= now() and (w.claimed_until is null or w.claimed_until < now())
     for update skip locked)
   update watch w set claimed_by = $1, claimed_until = now() + $3 * interval '1 ms'
   from head, problem p
   where w.problem_key = head.problem_key and p.problem_key = w.problem_key
   returning w.quiet, w.failures, to_jsonb(p) as problem`,
);

export const SETTLE_WATCH = statement(
  'settle_watch',
  `update watch set quiet = $3, failures = $4, due_at = now() + $5 * interval '1 ms', polled_at = now(),
     claimed_by = null, claimed_until = null
   where problem_key = $1 and claimed_by = $2`,
);

/** Which of these bytes were kept before. */
export const KNOWN_NOTIFICATIONS = statement(
  'known_notifications',
  'select digest from notification where supplier = $1 and digest = any($2::text[])',
);

/** A test taken before comes back as it is; one whose runner died is run no more, but told. */
export const ACCEPT_SERVICE_TEST = statement(
  'accept_service_test',
  `insert into service_test (tenant, fibre_cafe_id, digest, reference, supplier, request, conversation_id, progress,
     claimed_by, claimed_until)
   values ($1, $2, $3, $4, $5, $6, $7, 'running', $8, now() + $9 * interval '1 ms')
   on conflict (tenant, fibre_cafe_id) do update set reference = service_test.reference
   returning reference, digest, (xmax = 0) as is_new`,
);

/** Ends a running test. No row: somebody else did. */
export const END_SERVICE_TEST = statement(
  'end_service_test',
  `update service_test set progress = 'reported', claimed_by = null, claimed_until = null
   where tenant = $1 and fibre_cafe_id = $2 and progress = 'running' returning reference`,
);

/** The supplier surely did not run it: it was never taken. */
export const FORGET_SERVICE_TEST = statement(
  'forget_service_test',
  `delete from service_test where tenant = $1 and fibre_cafe_id = $2 and progress = 'running'`,
);

/** Tests whose runner is gone, one at a time. */
export const ABANDONED_SERVICE_TESTS = statement(
  'abandoned_service_tests',
  `select tenant, request, reference, conversation_id from service_test
   where progress = 'running' and claimed_until < now() limit 100`,
);
