// The ledger of drift: how often each departure of a supplier from its contract was seen, and when first and last.

import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { DriftKind, DriftNote } from '../../domain/report.js';
import { Database, type Session } from '../db/database.js';
import * as queries from './drift.queries.js';

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

export interface DriftedMessage {
  tenant: string;
  supplier: string;
  /** When it was received. */
  at: Date;
  notes: readonly DriftNote[];
}

export type SeenDrift = DriftNote & Pick<DriftedMessage, 'tenant' | 'supplier'>;

@Injectable()
export class Drift {
  constructor(private readonly database: Database) {}

  /**
   * Counts in how many messages each departure was. Returns what a tenant never had before. The rows stay locked until the
   * transaction ends, so this comes last in it.
   */
  async record(session: Session, messages: readonly DriftedMessage[]): Promise<SeenDrift[]> {
    const rows = messages.flatMap(({ notes, ...message }, n) => notes.map((note) => ({ n, ...message, ...note })));
    if (rows.length === 0) return [];
    const values = [JSON.stringify(rows), randomInt(SLOTS)];
    return session.run<SeenDrift & Record<string, string>>(queries.RECORD_DRIFT, values);
  }

  /** The whole ledger, or that of one tenant. */
  async list(tenant?: string): Promise<DriftRow[]> {
    return this.database.run<DriftRow & Record<string, unknown>>(queries.LIST_DRIFT, [tenant ?? null]);
  }
}
