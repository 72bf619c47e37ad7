// Problems that are due: the supplier must be asked for their present state, or the platform warned of their closure.

import { Injectable } from '@nestjs/common';
import type { ProblemRow } from '../requests/request-rows.js';
import { Database, type Session } from '../db/database.js';
import * as queries from './due-problems.queries.js';

@Injectable()
export class DueProblems {
  constructor(private readonly database: Database) {}

  /**
   * A problem whose platform must be warned that silence will close it. Each is returned once. The row stays locked until the
   * transaction ends.
   */
  async closureWarning(session: Session): Promise<ProblemRow | undefined> {
    return (await session.run<{ problem: ProblemRow }>(queries.PROBLEM_TO_WARN))[0]?.problem;
  }

  /** Problems with requests of unknown outcome. Each request comes up again after `everyMs`. */
  async withUnknownRequests(everyMs: number): Promise<ProblemRow[]> {
    const rows = await this.database.run<{ problem: ProblemRow }>(queries.UNKNOWN_TO_RECONCILE, [everyMs]);
    return rows.map(({ problem }) => problem);
  }

  /** Records that notifications can be received now. Returns the milliseconds since a gateway last recorded it. */
  async noteListening(): Promise<number> {
    return (await this.database.run<{ gap_ms: number }>(queries.NOTE_LISTENING))[0]?.gap_ms ?? 0;
  }

  /** Makes every unfinished problem due for reconciliation. Returns how many there are. */
  async reconcileAllOpen(): Promise<number> {
    return (await this.database.run(queries.RECONCILE_ALL_OPEN)).length;
  }

  /** At most `count` problems. Each comes up again after `againMs`, unless `reconciled` is called for it. */
  async toReconcile(count: number, againMs: number): Promise<ProblemRow[]> {
    const rows = await this.database.run<{ problem: ProblemRow }>(queries.PROBLEMS_TO_RECONCILE, [count, againMs]);
    return rows.map(({ problem }) => problem);
  }

  async reconciled({ problem_key: problemKey }: Pick<ProblemRow, 'problem_key'>): Promise<void> {
    await this.database.run(queries.RECONCILED, [problemKey]);
  }
}
