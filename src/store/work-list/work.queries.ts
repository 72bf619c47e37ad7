// Statements on unsettled work: stalls for the detector, depths for the metrics.

import { statement } from '../db/statement.js';

const COMMANDS = `select 'command' as kind, c.command_id::text as id, c.progress as state, p.tenant,
    p.platform_id as problem_id, p.our_reference, p.supplier_reference, c.operation as what, c.attempt,
    c.received_at as since, c.due_at, coalesce(c.outcome ->> 'why', c.outcome #>> '{said,text}') as why
  from command c join problem p using (problem_key)`;

const NOTIFICATIONS = `select 'notification' as kind, n.notification_id::text as id, n.progress as state, p.tenant,
    p.platform_id as problem_id, n.our_reference, p.supplier_reference, n.path as what, n.attempt,
    n.received_at as since, n.due_at, n.why
  from notification n left join problem p using (problem_key)`;

const KCIS = `select 'kci' as kind, k.kci_id::text as id, k.progress as state, k.tenant,
    k.entity_id as problem_id, p.our_reference, p.supplier_reference, k.entity || ' ' || k.sequence as what, k.attempt,
    k.created_at as since, k.due_at, k.why
  from kci k left join problem p
    on p.tenant = k.tenant and p.platform_id = k.entity_id and k.entity = 'serviceProblem'`;

/** An unsettled request has a lasting progress, or a pending reply. */
const UNSETTLED = `select command_id from command where lasting_progress is not null union all select command_id from pending_reply`;
const NOTIFICATION_QUEUED_BEHIND = `exists (
  select from notification older where older.progress = 'stored' and older.supplier = n.supplier
    and older.account = n.account and older.our_reference = n.our_reference and older.notification_id < n.notification_id)`;
const KCI_QUEUED_BEHIND = `exists (
  select from kci older where older.tenant = k.tenant and older.entity = k.entity and older.entity_id = k.entity_id
    and older.sequence < k.sequence and older.undelivered)`;

const before = (parameter: string): string => `now() - ${parameter} * interval '1 ms'`;
const CLAIMED = before('$1');
const DUE = before('$2');
const WAITING = before('$3');

/**
 * Work that makes no progress. claimed: its lease expired and no replica recovered it. due: no worker claims it. waiting: it
 * has waited too long, for any reason. Work that is queued behind an older item of its problem is not listed.
 */
export const STALLED = statement(
  'stalled',
  `select * from (
    select w.*, case
        when w.state = 'asking' then 'claimed'
        when w.state = 'queued' and w.due_at < ${DUE} and w.since >= ${WAITING} then 'due'
        else 'waiting' end as stall
    from (${COMMANDS}
      where c.command_id in (${UNSETTLED}) and (
        (c.progress = 'asking' and c.claimed_until < ${CLAIMED})
        or (c.progress = 'queued' and (c.due_at < ${DUE} or c.received_at < ${WAITING})
          and not is_queued_behind(c.problem_key, c.position))
        or (c.progress = 'unknown' and c.received_at < ${WAITING})
        or (c.progress = 'pending' and c.blocks_until is null and c.received_at < ${WAITING}))) w
    union all
    select w.*, case when w.due_at < ${DUE} and w.since >= ${WAITING} then 'due' else 'waiting' end
    from (${NOTIFICATIONS}
      where n.progress = 'stored' and (n.due_at < ${DUE} or n.received_at < ${WAITING}) and not ${NOTIFICATION_QUEUED_BEHIND}) w
    union all
    select w.*, case
        when w.state = 'sending' then 'claimed'
        when w.state = 'due' and w.due_at < ${DUE} and w.since >= ${WAITING} then 'due'
        else 'waiting' end
    from (${KCIS}
      where k.undelivered and ((k.progress = 'sending' and k.claimed_until < ${CLAIMED})
        or (k.progress = 'due' and (k.due_at < ${DUE} or k.created_at < ${WAITING}) and not ${KCI_QUEUED_BEHIND}
          and not exists (select from command c where c.command_id = k.about_command and c.reply_state = 'pending'))
        or (k.progress = 'parked' and k.created_at < ${WAITING}))) w
  ) stalled order by since limit $4`,
);

/** The number of unsettled items, and the age of the oldest in seconds. */
export const DEPTHS = statement(
  'depths',
  `select 'commands' as queue, progress as state, count(*)::integer as depth,
     extract(epoch from now() - min(received_at))::float8 as oldest
   from command where command_id in (${UNSETTLED}) and progress <> 'settled' group by 2
   union all
   select 'notifications', progress, count(*)::integer, extract(epoch from now() - min(received_at))::float8
   from notification where progress = 'stored' group by 2
   union all
   select 'notifications', progress, count(*)::integer, extract(epoch from now() - min(received_at))::float8
   from notification where progress = 'quarantined' group by 2
   union all
   select 'kcis', progress, count(*)::integer, extract(epoch from now() - min(created_at))::float8
   from kci where undelivered group by 2`,
);
