-- The schema that the migrations make, read from the catalog of PostgreSQL. To write it anew: npm run schema

create table command (
  command_id uuid not null,
  position bigint generated always as identity not null,
  problem_key bigint not null,
  tenant text not null,
  operation text not null,
  request_key text not null,
  digest text not null,
  request json not null,
  request_id text not null,
  conversation_id text not null,
  received_at timestamp with time zone default now() not null,
  progress text not null,
  outcome json,
  reply_state text default 'pending'::text not null,
  answer json,
  expected_effects json default '[]'::json not null,
  blocks_until timestamp with time zone,
  attempt integer default 0 not null,
  due_at timestamp with time zone default now() not null,
  claimed_by uuid,
  claimed_until timestamp with time zone,
  settled_at timestamp with time zone,
  preparing boolean default false not null,
  lasting_progress text generated always as (
CASE
    WHEN ((progress <> 'settled'::text) AND (NOT ((progress = 'asking'::text) AND (reply_state = 'pending'::text)))) THEN progress
    ELSE NULL::text
END) stored,
  constraint command_pkey PRIMARY KEY (command_id),
  constraint command_progress_check CHECK ((progress = ANY (ARRAY['queued'::text, 'asking'::text, 'pending'::text, 'unknown'::text, 'settled'::text]))),
  constraint command_reply_state_check CHECK ((reply_state = ANY (ARRAY['pending'::text, 'sent'::text, 'undeliverable'::text]))),
  constraint command_tenant_operation_request_key_key UNIQUE (tenant, operation, request_key)
) with (fillfactor=40, toast_tuple_target=4080);

create table drift (
  tenant text not null,
  supplier text not null,
  event text not null,
  kind text not null,
  element text not null,
  slot smallint not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  count bigint not null,
  constraint drift_pkey PRIMARY KEY (tenant, supplier, event, kind, element, slot)
);

create table journal (
  journal_id bigint default nextval('journal_id'::regclass) not null,
  at timestamp with time zone not null,
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
  request bytea,
  answer bytea
) partition by RANGE (at);

create table kci (
  kci_id uuid not null,
  tenant text not null,
  entity text not null,
  entity_id bigint not null,
  entity_created_at timestamp with time zone not null,
  sequence integer not null,
  issued_on timestamp with time zone not null,
  body text storage external not null,
  conversation_id text not null,
  about_command uuid,
  progress text default 'due'::text not null,
  attempt integer default 0 not null,
  due_at timestamp with time zone default now() not null,
  claimed_by uuid,
  claimed_until timestamp with time zone,
  why text,
  delivered_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  undelivered boolean generated always as (
CASE
    WHEN (progress <> 'delivered'::text) THEN true
    ELSE NULL::boolean
END) stored,
  to_send boolean generated always as (
CASE
    WHEN (progress = ANY (ARRAY['due'::text, 'sending'::text])) THEN true
    ELSE NULL::boolean
END) stored,
  constraint kci_pkey PRIMARY KEY (kci_id),
  constraint kci_about_command_fkey FOREIGN KEY (about_command) REFERENCES command(command_id),
  constraint kci_progress_check CHECK ((progress = ANY (ARRAY['due'::text, 'sending'::text, 'delivered'::text, 'parked'::text]))),
  constraint kci_tenant_entity_entity_id_sequence_key UNIQUE (tenant, entity, entity_id, sequence)
) with (fillfactor=70, toast_tuple_target=256);

create table listening (
  only_row boolean default true not null,
  last_at timestamp with time zone default now() not null,
  constraint listening_pkey PRIMARY KEY (only_row),
  constraint listening_only_row_check CHECK (only_row)
);

create table notification (
  notification_id bigint generated always as identity not null,
  supplier text not null,
  account text default ''::text not null,
  our_reference text default ''::text not null,
  message_id text,
  digest text not null,
  path text not null,
  subject text not null,
  content_type text,
  body bytea storage external not null,
  received_at timestamp with time zone default now() not null,
  repeats integer default 0 not null,
  progress text not null,
  reply_state text default 'pending'::text not null,
  problem_key bigint,
  attempt integer default 0 not null,
  due_at timestamp with time zone default now() not null,
  why text,
  settled_at timestamp with time zone,
  untried bigint generated always as (
CASE
    WHEN ((progress = 'stored'::text) AND (attempt = 0)) THEN notification_id
    ELSE NULL::bigint
END) stored,
  constraint notification_pkey PRIMARY KEY (notification_id),
  constraint notification_problem_key_fkey FOREIGN KEY (problem_key) REFERENCES problem(problem_key),
  constraint notification_progress_check CHECK ((progress = ANY (ARRAY['stored'::text, 'applied'::text, 'quarantined'::text, 'dismissed'::text]))),
  constraint notification_reply_state_check CHECK ((reply_state = ANY (ARRAY['pending'::text, 'sent'::text, 'undeliverable'::text]))),
  constraint notification_supplier_digest_key UNIQUE (supplier, digest)
) with (fillfactor=70, toast_tuple_target=256);

create table operator_act (
  act_id bigint generated always as identity not null,
  at timestamp with time zone default now() not null,
  client text not null,
  subject text not null,
  act text not null,
  target text not null,
  details jsonb,
  status integer,
  constraint operator_act_pkey PRIMARY KEY (act_id)
);

create table pending_reply (
  problem_key bigint not null,
  command_id uuid not null,
  constraint pending_reply_pkey PRIMARY KEY (problem_key, command_id)
);

create table problem (
  problem_key bigint generated always as identity not null,
  tenant text not null,
  platform_id bigint not null,
  supplier text not null,
  account text not null,
  our_reference text not null,
  supplier_reference text,
  known_locally boolean not null,
  document jsonb not null,
  reported jsonb not null,
  conversation_id text not null,
  next_sequence integer default 1 not null,
  closure_warning_at timestamp with time zone,
  reconcile_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  status text generated always as ((document ->> 'status'::text)) stored,
  resolution_reference text generated always as ((document #>> '{serviceProblemResolution,supplierReference}'::text[])) stored,
  constraint problem_pkey PRIMARY KEY (problem_key),
  constraint problem_supplier_account_our_reference_key UNIQUE (supplier, account, our_reference),
  constraint problem_tenant_platform_id_key UNIQUE (tenant, platform_id)
) with (fillfactor=70, toast_tuple_target=4080);

create table reservation (
  tenant text not null,
  platform_id bigint not null,
  digest text not null,
  supplier text not null,
  progress text not null,
  claimed_until timestamp with time zone,
  reference text not null,
  key text,
  timeslot jsonb,
  lapses_at timestamp with time zone,
  messages jsonb default '[]'::jsonb not null,
  problem_id bigint,
  created_at timestamp with time zone default now() not null,
  constraint reservation_pkey PRIMARY KEY (tenant, platform_id),
  constraint reservation_progress_check CHECK ((progress = ANY (ARRAY['asking'::text, 'reserved'::text, 'refused'::text, 'open'::text, 'unknown'::text])))
);

create table schema_migration (
  version integer not null,
  name text not null,
  digest text not null,
  applied_at timestamp with time zone default now() not null,
  constraint schema_migration_pkey PRIMARY KEY (version)
);

create table service_test (
  tenant text not null,
  platform_id bigint not null,
  digest text not null,
  reference text not null,
  created_at timestamp with time zone default now() not null,
  supplier text,
  request jsonb,
  conversation_id text,
  progress text default 'reported'::text not null,
  claimed_by uuid,
  claimed_until timestamp with time zone,
  constraint service_test_pkey PRIMARY KEY (tenant, platform_id),
  constraint service_test_progress_check CHECK ((progress = ANY (ARRAY['running'::text, 'reported'::text])))
);

create table step_result (
  command_id uuid not null,
  name text not null,
  result jsonb not null,
  stored_at timestamp with time zone default now() not null,
  constraint step_result_pkey PRIMARY KEY (command_id, name),
  constraint step_result_command_id_fkey FOREIGN KEY (command_id) REFERENCES command(command_id)
);

create table watch (
  problem_key bigint not null,
  due_at timestamp with time zone default now() not null,
  quiet integer default 0 not null,
  failures integer default 0 not null,
  claimed_by uuid,
  claimed_until timestamp with time zone,
  polled_at timestamp with time zone,
  constraint watch_pkey PRIMARY KEY (problem_key),
  constraint watch_problem_key_fkey FOREIGN KEY (problem_key) REFERENCES problem(problem_key)
);

create sequence journal_id as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;

CREATE INDEX command_by_conversation ON public.command USING btree (conversation_id);

CREATE INDEX command_by_problem ON public.command USING btree (problem_key);

CREATE INDEX command_by_request ON public.command USING btree (request_id);

CREATE INDEX command_open ON public.command USING btree (lasting_progress, due_at) WHERE (lasting_progress IS NOT NULL);

CREATE INDEX command_open_by_problem ON public.command USING btree (problem_key, "position") WHERE (lasting_progress IS NOT NULL);

CREATE INDEX journal_by_conversation ON ONLY public.journal USING btree (conversation_id) WHERE ((conversation_id IS NOT NULL) AND ((problem_id IS NULL) OR (side = 'north'::text)));

CREATE INDEX journal_by_kci ON ONLY public.journal USING btree (kci_id) WHERE (kci_id IS NOT NULL);

CREATE INDEX journal_by_message ON ONLY public.journal USING btree (message_id) WHERE ((message_id IS NOT NULL) AND (notification_id IS NULL));

CREATE INDEX journal_by_notification ON ONLY public.journal USING btree (notification_id) WHERE (notification_id IS NOT NULL);

CREATE INDEX journal_by_our_reference ON ONLY public.journal USING btree (our_reference) WHERE ((our_reference IS NOT NULL) AND (problem_id IS NULL));

CREATE INDEX journal_by_problem ON ONLY public.journal USING btree (tenant, problem_id) WHERE (problem_id IS NOT NULL);

CREATE INDEX journal_by_request ON ONLY public.journal USING btree (request_id) WHERE ((request_id IS NOT NULL) AND ((problem_id IS NULL) OR (side = 'north'::text)));

CREATE INDEX journal_by_supplier_reference ON ONLY public.journal USING btree (supplier_reference) WHERE ((supplier_reference IS NOT NULL) AND (problem_id IS NULL) AND (notification_id IS NULL));

CREATE INDEX kci_about ON public.kci USING btree (about_command) WHERE (undelivered AND (about_command IS NOT NULL));

CREATE INDEX kci_due ON public.kci USING btree (due_at) WHERE to_send;

CREATE INDEX kci_undelivered ON public.kci USING btree (tenant, entity, entity_id, sequence) WHERE undelivered;

CREATE INDEX notification_by_message ON public.notification USING btree (message_id) WHERE (message_id IS NOT NULL);

CREATE INDEX notification_by_problem ON public.notification USING btree (problem_key) WHERE (problem_key IS NOT NULL);

CREATE INDEX notification_postponed ON public.notification USING btree (due_at) WHERE ((progress = 'stored'::text) AND (attempt > 0));

CREATE INDEX notification_quarantined ON public.notification USING btree (received_at) WHERE (progress = 'quarantined'::text);

CREATE INDEX notification_stored_by_problem ON public.notification USING btree (supplier, account, our_reference, notification_id) WHERE (progress = 'stored'::text);

CREATE INDEX notification_untried ON public.notification USING btree (untried) WHERE (untried IS NOT NULL);

CREATE INDEX operator_act_by_time ON public.operator_act USING btree (at);

CREATE INDEX problem_by_resolution ON public.problem USING btree (tenant, resolution_reference) WHERE (resolution_reference IS NOT NULL);

CREATE INDEX problem_by_supplier_reference ON public.problem USING btree (supplier, account, supplier_reference) WHERE (supplier_reference IS NOT NULL);

CREATE INDEX problem_claimed ON public.problem USING btree (supplier, account) WHERE ((NOT known_locally) AND (supplier_reference IS NULL));

CREATE INDEX problem_to_reconcile ON public.problem USING btree (reconcile_at) WHERE (reconcile_at IS NOT NULL);

CREATE INDEX problem_to_warn ON public.problem USING btree (closure_warning_at) WHERE (closure_warning_at IS NOT NULL);

CREATE INDEX problem_to_watch ON public.problem USING btree (supplier, problem_key) WHERE ((supplier_reference IS NOT NULL) AND (status <> ALL (ARRAY['REJECTED'::text, 'CANCELLED'::text, 'COMPLETED'::text, 'FAILED_TO_SEND'::text])));

CREATE INDEX reservation_by_key ON public.reservation USING btree (tenant, supplier, key) WHERE (key IS NOT NULL);

CREATE INDEX service_test_running ON public.service_test USING btree (claimed_until) WHERE (progress = 'running'::text);

CREATE INDEX watch_due ON public.watch USING btree (due_at);

CREATE OR REPLACE FUNCTION public.blocks_younger(c command)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select c.progress in ('queued', 'asking', 'unknown')
    or (c.progress = 'pending' and c.operation <> 'cancel-problem' and c.blocks_until > now())
$function$;

CREATE OR REPLACE FUNCTION public.claim_notifications(p_ids bigint[])
 RETURNS TABLE(notification_id bigint, supplier text, account text, our_reference text, message_id text, digest text, content_type text, body bytea, received_at timestamp with time zone, attempt integer, problem jsonb, commands jsonb)
 LANGUAGE plpgsql
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_bitmapscan TO 'off'
 SET lock_timeout TO '250ms'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.claim_reservation(p_tenant text, p_supplier text, p_id bigint, p_key text, p_problem_id bigint)
 RETURNS TABLE(reservation jsonb, used_by bigint, is_booked boolean)
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.commands_due_now(p_supplier text, p_account text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from command c join problem p using (problem_key)
    where p.supplier = p_supplier and p.account = p_account and c.lasting_progress = 'queued' and c.due_at > now();
  perform from command where command_id = any(v_ids) order by position for no key update;
  update command set due_at = now() where command_id = any(v_ids) and progress = 'queued' and due_at > now();
end
$function$;

CREATE OR REPLACE FUNCTION public.drop_journal_days(p_before date)
 RETURNS integer
 LANGUAGE plpgsql
 SET lock_timeout TO '5s'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.is_queued_behind(p_problem_key bigint, p_position bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (
      select from command older
      where older.problem_key = p_problem_key and older.position < p_position and older.lasting_progress is not null
        and blocks_younger(older))
    or exists (
      select from pending_reply join command older using (command_id)
      where pending_reply.problem_key = p_problem_key and older.position < p_position and older.progress = 'asking')
$function$;

CREATE OR REPLACE FUNCTION public.lock_command(p_command_id uuid)
 RETURNS TABLE(command jsonb, problem jsonb)
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.open_commands(p_problem_keys bigint[])
 RETURNS SETOF command
 LANGUAGE plpgsql
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.open_journal_day(p_day date)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_name text := 'journal_' || to_char(p_day, 'YYYYMMDD');
begin
  perform pg_advisory_xact_lock(7318221905);
  if to_regclass(v_name) is null then
    execute format('create table %I partition of journal for values from (%L) to (%L) with (toast_tuple_target = 8160)',
      v_name, p_day::timestamp at time zone 'UTC', (p_day + 1)::timestamp at time zone 'UTC');
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION public.overdue_decisions()
 RETURNS SETOF command
 LANGUAGE plpgsql
AS $function$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from command where lasting_progress = 'pending' and blocks_until < now();
  perform from command where command_id = any(v_ids) order by position for no key update;
  return query
    update command c set blocks_until = null
    where c.command_id = any(v_ids) and c.progress = 'pending' and c.blocks_until < now() returning c.*;
end
$function$;

CREATE OR REPLACE FUNCTION public.queued_commands(p_problem_key bigint)
 RETURNS SETOF command
 LANGUAGE plpgsql
AS $function$
declare
  v_ids uuid[];
begin
  select array_agg(command_id) into v_ids from command
    where problem_key = p_problem_key and lasting_progress = 'queued';
  perform from command where command_id = any(v_ids) order by position for update;
  return query select * from command c where c.command_id = any(v_ids) and c.progress = 'queued' order by c.position;
end
$function$;

CREATE OR REPLACE FUNCTION public.settle_awaited_commands(p_given json, p_problem_keys bigint[], p_claimed_by uuid, p_lock_wait text)
 RETURNS TABLE(n integer, settled boolean, waits boolean)
 LANGUAGE plpgsql
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.store_command(p_command_id uuid, p_tenant text, p_operation text, p_request_key text, p_digest text, p_request json, p_request_id text, p_conversation_id text, p_problem_id bigint, p_new_problem jsonb, p_later json, p_claimed_by uuid, p_lease_ms integer)
 RETURNS TABLE(verdict text, command jsonb, problem jsonb)
 LANGUAGE plpgsql
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.store_commands(p_given json, p_tenants text[], p_problem_ids bigint[], p_claimed_by uuid, p_lease_ms integer, p_lock_wait text)
 RETURNS TABLE(n integer, verdict text, received_at timestamp with time zone, command jsonb, problem jsonb)
 LANGUAGE plpgsql
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_bitmapscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.store_reservation(p_tenant text, p_id bigint, p_digest text, p_supplier text, p_reference text, p_lease_ms integer)
 RETURNS TABLE(verdict text, reservation jsonb)
 LANGUAGE plpgsql
AS $function$
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
$function$;
