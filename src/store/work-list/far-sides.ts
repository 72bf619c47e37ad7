// How much waits for each far side: requests for a supplier's account, updates for a tenant's platform.

import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { statement } from '../db/statement.js';

const WAITING = statement(
  'waiting_for_far_sides',
  `select 'supplier' as kind, p.supplier as party, p.account, p.tenant, count(*)::integer as count, min(c.received_at) as oldest,
     min(c.due_at) as next_due
   from command c join problem p using (problem_key) where c.lasting_progress = 'queued' group by 1, 2, 3, 4
   union all
   select 'platform', null, null, k.tenant, count(*)::integer, min(k.created_at), min(k.due_at)
   from kci k where k.undelivered and k.progress <> 'parked' group by 4`,
);

export interface WaitingForFarSide {
  kind: 'supplier' | 'platform';
  /** The supplier's id; null for a platform, which the tenant tells. */
  party: string | null;
  account: string | null;
  tenant: string;
  count: number;
  oldest: Date;
  next_due: Date;
}

@Injectable()
export class FarSideWork {
  constructor(private readonly database: Database) {}

  async waiting(): Promise<WaitingForFarSide[]> {
    return this.database.run<WaitingForFarSide & object>(WAITING);
  }
}
