-- Problems, the requests about them, the notifications that arrive and the KCIs that are owed.

create table problem (
  problem_key bigint generated always as identity primary key,
  tenant text not null,
  fibre_cafe_id bigint not null,
  -- The supplier chosen when the problem was reported: kept, whatever the configuration says later.
  supplier text not null,
  -- The supplier's name for the tenant (CityFibre: buyerIdentifier).
  account text not null,
  our_reference text not null,
  -- Learnt only from the supplier's own messages.
  supplier_reference text,
  -- False where the problem was reported before this gateway was in between.
  held boolean not null,
  -- The whole problem as it is told north.
  document jsonb not null,
  -- What the supplier has told so far.
  told jsonb not null,
  conversation_id text not null,
  next_sequence integer not null default 1,
  -- When the customer is told that silence will close the resolved problem.
  warn_at timestamptz,
  -- When the supplier is asked to tell the problem's state again, because notifications may have been missed.
  look_at timestamptz,
  created_at timestamptz not null default now(),
  unique (tenant, fibre_cafe_id),
  unique (supplier, account, our_reference)
);
create index problem_by_supplier_reference on problem (supplier, account, supplier_reference)
  where supplier_reference is not null;

create index problem_to_warn on problem (warn_at) where warn_at is not null;
create index problem_to_look_at on problem (look_at) where look_at is not null;
create index problem_by_resolution
  on problem (tenant, (document #>> '{serviceProblemResolution,supplierReference}'));

create table command (
  command_id uuid primary key,
  -- The order of requests about one problem. Taken under the lock of the problem's row, so it is the order of commit too.
  position bigint generated always as identity,
  problem_key bigint not null references problem,
  tenant text not null,
  operation text not null,
  -- What makes it one request: the Fibre Cafe's id of it; for a verdict, our reference of the resolution.
  request_key text not null,
  digest text not null,
  request jsonb not null,
  request_id text not null,
  conversation_id text not null,
  received_at timestamptz not null default now(),
  -- How far the work got. `asking`: it may be on the wire, so who dies there leaves it unknown.
  progress text not null check (progress in ('queued', 'asking', 'pending', 'unknown', 'settled')),
  outcome jsonb,
  -- Whether the caller was told, apart from how far the work got.
  answered text not null default 'owed' check (answered in ('owed', 'given', 'abandoned')),
  answer jsonb,
  marks jsonb not null default '[]',
  -- Until when an undecided request holds younger ones of its problem.
  holds_until timestamptz,
  attempt integer not null default 0,
  due_at timestamptz not null default now(),
  claimed_by uuid,
  claimed_until timestamptz,
  settled_at timestamptz,
  unique (tenant, operation, request_key)
);
create index command_open_by_problem on command (problem_key, position) where progress <> 'settled';
create index command_due on command (due_at) where progress = 'queued';
create index command_asking on command (claimed_until) where progress = 'asking';
create index command_owed on command (received_at) where answered = 'owed';

-- When some gateway could last take notifications: after a gap, every open problem is asked for.
create table listening (
  only_row boolean primary key default true check (only_row),
  last_at timestamptz not null default now()
);

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
  progress text not null check (progress in ('kept', 'applied', 'quarantined')),
  answered text not null default 'owed' check (answered in ('owed', 'given', 'abandoned')),
  problem_key bigint references problem,
  attempt integer not null default 0,
  due_at timestamptz not null default now(),
  why text,
  settled_at timestamptz,
  unique (supplier, digest)
);
create index notification_kept_by_problem on notification (supplier, account, our_reference, notification_id)
  where progress = 'kept';
create index notification_due on notification (due_at) where progress = 'kept';

create table kci (
  kci_id uuid primary key,
  tenant text not null,
  -- What it tells of: serviceProblem or serviceTest, by the Fibre Cafe's id.
  entity text not null,
  entity_id bigint not null,
  entity_created_at timestamptz not null,
  sequence integer not null,
  issued_on timestamptz not null,
  -- The exact text that is sent, however often.
  body text not null,
  conversation_id text not null,
  -- The request this KCI answers: it waits until that request's own answer was given or abandoned.
  about_command uuid references command,
  progress text not null default 'due' check (progress in ('due', 'sending', 'delivered', 'parked')),
  attempt integer not null default 0,
  due_at timestamptz not null default now(),
  claimed_by uuid,
  claimed_until timestamptz,
  why text,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  unique (tenant, entity, entity_id, sequence)
);
create index kci_undelivered on kci (tenant, entity, entity_id, sequence) where progress <> 'delivered';
create index kci_due on kci (due_at) where progress in ('due', 'sending');

-- Appointments reserved through this gateway, by the Fibre Cafe's id.
create table reservation (
  tenant text not null,
  fibre_cafe_id bigint not null,
  digest text not null,
  supplier text not null,
  -- `asking`: it may be on the wire. `unknown`: it may have arrived, so it is not asked again.
  progress text not null check (progress in ('asking', 'reserved', 'refused', 'open', 'unknown')),
  claimed_until timestamptz,
  reference text not null,
  key text,
  timeslot jsonb,
  lapses_at timestamptz,
  messages jsonb not null default '[]',
  created_at timestamptz not null default now(),
  primary key (tenant, fibre_cafe_id)
);

create table service_test (
  tenant text not null,
  fibre_cafe_id bigint not null,
  digest text not null,
  reference text not null,
  created_at timestamptz not null default now(),
  primary key (tenant, fibre_cafe_id)
);

-- Keeps a reservation once per (tenant, id). `ask`: claimed by the caller; otherwise it is as it stands.
create function keep_reservation(
  p_tenant text, p_id bigint, p_digest text, p_supplier text, p_reference text, p_lease_ms integer
) returns table (verdict text, reservation jsonb) language plpgsql as $$
#variable_conflict use_column
declare
  v reservation;
begin
  insert into reservation (tenant, fibre_cafe_id, digest, supplier, progress, claimed_until, reference)
  values (p_tenant, p_id, p_digest, p_supplier, 'asking', now() + p_lease_ms * interval '1 ms', p_reference)
  on conflict (tenant, fibre_cafe_id) do nothing returning * into v;
  if found then
    return query select 'ask', to_jsonb(v);
    return;
  end if;
  select * into v from reservation r where r.tenant = p_tenant and r.fibre_cafe_id = p_id for update;
  if v.digest <> p_digest then
    return query select 'other-body', to_jsonb(v);
  elsif v.progress = 'open' then
    update reservation r set progress = 'asking', claimed_until = now() + p_lease_ms * interval '1 ms'
    where r.tenant = p_tenant and r.fibre_cafe_id = p_id returning * into v;
    return query select 'ask', to_jsonb(v);
  elsif v.progress = 'asking' and v.claimed_until < now() then
    update reservation r set progress = 'unknown'
    where r.tenant = p_tenant and r.fibre_cafe_id = p_id returning * into v;
    return query select 'repeat', to_jsonb(v);
  else
    return query select 'repeat', to_jsonb(v);
  end if;
end
$$;

-- An unsettled request holds younger ones of its problem; an undecided one only for a while, a cancellation never.
create function holds_younger(c command) returns boolean language sql stable as $$
  select c.progress in ('queued', 'asking', 'unknown')
    or (c.progress = 'pending' and c.operation <> 'cancel-problem' and c.holds_until > now())
$$;

-- Keeps a request once per (tenant, operation, id) and claims it for asking where nothing older holds it: one round
-- trip. Each statement of a volatile function sees what was committed before it, so taking the problem's row lock first
-- makes "is anything older unsettled?" exact.
create function keep_command(
  p_command_id uuid, p_tenant text, p_operation text, p_request_key text, p_digest text, p_request jsonb,
  p_request_id text, p_conversation_id text, p_problem_id bigint, p_new_problem jsonb, p_later jsonb,
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
  v_held_up := exists (
    select from command c where c.problem_key = v_problem.problem_key and c.progress <> 'settled' and holds_younger(c));
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
  return query select case when v_held_up then 'held-up' else 'ask' end, to_jsonb(v_command), to_jsonb(v_problem);
end
$$;
