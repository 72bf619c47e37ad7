// The statements of the work list as people read it: page by page, and grouped by reason.

import { statement } from '../db/statement.js';

const COMMAND = (list: string, progress: string): string => `
  select '${list}' as list, 'command' as kind, c.command_id::text as id, c.progress as state, p.tenant, p.supplier,
    p.platform_id as problem_id, p.our_reference, p.supplier_reference, c.operation as what, c.request_key,
    c.conversation_id, null as reason_code, c.attempt, c.received_at as since, c.due_at,
    coalesce(c.outcome ->> 'why', c.outcome #>> '{said,text}') as why,
    c.progress = 'unknown' or (c.progress = 'pending' and c.blocks_until is null) as needs_person,
    p.problem_key, c.position, null::text as entity, null::text as account
  from command c join problem p using (problem_key) where c.lasting_progress = '${progress}'`;

const NOTIFICATION = (list: string, where: string): string => `
  select '${list}', 'notification', n.notification_id::text, n.progress, p.tenant, n.supplier, p.platform_id, n.our_reference,
    p.supplier_reference, n.path, null, null, null, n.attempt, n.received_at, n.due_at, n.why, n.progress = 'quarantined',
    p.problem_key, n.notification_id, null, n.account
  from notification n left join problem p using (problem_key) where ${where}`;

const KCI = (list: string, where: string): string => `
  select '${list}', 'kci', k.kci_id::text, k.progress, k.tenant, p.supplier, k.entity_id, p.our_reference, p.supplier_reference,
    k.entity || ' ' || k.sequence, null, k.conversation_id, k.body::json ->> 'reasonCode', k.attempt, k.created_at, k.due_at,
    k.why, k.progress = 'parked', p.problem_key, k.sequence, k.entity, null
  from kci k left join problem p
    on p.tenant = k.tenant and p.platform_id = k.entity_id and k.entity = 'serviceProblem' where ${where}`;

const ALL = [
  COMMAND('unknown', 'unknown'),
  COMMAND('undecided', 'pending'),
  COMMAND('waiting', 'queued'),
  NOTIFICATION('quarantined', `n.progress = 'quarantined'`),
  NOTIFICATION('waiting', `n.progress = 'stored' and n.attempt > 0`),
  KCI('parked', `k.undelivered and k.progress = 'parked'`),
  KCI('waiting', `k.to_send and k.progress = 'due' and k.attempt > 0`),
].join(' union all ');

/** `$1` lists, `$2` tenant, `$3` kind, `$4` why, `$5` whether a person is needed; null: any. */
const CHOSEN = `($1::text[] is null or w.list = any($1)) and ($2::text is null or w.tenant = $2)
  and ($3::text is null or w.kind = $3) and ($4::text is null or w.why = $4) and ($5::boolean is null or w.needs_person = $5)`;

const BEHIND = `case w.kind
  when 'command' then (select count(*) from command y
    where y.problem_key = w.problem_key and y.position > w.position and y.lasting_progress is not null)
  when 'kci' then (select count(*) from kci y
    where y.tenant = w.tenant and y.entity = w.entity and y.entity_id = w.problem_id and y.sequence > w.position and y.undelivered)
  else (select count(*) from notification y
    where y.supplier = w.supplier and y.account = w.account and y.our_reference = w.our_reference and y.our_reference <> ''
      and y.notification_id > w.position and y.progress = 'stored') end::integer`;

/** Oldest first, after a place in that order: `$6` microseconds, `$7` kind, `$8` id. `$9`: at most so many. */
export const WORK_PAGE = statement(
  'work_page',
  `select w.list, w.kind, w.id, w.state, w.tenant, w.supplier, w.problem_id, w.our_reference, w.supplier_reference, w.what,
     w.request_key, w.conversation_id, w.reason_code, w.attempt, w.since, w.due_at, w.why, w.needs_person,
     w.micros::text as micros, ${BEHIND} as queued_behind
   from (
     select w.*, (extract(epoch from w.since) * 1000000)::bigint as micros from (${ALL}) w where ${CHOSEN}
       and ((extract(epoch from w.since) * 1000000)::bigint, w.kind, w.id) > ($6::bigint, $7::text, $8::text)
     order by micros, w.kind, w.id limit $9) w
   order by w.micros, w.kind, w.id`,
);

export const GROUPS = statement(
  'work_groups',
  `select w.list, w.kind, w.supplier, w.what_group as what, w.why, w.needs_person, count(*)::integer as count,
     count(distinct w.tenant)::integer as tenants, min(w.since) as oldest, min(w.due_at) as next_due
   from (select *, case when kind = 'command' then what end as what_group from (${ALL}) u) w where ${CHOSEN}
   group by 1, 2, 3, 4, 5, 6 order by w.needs_person desc, count desc, oldest limit 500`,
);
