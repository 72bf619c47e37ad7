// Group commit: items that come while the store is busy go to it together, in one statement and one commit.

/** Batches that run at the same time. While none runs, an item does not wait for others. */
const BATCHES = 2;
const MOST = 32;
/** A second batch starts when it is large enough, or this long after the first: two small batches cost more than one. */
const LATE_MS = 20;

/** SQLSTATE classes after which nothing was committed, and which one item of the batch may cause for all. */
const ROLLED_BACK = /^(22|23|40|54|55)/;
/** How long a batch waits for a locked row. Then each item runs alone, so that the lock delays that item only. */
export const LOCK_WAIT = { together: '250ms', alone: '0' };

export interface Batch<Item, Result> {
  /** One statement for all; results in the order of the items. */
  run(items: Item[]): Promise<Result[]>;
  /** Items with one key go one after another. */
  keyOf(item: Item): string;
  /** Every statement locks rows in this order, so that two batches never wait for each other. */
  compare(one: Item, other: Item): number;
  /** The size from which a second batch starts beside the first: smaller where the disk takes longer than the work. */
  worthASecond: number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private readonly busyKeys = new Set<string>();
  private running = 0;
  private sentAt = 0;
  private late: NodeJS.Timeout | undefined;

  constructor(private readonly batch: Batch<Item, Result>) {}

  get isBusy(): boolean {
    return this.running > 0 || this.waiting.length > 0;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.sendNext();
    });
  }

  private sendNext(): void {
    if (this.running >= BATCHES || this.waiting.length === 0) return;
    if (this.running > 0 && this.waiting.length < this.batch.worthASecond) {
      const early = this.sentAt + LATE_MS - performance.now();
      if (early > 0) {
        this.late ??= setTimeout(() => this.sendLate(), early);
        return;
      }
    }
    const next = this.nextBatch();
    if (next.length === 0) return;
    this.running++;
    this.sentAt = performance.now();
    void this.send(next).finally(() => {
      this.running--;
      this.sendNext();
    });
  }

  private sendLate(): void {
    this.late = undefined;
    this.sendNext();
  }

  private nextBatch(): Waiting<Item, Result>[] {
    const taken: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    for (const one of this.waiting) {
      const key = this.batch.keyOf(one.item);
      if (taken.length >= MOST || this.busyKeys.has(key)) left.push(one);
      else {
        this.busyKeys.add(key);
        taken.push(one);
      }
    }
    this.waiting = left;
    return taken.sort((one, other) => this.batch.compare(one.item, other.item));
  }

  private async send(sent: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.batch.run(sent.map(({ item }) => item));
      sent.forEach((one, at) => this.end(one, results[at]));
    } catch (error) {
      const alone = sent.length > 1 && ROLLED_BACK.test((error as { code?: string }).code ?? '');
      for (const one of sent) {
        // The store may refuse one item, or wait for it: the others do not wait for that item.
        if (alone) void this.send([one]).finally(() => this.sendNext());
        else this.end(one, undefined, error);
      }
    }
  }

  private end({ item, resolve, reject }: Waiting<Item, Result>, result: Result | undefined, error?: unknown): void {
    this.busyKeys.delete(this.batch.keyOf(item));
    if (result === undefined) reject(error ?? new Error('the store gave no result'));
    else resolve(result);
  }
}
