// Repeats the housekeeping jobs, each in a loop of its own: a job that fails or takes long does not stop the others.

import { Inject, Injectable } from '@nestjs/common';
import { errorFacts, Log } from '../../runtime/log.js';
import type { HousekeepingJob } from './job.js';

/** From the end of one run of a job to the start of its next. */
const INTERVAL_MS = 5_000;

export const HOUSEKEEPING_JOBS = Symbol('housekeeping jobs');

@Injectable()
export class Housekeeping {
  private readonly timers = new Map<HousekeepingJob, NodeJS.Timeout>();
  private readonly running = new Map<HousekeepingJob, Promise<void>>();
  private stopped = false;

  constructor(
    @Inject(HOUSEKEEPING_JOBS) private readonly jobs: readonly HousekeepingJob[],
    private readonly log: Log,
  ) {}

  start(): void {
    for (const job of this.jobs) this.repeat(job);
  }

  /** Resolves when no job runs any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.running.values());
  }

  private repeat(job: HousekeepingJob): void {
    const run = this.runOnce(job).finally(() => {
      this.running.delete(job);
      if (!this.stopped)
        this.timers.set(
          job,
          setTimeout(() => this.repeat(job), INTERVAL_MS),
        );
    });
    this.running.set(job, run);
  }

  private async runOnce(job: HousekeepingJob): Promise<void> {
    try {
      await job.run();
    } catch (error) {
      this.log.warn('housekeeping.failed', { job: job.name, ...errorFacts(error) });
    }
  }
}
