// Asks suppliers for the present state of every unfinished problem after a gap in which no notification could be received. A
// gap is a time in which no gateway ran or the store was unavailable: a supplier may have given up on some notifications.

import { Injectable } from '@nestjs/common';
import { Log } from '../../runtime/log.js';
import { DueProblems } from '../../store/schedules/due-problems.js';
import type { HousekeepingJob } from './job.js';
import { UpdateRequest } from './update-request.js';

/** Several intervals of the job. */
const GAP_MS = 30_000;
/** Problems at each run, so that a supplier that just came back is not flooded. */
const BATCH = 20;
const AGAIN_MS = 300_000;

@Injectable()
export class ReconcileAfterGap implements HousekeepingJob {
  readonly name = 'reconcile-after-gap';

  constructor(
    private readonly due: DueProblems,
    private readonly updates: UpdateRequest,
    private readonly log: Log,
  ) {}

  async run(): Promise<void> {
    const gapMs = await this.due.noteListening();
    if (gapMs > GAP_MS) {
      const problems = await this.due.reconcileAllOpen();
      this.log.warn('notifications.missed', { gapMs: Math.round(gapMs), problems });
    }
    for (const problem of await this.due.toReconcile(BATCH, AGAIN_MS)) {
      if (await this.updates.send(problem)) await this.due.reconciled(problem);
    }
  }
}
