// The statement that counts what waits for each far side.

import { statement } from '../db/statement.js';

export const WAITING_FOR_FAR_SIDES = statement(
  'waiting_for_far_sides',
  `select 'supplier' as kind, p.supplier as party, p.account, p.tenant, count(*)::integer as count, min(c.received_at) as oldest,
     min(c.due_at) as next_due
   from command c join problem p using (problem_key) where c.lasting_progress = 'queued' group by 1, 2, 3, 4
   union all
   select 'platform', null, null, k.tenant, count(*)::integer, min(k.created_at), min(k.due_at)
   from kci k where k.undelivered and k.progress <> 'parked' group by 4`,
);
