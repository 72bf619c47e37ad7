-- What every request touches is touched once: settling one, and noting that its caller was answered, changes its row in place
-- and no index; work is found by columns that stay empty while a request takes the usual way.

-- Requests whose answers are not known to be written: their callers may still wait. In a table of its own, because on the
-- usual way a request comes and goes here within milliseconds.
create table owed (
  problem_key bigint not null,
  command_id uuid not null,
  primary key (problem_key, command_id)
);
insert into owed select problem_key, command_id from command where answered = 'owed';

-- How far a request got that will last: empty for what is settled, and on the usual way, where a request is asked at once and
-- settled before its caller is answered. What is unsettled has this or stands in `owed`.
drop index command_open_by_problem;
drop index command_due;
drop index command_asking;
drop index command_owed;
alter table command add column lasting_progress text generated always as (
  case when progress <> 'settled' and not (progress = 'asking' and answered = 'owed') then progress end) stored;
create index command_open_by_problem on command (problem_key, position) where lasting_progress is not null;
create index command_open on command (lasting_progress, due_at) where lasting_progress is not null;
-- Kept as they came: nothing is looked up by what is inside them. Their problem is locked while they are kept, and stays.
alter table command
  alter column request type json using request::json,
  alter column outcome type json using outcome::json,
  alter column answer type json using answer::json,
  alter column marks drop default,
  alter column marks type json using marks::json,
  alter column marks set default '[]',
  drop constraint command_problem_key_fkey;
-- Room in each page for what its rows become.
alter table command set (fillfactor = 40, toast_tuple_target = 4080);

drop index problem_by_resolution;
drop index problem_to_watch;
drop statistics problem_status;
alter table problem
  add column status text generated always as (document ->> 'status') stored,
  add column resolution_reference text
    generated always as (document #>> '{serviceProblemResolution,supplierReference}') stored;
create index problem_by_resolution on problem (tenant, resolution_reference) where resolution_reference is not null;
create index problem_to_watch on problem (supplier, problem_key)
  where supplier_reference is not null and status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND');
alter table problem set (fillfactor = 70, toast_tuple_target = 4080);

-- An unsettled request holds younger ones of its problem.
create function is_held_up(p_problem_key bigint, p_position bigint) returns boolean language sql stable as $$
  select exists (
      select from command older
      where older.problem_key = p_problem_key and older.position < p_position and older.lasting_progress is not null
        and holds_younger(older))
    or exists (
      select from owed join command older using (command_id)
      where owed.problem_key = p_problem_key and older.position < p_position and older.progress = 'asking')
$$;

drop function keep_command(uuid, text, text, text, text, jsonb, text, text, bigint, jsonb, jsonb, uuid, integer);
create function keep_command(
  p_command_id uuid, p_tenant text, p_operation text, p_request_key text, p_digest text, p_request json,
  p_request_id text, p_conversation_id text, p_problem_id bigint, p_new_problem jsonb, p_later json,
  p_claimed_by uuid, p_lease_ms integer
) returns table (verdict text, command jsonb, problem jsonb) language plpgsql as $$
#variable_conflict use_column
declare
  v_problem problem;
  v_command command;
  v_held_up boolean;
  v_anew boolean;
begin
  if p_new_problem is not null then
    insert into problem (tenant, fibre_cafe_id, supplier, account, our_reference, held, document, told, conversation_id)
    values (p_tenant, p_problem_id, p_new_problem ->> 'supplier', p_new_problem ->> 'account',
      p_new_problem ->> 'ourReference', (p_new_problem ->> 'held')::boolean, p_new_problem -> 'document',
      p_new_problem -> 'told', p_conversation_id)
    on conflict (tenant, fibre_cafe_id) do nothing;
  end if;
  select * into v_problem from problem p where p.tenant = p_tenant and p.fibre_cafe_id = p_problem_id
    for no key update;
  if not found then
    return query select 'no-problem', null::jsonb, null::jsonb;
    return;
  end if;
  select * into v_command from command c
    where c.tenant = p_tenant and c.operation = p_operation and c.request_key = p_request_key for update;
  if found then
    v_anew := v_command.progress = 'settled' and v_command.answer ->> 'kind' in ('failed', 'unavailable');
    -- A verdict has no id of its own: one that surely came to nothing does not bind the tenant to it.
    if v_command.digest <> p_digest and not (v_anew and p_operation = 'answer-resolution') then
      return query select 'other-body', to_jsonb(v_command), to_jsonb(v_problem);
    elsif v_anew then
      update command c set digest = p_digest, request = p_request, progress = 'asking', answer = null, answered = 'owed', outcome = null, settled_at = null,
        attempt = c.attempt + 1, claimed_by = p_claimed_by, claimed_until = now() + p_lease_ms * interval '1 ms'
      where c.command_id = v_command.command_id returning * into v_command;
      insert into owed (problem_key, command_id) values (v_command.problem_key, v_command.command_id)
      on conflict do nothing;
      if p_operation = 'report-problem' then
        -- The failure made it REJECTED; asked anew, it is a new problem.
        update problem p set document = p_new_problem -> 'document'
        where p.problem_key = v_problem.problem_key returning * into v_problem;
      end if;
      return query select 'ask', to_jsonb(v_command), to_jsonb(v_problem);
    else
      return query select 'repeat', to_jsonb(v_command), to_jsonb(v_problem);
    end if;
    return;
  end if;
  v_held_up := is_held_up(v_problem.problem_key, 9223372036854775807);
  if v_held_up and p_operation = 'answer-resolution' then
    -- A verdict is answered at once or not at all: nothing is kept, and the caller tries again.
    return query select 'not-now', null::jsonb, to_jsonb(v_problem);
    return;
  end if;
  insert into command (command_id, problem_key, tenant, operation, request_key, digest, request, request_id,
    conversation_id, progress, attempt, claimed_by, claimed_until, answer)
  values (p_command_id, v_problem.problem_key, p_tenant, p_operation, p_request_key, p_digest, p_request,
    p_request_id, p_conversation_id, case when v_held_up then 'queued' else 'asking' end,
    case when v_held_up then 0 else 1 end, case when v_held_up then null else p_claimed_by end,
    case when v_held_up then null else now() + p_lease_ms * interval '1 ms' end,
    case when v_held_up then p_later else null end)
  returning * into v_command;
  insert into owed (problem_key, command_id) values (v_command.problem_key, v_command.command_id);
  return query select case when v_held_up then 'held-up' else 'ask' end, to_jsonb(v_command), to_jsonb(v_problem);
end
$$;

-- Keeps many requests, each about another problem, in one commit. New requests about known problems are kept all at once;
-- `command` is returned only where it is not just what was given. Each of those given has one row in what is returned. The
-- problems' rows are locked first, in the order given:
-- each statement sees what was committed before it, so that "is anything older unsettled?" is exact.
drop function keep_commands(json, uuid, integer, text);
create function keep_commands(
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
  select array_agg(problem_key) into v_locked from (
    select p.problem_key from unnest(p_tenants, p_problem_ids) with ordinality as given (tenant, problem_id, at)
      join problem p on p.tenant = given.tenant and p.fibre_cafe_id = given.problem_id
      order by at for no key update of p) locked;
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

-- Settles many claimed requests whose callers still wait, in one commit; the problems' rows are locked first, as everywhere.
-- Not settled: the claim was lost, or the caller was already told. `waits`: a younger request of the problem does.
drop function settle_all_awaited(json, uuid, text);
drop function settle_awaited(uuid, uuid, text, jsonb, jsonb, jsonb, integer, integer, jsonb);
create function settle_all_awaited(p_given json, p_problem_keys bigint[], p_claimed_by uuid, p_lock_wait text)
returns table (n integer, settled boolean, waits boolean) language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off as $$
#variable_conflict use_column
begin
  perform set_config('lock_timeout', p_lock_wait, true);
  perform from unnest(p_problem_keys) with ordinality as given (problem_key, at) join problem p using (problem_key)
    order by at for no key update of p;
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

-- An exchange about a known problem is found by the problem: its other ids lead there.
drop index journal_by_request;
drop index journal_by_conversation;
drop index journal_by_our_reference;
drop index journal_by_supplier_reference;
drop index journal_by_message;
create index journal_by_request on journal (request_id)
  where request_id is not null and (problem_id is null or side = 'north');
create index journal_by_conversation on journal (conversation_id)
  where conversation_id is not null and (problem_id is null or side = 'north');
create index journal_by_our_reference on journal (our_reference) where our_reference is not null and problem_id is null;
create index journal_by_supplier_reference on journal (supplier_reference)
  where supplier_reference is not null and problem_id is null and notification_id is null;
create index journal_by_message on journal (message_id) where message_id is not null and notification_id is null;

-- Messages are of 1 to 3 kB: not worth the time it takes to compress them.
create or replace function open_journal_day(p_day date) returns void language plpgsql as $$
declare
  v_name text := 'journal_' || to_char(p_day, 'YYYYMMDD');
begin
  perform pg_advisory_xact_lock(7318221905);
  if to_regclass(v_name) is null then
    execute format('create table %I partition of journal for values from (%L) to (%L) with (toast_tuple_target = 8160)',
      v_name, p_day::timestamp at time zone 'UTC', (p_day + 1)::timestamp at time zone 'UTC');
  end if;
end
$$;
