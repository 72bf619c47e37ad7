-- Rows are locked by their keys alone, in a statement of its own. Under READ COMMITTED, PostgreSQL reads a row that another
-- transaction changed meanwhile again through the locking select's whole plan. Where that plan unites, groups or joins a
-- sub-select, only the first changed row survives, and a request that was answered 202 is not seen. Every function here finds
-- keys first, locks them in order, and reads the rows in a third statement, which sees what was committed before it.

-- Requests that a notification may settle, or whose answer is still being written, oldest first. Locked until the end of the
-- transaction.
create function open_commands(p_problem_keys bigint[]) returns setof command language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off as $$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from (
    select c.command_id from command c where c.problem_key = any(p_problem_keys) and c.lasting_progress is not null
    union all
    select o.command_id from owed o where o.problem_key = any(p_problem_keys)) found;
  perform from command where command_id = any(v_ids) order by position for update;
  return query
    select * from command c
    where c.command_id = any(v_ids) and (c.progress <> 'settled' or c.answered = 'owed') order by c.position;
end
$$;

-- Requests of a problem that wait in the queue, oldest first. Locked until the end of the transaction.
create function queued_commands(p_problem_key bigint) returns setof command language plpgsql as $$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from command
    where problem_key = p_problem_key and lasting_progress = 'queued';
  perform from command where command_id = any(v_ids) order by position for update;
  return query select * from command c where c.command_id = any(v_ids) and c.progress = 'queued' order by c.position;
end
$$;

-- Locks a request after its problem, the order in which everything else locks them.
create function lock_command(p_command_id uuid) returns table (command jsonb, problem jsonb) language plpgsql as $$
#variable_conflict use_column
declare
  v_problem problem;
  v_command command;
begin
  select * into v_problem from problem
    where problem_key = (select c.problem_key from command c where c.command_id = p_command_id) for update;
  select * into v_command from command where command_id = p_command_id for update;
  if found then
    return query select to_jsonb(v_command), to_jsonb(v_problem);
  end if;
end
$$;

-- Makes what waits for an endpoint due now.
create function commands_due_now(p_supplier text, p_account text) returns void language plpgsql as $$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from command c join problem p using (problem_key)
    where p.supplier = p_supplier and p.account = p_account and c.lasting_progress = 'queued' and c.due_at > now();
  perform from command where command_id = any(v_ids) order by position for no key update;
  update command set due_at = now() where command_id = any(v_ids) and progress = 'queued' and due_at > now();
end
$$;

-- Ends the time in which an undecided request holds younger ones; each request is returned once.
create function overdue_decisions() returns setof command language plpgsql as $$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from command where lasting_progress = 'pending' and holds_until < now();
  perform from command where command_id = any(v_ids) order by position for no key update;
  return query
    update command c set holds_until = null
    where c.command_id = any(v_ids) and c.progress = 'pending' and c.holds_until < now() returning c.*;
end
$$;

create or replace function take_notifications(p_ids bigint[]) returns table (
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
  select array_agg(p.problem_key) into v_problems
    from notification n join problem p using (supplier, account, our_reference) where n.notification_id = any(v_ids);
  select array_agg(problem_key) into v_problems from (
    select p.problem_key from problem p where p.problem_key = any(v_problems) for update skip locked) locked;
  select array_agg(command_id) into v_commands from open_commands(v_problems);
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

-- The problems of a batch are locked by their keys, in the order of the keys.
create or replace function keep_commands(
  p_given json, p_tenants text[], p_problem_ids bigint[], p_claimed_by uuid, p_lease_ms integer, p_lock_wait text
) returns table (n integer, verdict text, received_at timestamptz, command jsonb, problem jsonb) language plpgsql
-- A batch is small, and each of its rows is found by an index, however small the tables were when the plan was made.
set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
  g record;
  k record;
  v_locked bigint[];
  v_kept integer;
begin
  perform set_config('lock_timeout', p_lock_wait, true);
  select array_agg(problem_key) into v_locked
    from unnest(p_tenants, p_problem_ids) as given (tenant, problem_id)
    join problem p on p.tenant = given.tenant and p.fibre_cafe_id = given.problem_id;
  perform from problem where problem_key = any(v_locked) order by problem_key for no key update;
  return query
    with given as materialized (
      select * from json_to_recordset(p_given) as given (n integer, command_id uuid, tenant text, operation text,
        request_key text, digest text, request json, request_id text, conversation_id text, problem_id bigint,
        new_problem jsonb, later json, waits boolean)),
    ready as materialized (
      select given.*, p.problem_key, to_jsonb(p) as problem,
        coalesce(waits, false)
          -- `is_held_up`, written out: a function would be called for each row.
          or exists (
            select from command older
            where older.problem_key = p.problem_key and older.lasting_progress is not null and holds_younger(older))
          or exists (
            select from owed join command older using (command_id)
            where owed.problem_key = p.problem_key and older.progress = 'asking') as held_up
      from given join problem p on p.tenant = given.tenant and p.fibre_cafe_id = given.problem_id
      where new_problem is null and p.problem_key = any(v_locked)),
    kept as (
      insert into command (command_id, problem_key, tenant, operation, request_key, digest, request, request_id,
        conversation_id, progress, attempt, claimed_by, claimed_until, answer)
      select command_id, problem_key, tenant, operation, request_key, digest, request, request_id, conversation_id,
        case when held_up then 'queued' else 'asking' end, case when held_up then 0 else 1 end,
        case when not held_up then p_claimed_by end,
        case when not held_up then now() + p_lease_ms * interval '1 ms' end, case when held_up then later end
      from ready where not (held_up and operation = 'answer-resolution')
      on conflict (tenant, operation, request_key) do nothing
      returning problem_key, command_id),
    owing as (insert into owed (problem_key, command_id) select problem_key, command_id from kept)
    select ready.n, case when ready.held_up then 'held-up' else 'ask' end, now(), null::jsonb, ready.problem
    from kept join ready using (command_id);
  get diagnostics v_kept = row_count;
  if v_kept = cardinality(p_tenants) then
    return;
  end if;
  -- Reports, repeats, and what is refused: one after another.
  for g in
    select * from json_to_recordset(p_given) as given (n integer, command_id uuid, tenant text, operation text,
      request_key text, digest text, request json, request_id text, conversation_id text, problem_id bigint,
      new_problem jsonb, later json, waits boolean)
    where not exists (select from command c where c.command_id = given.command_id)
  loop
    select * into k from keep_command(g.command_id, g.tenant, g.operation, g.request_key, g.digest, g.request,
      g.request_id, g.conversation_id, g.problem_id, g.new_problem, g.later, p_claimed_by, p_lease_ms);
    if g.waits and k.verdict = 'ask' then
      update command c set progress = 'queued', attempt = c.attempt - 1, claimed_by = null, claimed_until = null,
        due_at = now(), answer = g.later
      where c.command_id = (k.command ->> 'command_id')::uuid
      returning 'held-up' as verdict, to_jsonb(c) as command, k.problem as problem into k;
    end if;
    return query select g.n, k.verdict, null::timestamptz, k.command, k.problem;
  end loop;
end
$$;

create or replace function settle_all_awaited(p_given json, p_problem_keys bigint[], p_claimed_by uuid, p_lock_wait text)
returns table (n integer, settled boolean, waits boolean) language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off as $$
#variable_conflict use_column
begin
  perform set_config('lock_timeout', p_lock_wait, true);
  perform from problem where problem_key = any(p_problem_keys) order by problem_key for no key update;
  return query
    with given as materialized (
      select * from json_to_recordset(p_given) as given (n integer, command_id uuid, progress text, outcome json,
        answer json, marks json, due_in_ms integer, holds_for_ms integer, changes jsonb)),
    done as (
      update command c set progress = given.progress, outcome = given.outcome, answer = given.answer, marks = given.marks,
        claimed_by = null, claimed_until = null,
        due_at = case when given.progress = 'settled' then c.due_at else now() + due_in_ms * interval '1 ms' end,
        holds_until = now() + holds_for_ms * interval '1 ms',
        settled_at = case when given.progress = 'settled' then now() end
      from given
      where c.command_id = given.command_id and c.claimed_by = p_claimed_by and c.progress = 'asking' and c.answer is null
      returning given.n, c.problem_key, given.changes),
    changed as (
      update problem p set document = p.document || changes,
        supplier_reference = coalesce(changes ->> 'supplierServiceProblemReference', p.supplier_reference)
      from done where p.problem_key = done.problem_key and changes is not null)
    select given.n, done.n is not null, exists (
      select from command younger where younger.problem_key = done.problem_key and younger.lasting_progress = 'queued')
    from given left join done using (n);
end
$$;
