// When the worker claims, runs, waits and stops, at times that the test sets.

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Log } from '../../src/runtime/log.js';
import { Worker } from '../../src/resilience/worker.js';

/** What is there to be claimed, what runs, and what was claimed when: milliseconds since the start. */
class Setup {
  readonly due: string[] = [];
  readonly claims: { at: number; count: number }[] = [];
  readonly ran: string[] = [];
  readonly logged: string[] = [];
  yields = false;
  storeIsAway = false;
  private readonly ends = new Map<string, (error?: Error) => void>();
  private readonly began = performance.now();
  readonly worker: Worker<string>;

  constructor(concurrency = 2) {
    const log = new Log({ write: (line) => void this.logged.push((JSON.parse(line) as { event: string }).event) });
    this.worker = new Worker(
      {
        name: 'test',
        concurrency,
        claim: (count) => {
          this.claims.push({ at: performance.now() - this.began, count });
          return this.storeIsAway ? Promise.reject(new Error('away')) : Promise.resolve(this.due.splice(0, count));
        },
        run: (item) => {
          this.ran.push(item);
          return new Promise((resolve, reject) => {
            this.ends.set(item, (error) => (error === undefined ? resolve() : reject(error)));
          });
        },
        yields: () => this.yields,
      },
      log,
    );
  }

  async end(item: string, error?: Error): Promise<void> {
    this.ends.get(item)?.(error);
    await passed(0);
  }

  get claimedAt(): number[] {
    return this.claims.map(({ at }) => at);
  }
}

const passed = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  jest.useFakeTimers();
  // As in a process that has run for a while: a worker takes zero for the time of its last claim.
  await passed(60_000);
});
afterEach(() => void jest.useRealTimers());

describe('a worker', () => {
  it('claims at its start, and every second while there is nothing to do', async () => {
    const setup = new Setup();
    setup.worker.start();
    await passed(2_500);
    expect(setup.claimedAt).toEqual([0, 1_000, 2_000]);
  });

  it('claims again 5 ms after its last claim when it is woken, however often', async () => {
    const setup = new Setup();
    setup.worker.start();
    await passed(1);
    for (let count = 0; count < 10; count++) setup.worker.wake();
    await passed(100);
    expect(setup.claimedAt).toEqual([0, 5]);
  });

  it('claims at once when it is woken long after its last claim', async () => {
    const setup = new Setup();
    setup.worker.start();
    await passed(500);
    setup.worker.wake();
    await passed(100);
    expect(setup.claimedAt).toEqual([0, 500]);
  });

  it('claims again when it was woken during a claim', async () => {
    const setup = new Setup();
    setup.worker.start();
    setup.worker.wake();
    await passed(100);
    expect(setup.claimedAt).toEqual([0, 5]);
  });

  it('claims as many items as it has free slots, and none while it has none', async () => {
    const setup = new Setup(2);
    setup.due.push('a', 'b', 'c');
    setup.worker.start();
    await passed(100);
    setup.worker.wake();
    await passed(100);
    expect(setup.ran).toEqual(['a', 'b']);
    expect(setup.claims.map(({ count }) => count)).toEqual([2]);
    await setup.end('a');
    await passed(5);
    expect(setup.ran).toEqual(['a', 'b', 'c']);
    expect(setup.claims.map(({ count }) => count)).toEqual([2, 1]);
  });

  it('logs what a run throws, and goes on', async () => {
    const setup = new Setup(1);
    setup.due.push('a', 'b');
    setup.worker.start();
    await passed(100);
    await setup.end('a', new Error('broken'));
    await passed(5);
    expect(setup.logged).toEqual(['worker.run-failed']);
    expect(setup.ran).toEqual(['a', 'b']);
  });

  it('logs once that it cannot claim, and once that it can again', async () => {
    const setup = new Setup();
    setup.storeIsAway = true;
    setup.worker.start();
    await passed(3_500);
    setup.storeIsAway = false;
    await passed(2_000);
    expect(setup.claimedAt).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
    expect(setup.logged).toEqual(['worker.claim-failed', 'worker.recovered']);
  });

  it.each([
    [10, 30],
    [50, 150],
    [300, 200],
  ])('that yields to other work waits after an item of %i ms for %i ms', async (ran, waits) => {
    const setup = new Setup(1);
    setup.due.push('a', 'b');
    setup.yields = true;
    setup.worker.start();
    await passed(ran);
    await setup.end('a');
    await passed(500);
    expect(setup.claimedAt.slice(0, 2)).toEqual([0, ran + waits]);
  });
});

describe('a worker that is stopped', () => {
  it('claims nothing more, and waits for what runs', async () => {
    const setup = new Setup(2);
    setup.due.push('a');
    setup.worker.start();
    await passed(1);
    setup.due.push('b');
    let stopped = false;
    const stopping = setup.worker.stop().then(() => (stopped = true));
    setup.worker.wake();
    await passed(5_000);
    expect({ stopped, ran: setup.ran }).toEqual({ stopped: false, ran: ['a'] });
    await setup.end('a');
    await stopping;
    await passed(5_000);
    expect(setup.claims).toHaveLength(1);
  });

  it('runs what a claim that was under way brings, and waits for it', async () => {
    const setup = new Setup(2);
    setup.due.push('a');
    setup.worker.start();
    let stopped = false;
    const stopping = setup.worker.stop().then(() => (stopped = true));
    await passed(100);
    expect({ stopped, ran: setup.ran }).toEqual({ stopped: false, ran: ['a'] });
    await setup.end('a');
    await stopping;
  });

  it('ends at once where nothing runs, and claims again when it is started', async () => {
    const setup = new Setup();
    setup.worker.start();
    await passed(10);
    await setup.worker.stop();
    await passed(5_000);
    expect(setup.claimedAt).toEqual([0]);
    setup.worker.start();
    await passed(10);
    expect(setup.claimedAt).toEqual([0, 5_010]);
  });
});
