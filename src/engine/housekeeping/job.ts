// One kind of housekeeping. The runner repeats every job, each apart from the others.

export interface HousekeepingJob {
  /** In log lines. */
  readonly name: string;
  /** Does what is due now. A job that throws is run again at the next interval. */
  run(): Promise<void>;
}
