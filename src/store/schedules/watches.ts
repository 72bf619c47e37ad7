// Unfinished problems whose supplier must be polled: each in its turn, by one replica at a time.

import { Injectable } from '@nestjs/common';
import type { ProblemRow } from '../requests/requests.js';
import { Database } from '../db/database.js';
import * as queries from './watches.queries.js';

export interface ClaimedWatch {
  /** Polls in a row that brought nothing new, and that failed. */
  quiet: number;
  failures: number;
  problem: ProblemRow;
}

@Injectable()
export class Watches {
  constructor(private readonly database: Database) {}

  /** Adds the problems that must be polled from now on, and removes those that ended. */
  async refresh(suppliers: string[]): Promise<void> {
    await this.database.run(queries.WATCH_PROBLEMS, [suppliers]);
    await this.database.run(queries.UNWATCH_PROBLEMS);
  }

  async claim(by: string, count: number, leaseMs: number): Promise<ClaimedWatch[]> {
    return this.database.run<ClaimedWatch>(queries.CLAIM_WATCHES, [by, count, leaseMs]);
  }

  async settle(problemKey: number, by: string, next: { quiet: number; failures: number; inMs: number }): Promise<void> {
    await this.database.run(queries.SETTLE_WATCH, [problemKey, by, next.quiet, next.failures, next.inMs]);
  }
}
