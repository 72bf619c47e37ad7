-- How suppliers' messages depart from their contracts: by tenant, supplier, kind of message, kind of departure and element.

create table drift (
  tenant text not null,
  supplier text not null,
  event text not null,
  kind text not null,
  element text not null,
  -- Counted in several rows: a count is locked until its notification is committed, and the most usual departure stands
  -- in nearly every notification.
  slot smallint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  count bigint not null,
  primary key (tenant, supplier, event, kind, element, slot)
);
