// The outbox: updates to platforms, numbered without gaps, sent oldest first for each problem, the same bytes at every attempt.

import { Injectable } from '@nestjs/common';
import { Batcher } from '../db/batcher.js';
import { Database, type Session } from '../db/database.js';
import * as queries from './outbox.queries.js';

export interface QueuedKci {
  id: string;
  tenant: string;
  entity: 'serviceProblem' | 'serviceTest';
  /** The platform's id of it. */
  entityId: number;
  entityCreatedAt: string;
  sequence: number;
  issuedOn: string;
  body: string;
  conversationId: string;
  aboutCommand: string | undefined;
}

export interface ClaimedKci {
  kci_id: string;
  tenant: string;
  entity: string;
  entity_id: number;
  entity_created_at: Date;
  sequence: number;
  body: string;
  conversation_id: string;
  attempt: number;
}

interface Delivered {
  id: string;
  by: string;
}

@Injectable()
export class Outbox {
  private readonly delivering: Batcher<Delivered, { settled: boolean }>;

  constructor(private readonly database: Database) {
    this.delivering = new Batcher({
      run: (items) => this.settleDelivered(items),
      keyOf: ({ id }) => id,
      compare: (one, other) => (one.id < other.id ? -1 : 1),
      worthASecond: 16,
    });
  }

  async queue(session: Session, kci: QueuedKci): Promise<void> {
    await session.run(queries.QUEUE_KCI, [
      kci.id,
      kci.tenant,
      kci.entity,
      kci.entityId,
      kci.entityCreatedAt,
      kci.sequence,
      kci.issuedOn,
      kci.body,
      kci.conversationId,
      kci.aboutCommand ?? null,
    ]);
  }

  async claim(by: string, count: number, leaseMs: number): Promise<ClaimedKci[]> {
    return this.database.run<ClaimedKci>(queries.CLAIM_KCIS, [by, count, leaseMs]);
  }

  /** The platform answers again: its updates are due before their back-off ends. */
  async dueNow(): Promise<void> {
    await this.database.run(queries.KCIS_DUE_NOW);
  }

  /** This, `reschedule` and `park` end a lease. False: the lease was lost, and another replica decides. */
  async delivered(id: string, by: string): Promise<boolean> {
    return (await this.delivering.add({ id, by })).settled;
  }

  private async settleDelivered(items: Delivered[]): Promise<{ settled: boolean }[]> {
    const ids = items.map(({ id }) => id);
    const rows = await this.database.run<{ kci_id: string }>(queries.KCIS_DELIVERED, [ids, items[0]?.by]);
    const settled = new Set(rows.map((row) => row.kci_id));
    return ids.map((id) => ({ settled: settled.has(id) }));
  }

  async reschedule(id: string, by: string, inMs: number, why: string): Promise<boolean> {
    return (await this.database.run(queries.RESCHEDULE_KCI, [id, by, inMs, why])).length > 0;
  }

  async park(id: string, by: string, why: string): Promise<boolean> {
    return (await this.database.run(queries.PARK_KCI, [id, by, why])).length > 0;
  }
}
