// What is not settled yet: examined by the stall detector, counted for the metrics. Pages of it: work-pages.ts.

import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { DEPTHS, STALLED } from './work.queries.js';

export interface WorkItem {
  kind: 'command' | 'notification' | 'kci';
  id: string;
  state: string;
  tenant: string | null;
  problem_id: number | null;
  our_reference: string | null;
  supplier_reference: string | null;
  /** The operation, the path it came by, or what the KCI is about. */
  what: string;
  attempt: number;
  since: Date;
  due_at: Date;
  why: string | null;
}

export interface StalledItem extends WorkItem {
  stall: 'claimed' | 'due' | 'waiting';
}

export interface StallLimits {
  claimedFor: number;
  dueFor: number;
  waitingFor: number;
}

export interface Depth {
  queue: 'commands' | 'notifications' | 'kcis';
  state: string;
  depth: number;
  /** Seconds. */
  oldest: number;
}

/** The metrics report how many there are in all. */
const LIMIT = 1_000;

@Injectable()
export class WorkList {
  constructor(private readonly database: Database) {}

  async stalled({ claimedFor, dueFor, waitingFor }: StallLimits): Promise<StalledItem[]> {
    return this.database.run<StalledItem & object>(STALLED, [claimedFor, dueFor, waitingFor, LIMIT]);
  }

  async depths(): Promise<Depth[]> {
    return this.database.run<Depth & object>(DEPTHS);
  }
}
