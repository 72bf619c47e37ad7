// A loop that claims work from the store and runs it: when it is notified, and at every poll.

import { errorFacts, type Log } from '../runtime/log.js';

export interface Work<Item> {
  name: string;
  /** Items running at once. */
  concurrency: number;
  /** Claims up to `count` items; none where none is due. */
  claim(count: number): Promise<Item[]>;
  /** Runs one claimed item. An error is logged, and the item is claimed again when its lease has expired. */
  run(item: Item): Promise<void>;
  /** True while other work comes first: then the worker pauses `REST` times as long as its last item ran, within a bound. */
  yields?(): boolean;
}

const POLL_MS = 1_000;
/** A worker that yields takes a quarter of the time. */
const REST = 3;
const LONGEST_REST_MS = 200;
/** Under load every item that ends wakes the loop. One claim serves all of them within this time, in milliseconds. */
const GATHER_MS = 5;

export class Worker<Item> {
  private running = 0;
  private claiming: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private failing = false;
  private timer: NodeJS.Timeout | undefined;
  private claimedAt = 0;
  private restUntil = 0;
  private readonly idle: (() => void)[] = [];

  constructor(
    private readonly work: Work<Item>,
    private readonly log: Log,
  ) {}

  start(): void {
    this.stopped = false;
    this.wake();
  }

  /** Claims work now. Cheap to call often. */
  wake(): void {
    if (this.stopped) return;
    if (this.claiming !== undefined) {
      this.again = true;
      return;
    }
    const early = Math.max(this.claimedAt + GATHER_MS, this.restUntil) - performance.now();
    if (early > 0) this.wakeIn(early);
    else this.claim();
  }

  /** Claims nothing more, and resolves when no item runs. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    if (this.running === 0 && this.claiming === undefined) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
    clearTimeout(this.timer);
  }

  private wakeIn(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.wake(), ms);
  }

  private claim(): void {
    clearTimeout(this.timer);
    this.claimedAt = performance.now();
    this.claiming = this.claimAll().finally(() => {
      this.claiming = undefined;
      this.wakeIn(POLL_MS);
      if (this.again) this.wake();
      this.settleIdle();
    });
  }

  private async claimAll(): Promise<void> {
    this.again = false;
    const free = this.work.concurrency - this.running;
    if (free <= 0 || this.stopped) return;
    try {
      const items = await this.work.claim(free);
      if (this.failing) this.log.info('worker.recovered', { worker: this.work.name });
      this.failing = false;
      for (const item of items) this.launch(item);
    } catch (error) {
      // Logged once, not at every poll.
      if (!this.failing) this.log.warn('worker.claim-failed', { worker: this.work.name, ...errorFacts(error) });
      this.failing = true;
    }
  }

  private launch(item: Item): void {
    this.running++;
    const began = performance.now();
    void this.work
      .run(item)
      .catch((error: unknown) => this.log.error('worker.run-failed', { worker: this.work.name, ...errorFacts(error) }))
      .finally(() => {
        this.running--;
        const now = performance.now();
        if (this.work.yields?.() === true) this.restUntil = now + Math.min((now - began) * REST, LONGEST_REST_MS);
        // Settling one item may free the next of the same problem.
        this.wake();
        this.settleIdle();
      });
  }

  private settleIdle(): void {
    if (!this.stopped || this.running > 0 || this.claiming !== undefined) return;
    for (const resolve of this.idle.splice(0)) resolve();
  }
}
