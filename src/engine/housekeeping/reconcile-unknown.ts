// Asks suppliers for the present state of problems with requests of unknown outcome: their notifications settle the requests.

import { Injectable } from '@nestjs/common';
import { DueProblems } from '../../store/schedules/due-problems.js';
import type { HousekeepingJob } from './job.js';
import { UpdateRequest } from './update-request.js';

/** The supplier is asked about one request at most this often. */
const EVERY_MS = 300_000;

@Injectable()
export class ReconcileUnknown implements HousekeepingJob {
  readonly name = 'reconcile-unknown';

  constructor(
    private readonly due: DueProblems,
    private readonly updates: UpdateRequest,
  ) {}

  async run(): Promise<void> {
    for (const problem of await this.due.withUnknownRequests(EVERY_MS)) await this.updates.send(problem);
  }
}
