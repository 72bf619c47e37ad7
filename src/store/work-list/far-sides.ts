// How much waits for each far side: requests for a supplier's account, updates for a tenant's platform.

import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { WAITING_FOR_FAR_SIDES } from './far-sides.queries.js';

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
    return this.database.run<WaitingForFarSide & object>(WAITING_FOR_FAR_SIDES);
  }
}
