-- Notifications of different problems are applied in one transaction, and KCIs change in place while they are sent.

-- What is sent and told does not change while its row does: it is kept beside the row, as it is.
alter table notification alter column body set storage external;
alter table notification set (fillfactor = 70, toast_tuple_target = 256);
alter table kci alter column body set storage external;
alter table kci set (fillfactor = 70, toast_tuple_target = 256);

-- The line of those that were never tried, by which the oldest are found however many wait behind them; and those that wait
-- for another time, perhaps for ever, because their problem is not known here.
drop index notification_due;
alter table notification
  add column in_line bigint generated always as (
    case when progress = 'kept' and attempt = 0 then notification_id end) stored;
create index notification_in_line on notification (in_line) where in_line is not null;
create index notification_postponed on notification (due_at) where progress = 'kept' and attempt > 0;

-- Sending a KCI changes neither of these.
drop index kci_undelivered;
drop index kci_due;
alter table kci
  add column undelivered boolean generated always as (case when progress <> 'delivered' then true end) stored,
  add column to_send boolean generated always as (case when progress in ('due', 'sending') then true end) stored;
create index kci_undelivered on kci (tenant, entity, entity_id, sequence) where undelivered;
create index kci_due on kci (due_at) where to_send;
-- KCIs that wait until a request's own answer was given.
create index kci_about on kci (about_command) where undelivered and about_command is not null;

-- Claims kept notifications for the length of the transaction, each the oldest of its problem, with their problems and the
-- requests they may settle, all locked. A notification or a problem that another holds is left out; a request is waited for
-- briefly. `problem` is empty where none is known by our reference.
create function take_notifications(p_ids bigint[]) returns table (
  notification_id bigint, supplier text, account text, our_reference text, message_id text, digest text, content_type text,
  body bytea, received_at timestamptz, attempt integer, problem jsonb, commands jsonb
) language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set lock_timeout = '250ms' as $$
#variable_conflict use_column
declare
  v_ids bigint[];
  v_problems bigint[];
  v_commands uuid[];
begin
  select array_agg(notification_id) into v_ids from (
    select n.notification_id from notification n
    where n.notification_id = any(p_ids) and n.progress = 'kept'
      and (
        select true from notification older
        where older.progress = 'kept' and older.supplier = n.supplier and older.account = n.account
          and older.our_reference = n.our_reference and older.notification_id < n.notification_id limit 1) is null
    for update of n skip locked) claimed;
  select array_agg(problem_key) into v_problems from (
    select p.problem_key from notification n join problem p using (supplier, account, our_reference)
    where n.notification_id = any(v_ids)
    for update of p skip locked) locked;
  -- In the order in which whoever locks several requests locks them.
  select array_agg(command_id) into v_commands from (
    select c.command_id from command c
    where c.command_id in (
        select command_id from command where problem_key = any(v_problems) and lasting_progress is not null
        union all
        select command_id from owed where problem_key = any(v_problems))
      and (progress <> 'settled' or answered = 'owed') order by position for update of c) open;
  return query
    select n.notification_id, n.supplier, n.account, n.our_reference, n.message_id, n.digest, n.content_type, n.body,
      n.received_at, n.attempt, to_jsonb(p), (
        select jsonb_agg(to_jsonb(c) order by c.position) from command c
        where c.command_id = any(v_commands) and c.problem_key = p.problem_key)
    from notification n left join problem p using (supplier, account, our_reference)
    where n.notification_id = any(v_ids) and (p.problem_key is null or p.problem_key = any(v_problems))
    order by n.notification_id;
end
$$;
