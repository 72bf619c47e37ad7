// The housekeeping jobs run apart from each other: what happens to one is nothing to the others.

import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Housekeeping } from '../../src/engine/housekeeping/housekeeping.js';
import type { HousekeepingJob } from '../../src/engine/housekeeping/job.js';
import { Log } from '../../src/runtime/log.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

interface Line {
  event: string;
  job?: string;
  error?: string;
}

function start(...jobs: HousekeepingJob[]): { housekeeping: Housekeeping; lines: Line[] } {
  const lines: Line[] = [];
  const log = new Log({ write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  const housekeeping = new Housekeeping(jobs, log);
  housekeeping.start();
  return { housekeeping, lines };
}

function counting(
  name: string,
  run: () => Promise<void> = () => Promise.resolve(),
): HousekeepingJob & { runs: number } {
  const job = {
    name,
    runs: 0,
    run: () => {
      job.runs++;
      return run();
    },
  };
  return job;
}

it('a job that fails is run again, and the others go on', async () => {
  const failing = counting('failing', () => Promise.reject(new Error('no database')));
  const other = counting('other');
  const { housekeeping, lines } = start(failing, other);
  await jest.advanceTimersByTimeAsync(10_000);
  expect([failing.runs, other.runs]).toEqual([3, 3]);
  expect(lines.map(({ event, job, error }) => [event, job, error])).toEqual(
    Array.from({ length: 3 }, () => ['housekeeping.failed', 'failing', 'no database']),
  );
  await housekeeping.stop();
});

it('a job that throws before its first wait does not stop the others either', async () => {
  const throwing = counting('throwing', () => {
    throw new Error('at once');
  });
  const other = counting('other');
  const { housekeeping, lines } = start(throwing, other);
  await jest.advanceTimersByTimeAsync(5_000);
  expect([throwing.runs, other.runs]).toEqual([2, 2]);
  expect(lines).toHaveLength(2);
  await housekeeping.stop();
});

it('a job that does not end keeps only itself from running again', async () => {
  const endless = counting('endless', () => new Promise(() => undefined));
  const other = counting('other');
  start(endless, other);
  await jest.advanceTimersByTimeAsync(20_000);
  expect([endless.runs, other.runs]).toEqual([1, 5]);
});

it('a shutdown waits for the job that runs, and starts none', async () => {
  let end = (): void => undefined;
  const job = counting('long', () => new Promise((resolve) => (end = resolve)));
  const { housekeeping } = start(job);
  let isDown = false;
  const down = housekeeping.stop().then(() => (isDown = true));
  await jest.advanceTimersByTimeAsync(1);
  expect(isDown).toBe(false);
  end();
  await down;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(job.runs).toBe(1);
});
