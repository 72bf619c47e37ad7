// The ledger of drift: how often each departure of a supplier from its contract was seen, and when first and last.

import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DriftKind, DriftNote } from '../domain/supplier-report.js';
import { Database, type Session } from './database.js';
import * as queries from './queries.js';

const SLOTS = 16;

export interface DriftRow {
  tenant: string;
  supplier: string;
  event: string;
  kind: DriftKind;
  element: string;
  first_at: Date;
  last_at: Date;
  count: number;
}

@Injectable()
export class Drift {
  constructor(private readonly database: Database) {}

  /**
   * Counts what one message held. Returns what this tenant never had before. The rows stay locked until the transaction
   * ends, so this comes last in it.
   */
  async record(
    session: Session,
    { tenant, supplier, at }: { tenant: string; supplier: string; at: Date },
    notes: readonly DriftNote[],
  ): Promise<DriftNote[]> {
    if (notes.length === 0) return [];
    return session.run<DriftNote & Record<string, string>>(queries.RECORD_DRIFT, [
      tenant,
      supplier,
      JSON.stringify(notes),
      at,
      randomInt(SLOTS),
    ]);
  }

  /** The whole ledger, or that of one tenant. */
  async list(tenant?: string): Promise<DriftRow[]> {
    return this.database.run<DriftRow & Record<string, unknown>>(queries.LIST_DRIFT, [tenant ?? null]);
  }
}
