// Statements on drift.

import { statement } from '../db/statement.js';

/** In one order, so that two transactions that count at once never wait for each other. Gives what was never seen before. */
export const RECORD_DRIFT = statement(
  'record_drift',
  `with note as (
     select tenant, supplier, event, kind, element, min(at) as first_at, max(at) as last_at, count(distinct n) as count
     from json_to_recordset($1) as given (n integer, tenant text, supplier text, event text, kind text, element text, at timestamptz)
     group by 1, 2, 3, 4, 5),
   known as (
     select distinct tenant, supplier, event, kind, element
     from note join drift using (tenant, supplier, event, kind, element)),
   counted as (
     insert into drift (tenant, supplier, event, kind, element, slot, first_at, last_at, count)
     select tenant, supplier, event, kind, element, $2, first_at, last_at, count from note
     order by tenant, supplier, event, kind, element
     on conflict (tenant, supplier, event, kind, element, slot) do update
       set first_at = least(drift.first_at, excluded.first_at), last_at = greatest(drift.last_at, excluded.last_at),
         count = drift.count + excluded.count)
   select tenant, supplier, event, kind, element from note
   except select tenant, supplier, event, kind, element from known order by 1, 2, 3, 4, 5`,
);

export const LIST_DRIFT = statement(
  'list_drift',
  `select tenant, supplier, event, kind, element, min(first_at) as first_at, max(last_at) as last_at,
     sum(count)::bigint as count
   from drift where $1::text is null or tenant = $1
   group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
);
