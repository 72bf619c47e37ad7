-- Suppliers that are asked several things before the message itself, and suppliers that cannot notify.

-- True while a claimed request is being prepared: nothing that must not be sent twice is on the wire, so that who dies
-- there leaves it queued, not unknown.
alter table command add column preparing boolean not null default false;

-- What the supplier answered to the preparations of a request, each kept before the next is asked.
create table learnt (
  command_id uuid not null references command,
  name text not null,
  answer jsonb not null,
  learnt_at timestamptz not null default now(),
  primary key (command_id, name)
);

-- Unfinished problems whose supplier has to be asked what is new.
create table watch (
  problem_key bigint primary key references problem,
  due_at timestamptz not null default now(),
  -- Looks in a row that brought nothing new: the more, the longer the next one can wait.
  quiet integer not null default 0,
  -- Looks in a row that failed.
  failures integer not null default 0,
  claimed_by uuid,
  claimed_until timestamptz,
  looked_at timestamptz
);
create index watch_due on watch (due_at);
create index problem_to_watch on problem (supplier, problem_key)
  where supplier_reference is not null and document ->> 'status' not in ('REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND');

-- Tests a supplier runs: taken before it is asked, told when its result is there.
alter table service_test
  add column supplier text,
  add column request jsonb,
  add column conversation_id text,
  add column progress text not null default 'told' check (progress in ('running', 'told')),
  add column claimed_by uuid,
  add column claimed_until timestamptz;
create index service_test_running on service_test (claimed_until) where progress = 'running';
