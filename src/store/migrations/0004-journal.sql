-- What crossed the gateway's four edges, one table a day so that a day is dropped whole; and what operators did.

create sequence journal_id;

create table journal (
  journal_id bigint not null default nextval('journal_id'),
  at timestamptz not null,
  -- north: the Fibre Cafe asked us. south: we asked a supplier. notification: a supplier told us. kci: we told the Fibre Cafe.
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
  -- Bytes as they crossed, without tokens and secrets. A KCI's and a notification's own bytes stand in their tables, once.
  request bytea,
  answer bytea
) partition by range (at);

create index journal_by_problem on journal (tenant, problem_id) where problem_id is not null;
create index journal_by_request on journal (request_id) where request_id is not null;
create index journal_by_conversation on journal (conversation_id) where conversation_id is not null;
create index journal_by_our_reference on journal (our_reference) where our_reference is not null;
create index journal_by_supplier_reference on journal (supplier_reference) where supplier_reference is not null;
create index journal_by_message on journal (message_id) where message_id is not null;
create index journal_by_kci on journal (kci_id) where kci_id is not null;
create index journal_by_notification on journal (notification_id) where notification_id is not null;

-- Makes room for a day. One replica at a time, because "if not exists" alone is not safe against another.
create function open_journal_day(p_day date) returns void language plpgsql as $$
declare
  v_name text := 'journal_' || to_char(p_day, 'YYYYMMDD');
begin
  perform pg_advisory_xact_lock(7318221905);
  if to_regclass(v_name) is null then
    execute format('create table %I partition of journal for values from (%L) to (%L)', v_name,
      p_day::timestamp at time zone 'UTC', (p_day + 1)::timestamp at time zone 'UTC');
  end if;
end
$$;

-- Drops the days before one. A reader who is in the way is waited for only briefly: there is another time.
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

-- Who did what when on the operations API: written before it is done, so that nothing is done unseen.
create table operator_act (
  act_id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  client text not null,
  subject text not null,
  act text not null,
  target text not null,
  details jsonb,
  -- The HTTP status it ended with; null where the gateway stopped in between.
  status integer
);
create index operator_act_by_time on operator_act (at);

-- A conversation is found by these, and a problem's whole story read by its key.
create index command_by_problem on command (problem_key);
create index command_by_request on command (request_id);
create index command_by_conversation on command (conversation_id);
create index notification_by_problem on notification (problem_key) where problem_key is not null;
create index notification_by_message on notification (message_id) where message_id is not null;
create index notification_quarantined on notification (received_at) where progress = 'quarantined';
