-- The schema of version 1.0.0: problems, the requests about them, the notifications that arrive, the updates that must be sent,
-- and the journal of every exchange.

create table problem (
  problem_key bigint generated always as identity primary key,
  tenant text not null,
  platform_id bigint not null,
  -- The supplier that was chosen when the problem was reported. A later change of the settings does not change it.
  supplier text not null,
  -- The tenant's name at the supplier.
  account text not null,
  our_reference text not null,
  -- Taken only from the supplier's own messages.
  supplier_reference text,
  -- False where the problem was reported before this gateway was in between.
  known_locally boolean not null,
  -- The whole problem as the platform knows it.
  document jsonb not null,
  -- What the platform was told of the supplier's reports so far.
  reported jsonb not null,
  conversation_id text not null,
  -- The sequence number of the next update.
  next_sequence integer not null default 1,
  -- When the platform is warned that silence will close the resolved problem.
  closure_warning_at timestamptz,
  -- When the supplier is asked for the problem's present state, because notifications may have been missed.
  reconcile_at timestamptz,
  created_at timestamptz not null default now(),
  status text generated always as (document ->> 'status') stored,
  resolution_reference text generated always as (document #>> '{serviceProblemResolution,supplierReference}') stored,
  unique (tenant, platform_id),
  unique (supplier, account, our_reference)
) with (fillfactor = 70, toast_tuple_target = 4080);
create index problem_by_supplier_reference on problem (supplier, account, supplier_reference)
  where supplier_reference is not null;
create index problem_to_warn on problem (closure_warning_at) where closure_warning_at is not null;
create index problem_to_reconcile on problem (reconcile_at) where reconcile_at is not null;
create index problem_by_resolution on problem (tenant, resolution_reference) where resolution_reference is not null;
create index problem_to_watch on problem (supplier, problem_key)
  where supplier_reference is not null and status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND');

-- Requests of platforms. A command is a stored request: `request_id` is the platform's X-Request-ID.
create table command (
  command_id uuid primary key,
  -- The order of requests about one problem. It is taken under the lock of the problem's row, so it is the order of commit too.
  position bigint generated always as identity,
  -- No foreign key: the problem's row is locked while the request is stored.
  problem_key bigint not null,
  tenant text not null,
  operation text not null,
  -- The idempotency key within (tenant, operation): the platform's id of the request; for a verdict, our reference of the
  -- resolution.
  request_key text not null,
  digest text not null,
  request json not null,
  request_id text not null,
  conversation_id text not null,
  received_at timestamptz not null default now(),
  -- `asking`: the request may be on the wire, so a replica that dies there leaves it unknown.
  progress text not null check (progress in ('queued', 'asking', 'pending', 'unknown', 'settled')),
  outcome json,
  -- Whether the caller got its reply, apart from the progress of the work.
  reply_state text not null default 'pending' check (reply_state in ('pending', 'sent', 'undeliverable')),
  answer json,
  -- What a later report shows once this request took effect.
  expected_effects json not null default '[]',
  -- Until when an undecided request blocks younger ones of its problem.
  blocks_until timestamptz,
  attempt integer not null default 0,
  due_at timestamptz not null default now(),
  claimed_by uuid,
  claimed_until timestamptz,
  settled_at timestamptz,
  -- True while the supplier is asked for what the message needs: nothing that must not be sent twice is on the wire, so a
  -- replica that dies there leaves the request queued.
  preparing boolean not null default false,
  -- Empty for settled requests, and for requests that are asked at once and settled before their caller is answered. A request
  -- that is not settled has this, or a row in `pending_reply`.
  lasting_progress text generated always as (
    case when progress <> 'settled' and not (progress = 'asking' and reply_state = 'pending') then progress end) stored,
  unique (tenant, operation, request_key)
) with (fillfactor = 40, toast_tuple_target = 4080);
create index command_open_by_problem on command (problem_key, position) where lasting_progress is not null;
create index command_open on command (lasting_progress, due_at) where lasting_progress is not null;
create index command_by_problem on command (problem_key);
create index command_by_request on command (request_id);
create index command_by_conversation on command (conversation_id);

-- Requests whose reply is pending. A table of its own, because a row usually lives for milliseconds.
create table pending_reply (
  problem_key bigint not null,
  command_id uuid not null,
  primary key (problem_key, command_id)
);

-- What the supplier answered to the calls before a message, each stored before the next call is made.
create table step_result (
  command_id uuid not null references command,
  name text not null,
  result jsonb not null,
  stored_at timestamptz not null default now(),
  primary key (command_id, name)
);

-- When a gateway could last receive notifications. After a gap, every open problem is reconciled.
create table listening (
  only_row boolean primary key default true check (only_row),
  last_at timestamptz not null default now()
);

-- The inbox.
create table notification (
  notification_id bigint generated always as identity primary key,
  supplier text not null,
  account text not null default '',
  our_reference text not null default '',
  message_id text,
  digest text not null,
  path text not null,
  subject text not null,
  content_type text,
  body bytea not null,
  received_at timestamptz not null default now(),
  repeats integer not null default 0,
  -- dismissed: an operator decided that nothing is to be made of it.
  progress text not null check (progress in ('stored', 'applied', 'quarantined', 'dismissed')),
  reply_state text not null default 'pending' check (reply_state in ('pending', 'sent', 'undeliverable')),
  problem_key bigint references problem,
  attempt integer not null default 0,
  due_at timestamptz not null default now(),
  why text,
  settled_at timestamptz,
  -- The order of notifications that were never tried. The oldest are found, however many wait.
  untried bigint generated always as (case when progress = 'stored' and attempt = 0 then notification_id end) stored,
  unique (supplier, digest)
) with (fillfactor = 70, toast_tuple_target = 256);
-- The body does not change while its row does: it is stored beside the row.
alter table notification alter column body set storage external;
create index notification_stored_by_problem on notification (supplier, account, our_reference, notification_id)
  where progress = 'stored';
create index notification_untried on notification (untried) where untried is not null;
create index notification_postponed on notification (due_at) where progress = 'stored' and attempt > 0;
create index notification_by_problem on notification (problem_key) where problem_key is not null;
create index notification_by_message on notification (message_id) where message_id is not null;
create index notification_quarantined on notification (received_at) where progress = 'quarantined';

-- The outbox.
create table kci (
  kci_id uuid primary key,
  tenant text not null,
  -- serviceProblem or serviceTest, by the platform's id.
  entity text not null,
  entity_id bigint not null,
  entity_created_at timestamptz not null,
  sequence integer not null,
  issued_on timestamptz not null,
  -- The exact text of every attempt.
  body text not null,
  conversation_id text not null,
  -- The request that this update answers: the update waits until the reply to that request was sent or is undeliverable.
  about_command uuid references command,
  progress text not null default 'due' check (progress in ('due', 'sending', 'delivered', 'parked')),
  attempt integer not null default 0,
  due_at timestamptz not null default now(),
  claimed_by uuid,
  claimed_until timestamptz,
  why text,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  -- Both stay the same while an update is sent, so that an attempt changes no index.
  undelivered boolean generated always as (case when progress <> 'delivered' then true end) stored,
  to_send boolean generated always as (case when progress in ('due', 'sending') then true end) stored,
  unique (tenant, entity, entity_id, sequence)
) with (fillfactor = 70, toast_tuple_target = 256);
alter table kci alter column body set storage external;
create index kci_undelivered on kci (tenant, entity, entity_id, sequence) where undelivered;
create index kci_due on kci (due_at) where to_send;
create index kci_about on kci (about_command) where undelivered and about_command is not null;

-- Appointments that were reserved through this gateway, by the platform's id.
create table reservation (
  tenant text not null,
  platform_id bigint not null,
  digest text not null,
  supplier text not null,
  -- `asking`: the reservation may be on the wire. `unknown`: the supplier may have it, so it is not sent again.
  progress text not null check (progress in ('asking', 'reserved', 'refused', 'open', 'unknown')),
  claimed_until timestamptz,
  reference text not null,
  key text,
  timeslot jsonb,
  lapses_at timestamptz,
  messages jsonb not null default '[]',
  -- The platform's id of the problem that has this appointment.
  problem_id bigint,
  created_at timestamptz not null default now(),
  primary key (tenant, platform_id)
);
create index reservation_by_key on reservation (tenant, supplier, key) where key is not null;

-- Tests that a supplier runs: stored before the supplier is asked, reported when the result is there.
create table service_test (
  tenant text not null,
  platform_id bigint not null,
  digest text not null,
  reference text not null,
  created_at timestamptz not null default now(),
  supplier text,
  request jsonb,
  conversation_id text,
  progress text not null default 'reported' check (progress in ('running', 'reported')),
  claimed_by uuid,
  claimed_until timestamptz,
  primary key (tenant, platform_id)
);
create index service_test_running on service_test (claimed_until) where progress = 'running';

-- Unfinished problems whose supplier must be polled.
create table watch (
  problem_key bigint primary key references problem,
  due_at timestamptz not null default now(),
  -- Polls in a row that brought nothing new: the more, the longer the next interval.
  quiet integer not null default 0,
  -- Polls in a row that failed.
  failures integer not null default 0,
  claimed_by uuid,
  claimed_until timestamptz,
  polled_at timestamptz
);
create index watch_due on watch (due_at);

-- How messages of suppliers depart from their contracts: by tenant, supplier, kind of message, kind of departure and element.
create table drift (
  tenant text not null,
  supplier text not null,
  event text not null,
  kind text not null,
  element text not null,
  -- Counted in several rows: a count is locked until its notification is committed, and the most usual departure is in nearly
  -- every notification.
  slot smallint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  count bigint not null,
  primary key (tenant, supplier, event, kind, element, slot)
);

-- What crossed the gateway's four edges, one partition a day so that retention drops a day whole.
create sequence journal_id;
create table journal (
  journal_id bigint not null default nextval('journal_id'),
  at timestamptz not null,
  -- north: a platform asked us. south: we asked a supplier. notification: a supplier notified us. kci: we notified a platform.
  side text not null,
  party text not null,
  operation text not null,
  ms integer not null,
  attempt integer not null,
  status integer,
  outcome text not null,
  why text,
  tenant text,
  problem_id bigint,
  request_id text,
  conversation_id text,
  our_reference text,
  supplier_reference text,
  message_id text,
  kci_id text,
  notification_id bigint,
  -- Bytes as they crossed, without tokens and secrets. The bytes of an update and of a notification are in their tables, once.
  request bytea,
  answer bytea
) partition by range (at);
create index journal_by_problem on journal (tenant, problem_id) where problem_id is not null;
-- An exchange about a known problem is found by the problem: its other ids lead there.
create index journal_by_request on journal (request_id)
  where request_id is not null and (problem_id is null or side = 'north');
create index journal_by_conversation on journal (conversation_id)
  where conversation_id is not null and (problem_id is null or side = 'north');
create index journal_by_our_reference on journal (our_reference) where our_reference is not null and problem_id is null;
create index journal_by_supplier_reference on journal (supplier_reference)
  where supplier_reference is not null and problem_id is null and notification_id is null;
create index journal_by_message on journal (message_id) where message_id is not null and notification_id is null;
create index journal_by_kci on journal (kci_id) where kci_id is not null;
create index journal_by_notification on journal (notification_id) where notification_id is not null;

-- Creates the partition of a day. One replica at a time, because "if not exists" alone is not safe against another.
-- Messages are of 1 to 3 kB: compressing them costs more than it saves.
create function open_journal_day(p_day date) returns void language plpgsql as $$
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

-- Drops the partitions before a day. A reader that holds one is waited for only briefly: the next run tries again.
create function drop_journal_days(p_before date) returns integer language plpgsql set lock_timeout = '5s' as $$
declare
  v_name text;
  v_dropped integer := 0;
begin
  perform pg_advisory_xact_lock(7318221905);
  for v_name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'journal'::regclass and c.relname < 'journal_' || to_char(p_before, 'YYYYMMDD')
  loop
    execute format('drop table %I', v_name);
    v_dropped := v_dropped + 1;
  end loop;
  return v_dropped;
end
$$;

-- Who did what when on the operations API. Written before the act, so that nothing is done unrecorded.
create table operator_act (
  act_id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  client text not null,
  subject text not null,
  act text not null,
  target text not null,
  details jsonb,
  -- The HTTP status of the act; null where the gateway stopped in between.
  status integer
);
create index operator_act_by_time on operator_act (at);

-- Locks. Rows are locked by their keys alone, in a statement of its own. Under READ COMMITTED, PostgreSQL reads a row that
-- another transaction changed meanwhile again through the locking select's whole plan. Where that plan unites, groups or joins
-- a sub-select, only the first changed row survives, and a request answered 202 is not seen. Every function here finds
-- keys first, locks them in order, and reads the rows in a third statement, which sees what was committed before it.
-- Problems are locked before their requests, everywhere.

-- Stores a reservation once per (tenant, id). `ask`: the caller claims it. `repeat`: it is returned as it is.
create function store_reservation(
  p_tenant text, p_id bigint, p_digest text, p_supplier text, p_reference text, p_lease_ms integer
) returns table (verdict text, reservation jsonb) language plpgsql as $$
#variable_conflict use_column
declare
  v reservation;
begin
  insert into reservation (tenant, platform_id, digest, supplier, progress, claimed_until, reference)
  values (p_tenant, p_id, p_digest, p_supplier, 'asking', now() + p_lease_ms * interval '1 ms', p_reference)
  on conflict (tenant, platform_id) do nothing returning * into v;
  if found then
    return query select 'ask', to_jsonb(v);
    return;
  end if;
  select * into v from reservation r where r.tenant = p_tenant and r.platform_id = p_id for update;
  if v.digest <> p_digest then
    return query select 'other-body', to_jsonb(v);
  elsif v.progress = 'open' then
    update reservation r set progress = 'asking', claimed_until = now() + p_lease_ms * interval '1 ms'
    where r.tenant = p_tenant and r.platform_id = p_id returning * into v;
    return query select 'ask', to_jsonb(v);
  elsif v.progress = 'asking' and v.claimed_until < now() then
    update reservation r set progress = 'unknown'
    where r.tenant = p_tenant and r.platform_id = p_id returning * into v;
    return query select 'repeat', to_jsonb(v);
  else
    return query select 'repeat', to_jsonb(v);
  end if;
end
$$;

-- Gives a reservation, found by the platform's id or by the supplier's key, to a problem. `used_by`: another unfinished problem
-- has it. `is_booked`: the problem had it before.
create function claim_reservation(p_tenant text, p_supplier text, p_id bigint, p_key text, p_problem_id bigint)
returns table (reservation jsonb, used_by bigint, is_booked boolean) language plpgsql as $$
#variable_conflict use_column
declare
  v_id bigint;
  v reservation;
  v_used_by bigint;
begin
  select r.platform_id into v_id from reservation r
    where r.tenant = p_tenant and r.supplier = p_supplier and r.progress = 'reserved'
      and case when p_key is null then r.platform_id = p_id else r.key = p_key end
    order by r.created_at desc limit 1;
  select * into v from reservation r where r.tenant = p_tenant and r.platform_id = v_id for update;
  if not found then
    return;
  end if;
  select p.platform_id into v_used_by from problem p
    where p.tenant = p_tenant and p.platform_id = v.problem_id and p.platform_id <> p_problem_id
      and p.status not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND');
  if v_used_by is null then
    update reservation r set problem_id = p_problem_id where r.tenant = p_tenant and r.platform_id = v_id;
  end if;
  return query select to_jsonb(v), v_used_by, coalesce(v.problem_id = p_problem_id, false);
end
$$;

-- True where a request blocks younger ones of its problem; an undecided one only for a while, a cancellation never.
create function blocks_younger(c command) returns boolean language sql stable as $$
  select c.progress in ('queued', 'asking', 'unknown')
    or (c.progress = 'pending' and c.operation <> 'cancel-problem' and c.blocks_until > now())
$$;

-- True where an older request of the problem blocks the request at this position.
create function is_queued_behind(p_problem_key bigint, p_position bigint) returns boolean language sql stable as $$
  select exists (
      select from command older
      where older.problem_key = p_problem_key and older.position < p_position and older.lasting_progress is not null
        and blocks_younger(older))
    or exists (
      select from pending_reply join command older using (command_id)
      where pending_reply.problem_key = p_problem_key and older.position < p_position and older.progress = 'asking')
$$;

-- Stores a request once per (tenant, operation, id) and claims it where no older one blocks it, in one round trip. Each
-- statement of a volatile function sees what was committed before it: the lock of the problem's row makes the question whether
-- an older request blocks it exact.
create function store_command(
  p_command_id uuid, p_tenant text, p_operation text, p_request_key text, p_digest text, p_request json,
  p_request_id text, p_conversation_id text, p_problem_id bigint, p_new_problem jsonb, p_later json,
  p_claimed_by uuid, p_lease_ms integer
) returns table (verdict text, command jsonb, problem jsonb) language plpgsql as $$
#variable_conflict use_column
declare
  v_problem problem;
  v_command command;
  v_is_behind boolean;
  v_repeated boolean;
begin
  if p_new_problem is not null then
    insert into problem (tenant, platform_id, supplier, account, our_reference, known_locally, document, reported, conversation_id)
    values (p_tenant, p_problem_id, p_new_problem ->> 'supplier', p_new_problem ->> 'account',
      p_new_problem ->> 'ourReference', (p_new_problem ->> 'knownLocally')::boolean, p_new_problem -> 'document',
      p_new_problem -> 'reported', p_conversation_id)
    on conflict (tenant, platform_id) do nothing;
  end if;
  select * into v_problem from problem p where p.tenant = p_tenant and p.platform_id = p_problem_id
    for no key update;
  if not found then
    return query select 'no-problem', null::jsonb, null::jsonb;
    return;
  end if;
  select * into v_command from command c
    where c.tenant = p_tenant and c.operation = p_operation and c.request_key = p_request_key for update;
  if found then
    v_repeated := v_command.progress = 'settled' and v_command.answer ->> 'kind' in ('failed', 'unavailable');
    -- A verdict has no id of its own: one that surely took no effect does not bind the tenant.
    if v_command.digest <> p_digest and not (v_repeated and p_operation = 'answer-resolution') then
      return query select 'other-body', to_jsonb(v_command), to_jsonb(v_problem);
    elsif v_repeated then
      update command c set digest = p_digest, request = p_request, progress = 'asking', answer = null, reply_state = 'pending', outcome = null, settled_at = null,
        attempt = c.attempt + 1, claimed_by = p_claimed_by, claimed_until = now() + p_lease_ms * interval '1 ms'
      where c.command_id = v_command.command_id returning * into v_command;
      insert into pending_reply (problem_key, command_id) values (v_command.problem_key, v_command.command_id)
      on conflict do nothing;
      if p_operation = 'report-problem' then
        -- The failure made it REJECTED; the repeat makes it a new problem.
        update problem p set document = p_new_problem -> 'document'
        where p.problem_key = v_problem.problem_key returning * into v_problem;
      end if;
      return query select 'ask', to_jsonb(v_command), to_jsonb(v_problem);
    else
      return query select 'repeat', to_jsonb(v_command), to_jsonb(v_problem);
    end if;
    return;
  end if;
  v_is_behind := is_queued_behind(v_problem.problem_key, 9223372036854775807);
  if v_is_behind and p_operation = 'answer-resolution' then
    -- A verdict is reply_state at once or not at all: nothing is stored, and the caller tries again.
    return query select 'not-now', null::jsonb, to_jsonb(v_problem);
    return;
  end if;
  insert into command (command_id, problem_key, tenant, operation, request_key, digest, request, request_id,
    conversation_id, progress, attempt, claimed_by, claimed_until, answer)
  values (p_command_id, v_problem.problem_key, p_tenant, p_operation, p_request_key, p_digest, p_request,
    p_request_id, p_conversation_id, case when v_is_behind then 'queued' else 'asking' end,
    case when v_is_behind then 0 else 1 end, case when v_is_behind then null else p_claimed_by end,
    case when v_is_behind then null else now() + p_lease_ms * interval '1 ms' end,
    case when v_is_behind then p_later else null end)
  returning * into v_command;
  insert into pending_reply (problem_key, command_id) values (v_command.problem_key, v_command.command_id);
  return query select case when v_is_behind then 'queued-behind' else 'ask' end, to_jsonb(v_command), to_jsonb(v_problem);
end
$$;

-- Stores many requests, each about another problem, in one commit. New requests about known problems are stored by one
-- statement; `command` is returned only where it is not just what was given. Each request given has one row in the result.
create function store_commands(
  p_given json, p_tenants text[], p_problem_ids bigint[], p_claimed_by uuid, p_lease_ms integer, p_lock_wait text
) returns table (n integer, verdict text, received_at timestamptz, command jsonb, problem jsonb) language plpgsql
-- A batch is small, and each of its rows is found by an index, however small the tables were when the plan was made.
set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off as $$
#variable_conflict use_column
declare
  g record;
  k record;
  v_locked bigint[];
  v_stored integer;
begin
  perform set_config('lock_timeout', p_lock_wait, true);
  select array_agg(problem_key) into v_locked
    from unnest(p_tenants, p_problem_ids) as given (tenant, problem_id)
    join problem p on p.tenant = given.tenant and p.platform_id = given.problem_id;
  perform from problem where problem_key = any(v_locked) order by problem_key for no key update;
  return query
    with given as materialized (
      select * from json_to_recordset(p_given) as given (n integer, command_id uuid, tenant text, operation text,
        request_key text, digest text, request json, request_id text, conversation_id text, problem_id bigint,
        new_problem jsonb, later json, waits boolean)),
    ready as materialized (
      select given.*, p.problem_key, to_jsonb(p) as problem,
        coalesce(waits, false)
          -- `is_queued_behind`, written out: a function would be called for each row.
          or exists (
            select from command older
            where older.problem_key = p.problem_key and older.lasting_progress is not null and blocks_younger(older))
          or exists (
            select from pending_reply join command older using (command_id)
            where pending_reply.problem_key = p.problem_key and older.progress = 'asking') as is_behind
      from given join problem p on p.tenant = given.tenant and p.platform_id = given.problem_id
      where new_problem is null and p.problem_key = any(v_locked)),
    stored as (
      insert into command (command_id, problem_key, tenant, operation, request_key, digest, request, request_id,
        conversation_id, progress, attempt, claimed_by, claimed_until, answer)
      select command_id, problem_key, tenant, operation, request_key, digest, request, request_id, conversation_id,
        case when is_behind then 'queued' else 'asking' end, case when is_behind then 0 else 1 end,
        case when not is_behind then p_claimed_by end,
        case when not is_behind then now() + p_lease_ms * interval '1 ms' end, case when is_behind then later end
      from ready where not (is_behind and operation = 'answer-resolution')
      on conflict (tenant, operation, request_key) do nothing
      returning problem_key, command_id),
    replying as (insert into pending_reply (problem_key, command_id) select problem_key, command_id from stored)
    select ready.n, case when ready.is_behind then 'queued-behind' else 'ask' end, now(), null::jsonb, ready.problem
    from stored join ready using (command_id);
  get diagnostics v_stored = row_count;
  if v_stored = cardinality(p_tenants) then
    return;
  end if;
  -- Reports, repeats, and what is refused: one after another.
  for g in
    select * from json_to_recordset(p_given) as given (n integer, command_id uuid, tenant text, operation text,
      request_key text, digest text, request json, request_id text, conversation_id text, problem_id bigint,
      new_problem jsonb, later json, waits boolean)
    where not exists (select from command c where c.command_id = given.command_id)
  loop
    select * into k from store_command(g.command_id, g.tenant, g.operation, g.request_key, g.digest, g.request,
      g.request_id, g.conversation_id, g.problem_id, g.new_problem, g.later, p_claimed_by, p_lease_ms);
    if g.waits and k.verdict = 'ask' then
      update command c set progress = 'queued', attempt = c.attempt - 1, claimed_by = null, claimed_until = null,
        due_at = now(), answer = g.later
      where c.command_id = (k.command ->> 'command_id')::uuid
      returning 'queued-behind' as verdict, to_jsonb(c) as command, k.problem as problem into k;
    end if;
    return query select g.n, k.verdict, null::timestamptz, k.command, k.problem;
  end loop;
end
$$;

-- Settles many claimed requests whose callers still wait, in one commit. Not settled: the claim was lost, or the caller already
-- has a reply. `waits`: a younger request of the problem is queued behind it.
create function settle_awaited_commands(p_given json, p_problem_keys bigint[], p_claimed_by uuid, p_lock_wait text)
returns table (n integer, settled boolean, waits boolean) language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off as $$
#variable_conflict use_column
begin
  perform set_config('lock_timeout', p_lock_wait, true);
  perform from problem where problem_key = any(p_problem_keys) order by problem_key for no key update;
  return query
    with given as materialized (
      select * from json_to_recordset(p_given) as given (n integer, command_id uuid, progress text, outcome json,
        answer json, expected_effects json, due_in_ms integer, blocks_for_ms integer, changes jsonb)),
    done as (
      update command c set progress = given.progress, outcome = given.outcome, answer = given.answer, expected_effects = given.expected_effects,
        claimed_by = null, claimed_until = null,
        due_at = case when given.progress = 'settled' then c.due_at else now() + due_in_ms * interval '1 ms' end,
        blocks_until = now() + blocks_for_ms * interval '1 ms',
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

-- Requests that a notification may settle, or whose reply is pending, oldest first. Locked until the end of the transaction.
create function open_commands(p_problem_keys bigint[]) returns setof command language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off as $$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from (
    select c.command_id from command c where c.problem_key = any(p_problem_keys) and c.lasting_progress is not null
    union all
    select o.command_id from pending_reply o where o.problem_key = any(p_problem_keys)) found;
  perform from command where command_id = any(v_ids) order by position for update;
  return query
    select * from command c
    where c.command_id = any(v_ids) and (c.progress <> 'settled' or c.reply_state = 'pending') order by c.position;
end
$$;

-- Queued requests of a problem, oldest first. Locked until the end of the transaction.
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

-- Locks a request after its problem.
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

-- Makes the requests due that wait for an endpoint.
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

-- Ends the time in which an undecided request blocks younger ones. Each request is returned once.
create function overdue_decisions() returns setof command language plpgsql as $$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from command where lasting_progress = 'pending' and blocks_until < now();
  perform from command where command_id = any(v_ids) order by position for no key update;
  return query
    update command c set blocks_until = null
    where c.command_id = any(v_ids) and c.progress = 'pending' and c.blocks_until < now() returning c.*;
end
$$;

-- Claims stored notifications for the length of the transaction, each the oldest of its problem, with their problems and the
-- requests they may settle, all locked. A notification or a problem that another transaction holds is left out; a request is
-- waited for briefly. `problem` is empty where none is known by our reference.
create function claim_notifications(p_ids bigint[]) returns table (
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
    where n.notification_id = any(p_ids) and n.progress = 'stored'
      and (
        select true from notification older
        where older.progress = 'stored' and older.supplier = n.supplier and older.account = n.account
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
