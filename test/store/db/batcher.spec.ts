// Which items the batcher sends together and when, at times that the test sets.

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Batcher } from '../../../src/store/db/batcher.js';

interface Run {
  at: number;
  items: string[];
  end: (results?: (string | undefined)[]) => Promise<void>;
  fail: (code?: string) => Promise<void>;
}

/** Items are named by their key and a number: `a1` and `a2` have one key. */
class Setup {
  readonly runs: Run[] = [];
  readonly ended = new Map<string, string>();
  private readonly began = performance.now();
  readonly batcher: Batcher<string, string>;

  constructor(worthASecond = 3) {
    this.batcher = new Batcher({
      run: (items) => this.run(items),
      keyOf: (item) => item.replace(/\d+$/, ''),
      compare: (one, other) => one.localeCompare(other, 'en'),
      worthASecond,
    });
  }

  add(...items: string[]): void {
    for (const item of items) {
      this.batcher.add(item).then(
        (result) => this.ended.set(item, result),
        (error: unknown) => this.ended.set(item, `error: ${(error as Error).message}`),
      );
    }
  }

  get sent(): string[][] {
    return this.runs.map(({ items }) => items);
  }

  private run(items: string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.runs.push({
        at: performance.now() - this.began,
        items,
        end: (results = items.map((item) => `stored ${item}`)) => {
          resolve(results as string[]);
          return passed(0);
        },
        fail: (code) => {
          reject(Object.assign(new Error(`failed ${code}`), { code }));
          return passed(0);
        },
      });
    });
  }
}

const passed = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
const named = (count: number): string[] =>
  Array.from({ length: count }, (_none, at) => `key${String(at).padStart(2, '0')}x`);

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('the batcher', () => {
  it('sends an item at once where nothing is on its way', async () => {
    const setup = new Setup();
    setup.add('a1');
    expect(setup.sent).toEqual([['a1']]);
    expect(setup.batcher.isBusy).toBe(true);
    await setup.runs[0]?.end();
    expect(setup.ended.get('a1')).toBe('stored a1');
    expect(setup.batcher.isBusy).toBe(false);
  });

  it('sends together what came while a batch was on its way, in the order of rows', async () => {
    const setup = new Setup();
    setup.add('a1', 'c1', 'b1');
    expect(setup.sent).toEqual([['a1']]);
    await setup.runs[0]?.end();
    expect(setup.sent).toEqual([['a1'], ['b1', 'c1']]);
    await setup.runs[1]?.end();
    expect(Object.fromEntries(setup.ended)).toEqual({ a1: 'stored a1', b1: 'stored b1', c1: 'stored c1' });
  });

  it.each<{ what: string; worthASecond: number; items: string[]; ms: number; sent: string[][] }>([
    {
      what: 'holds back fewer than are worth a second batch',
      worthASecond: 3,
      items: ['b1', 'c1'],
      ms: 19,
      sent: [['a1']],
    },
    {
      what: 'sends a second batch as soon as it is worth it',
      worthASecond: 3,
      items: ['b1', 'c1', 'd1'],
      ms: 0,
      sent: [['a1'], ['b1', 'c1', 'd1']],
    },
    {
      what: 'sends a small second batch once the first is 20 ms late',
      worthASecond: 3,
      items: ['b1', 'c1'],
      ms: 20,
      sent: [['a1'], ['b1', 'c1']],
    },
    {
      what: 'sends a single item beside another batch where one is worth it',
      worthASecond: 1,
      items: ['b1'],
      ms: 0,
      sent: [['a1'], ['b1']],
    },
    { what: 'holds back a third batch', worthASecond: 1, items: ['b1', 'c1', 'd1'], ms: 1_000, sent: [['a1'], ['b1']] },
  ])('$what', async ({ worthASecond, items, ms, sent }) => {
    const setup = new Setup(worthASecond);
    setup.add('a1', ...items);
    await passed(ms);
    expect(setup.sent).toEqual(sent);
  });

  it('sends at most 32 items in one batch', async () => {
    const setup = new Setup(100);
    const [first = '', ...others] = named(40);
    setup.add(first, ...others);
    await setup.runs[0]?.end();
    expect(setup.sent.map(({ length }) => length)).toEqual([1, 32]);
    await setup.runs[1]?.end();
    expect(setup.sent.flat()).toEqual(named(40));
  });

  it('sends items of one key one after another, in the order they came', async () => {
    const setup = new Setup(1);
    setup.add('a1', 'a2', 'a3', 'b1');
    expect(setup.sent).toEqual([['a1'], ['b1']]);
    await setup.runs[1]?.end();
    expect(setup.sent).toHaveLength(2);
    await setup.runs[0]?.end();
    expect(setup.sent).toEqual([['a1'], ['b1'], ['a2']]);
    await setup.runs[2]?.end();
    expect(setup.sent.at(-1)).toEqual(['a3']);
  });
});

describe('a batch that fails', () => {
  const company = async (): Promise<Setup> => {
    const setup = new Setup(100);
    setup.add('a1', 'b1', 'c1');
    await setup.runs[0]?.end();
    return setup;
  };

  it.each([
    ['22P05', 'a value that the store refuses'],
    ['23505', 'a constraint'],
    ['40P01', 'a deadlock'],
    ['54000', 'a limit of the store'],
    ['55P03', 'a row that is locked'],
  ])('with %s (%s) is sent again item by item, and one item that fails alone fails nobody else', async (code) => {
    const setup = await company();
    await setup.runs[1]?.fail(code);
    expect(setup.sent.slice(2)).toEqual([['b1'], ['c1']]);
    await setup.runs[2]?.fail(code);
    await setup.runs[3]?.end();
    expect(setup.ended.get('b1')).toBe(`error: failed ${code}`);
    expect(setup.ended.get('c1')).toBe('stored c1');
    expect(setup.sent).toHaveLength(4);
    expect(setup.batcher.isBusy).toBe(false);
  });

  it.each<[string | undefined, string]>([
    ['08006', 'a lost connection, after which the store may have committed'],
    ['57P01', 'a store that is stopped'],
    [undefined, 'an error that the store did not name'],
  ])('with %s (%s) is not sent again', async (code) => {
    const setup = await company();
    await setup.runs[1]?.fail(code);
    expect(setup.sent).toHaveLength(2);
    expect([setup.ended.get('b1'), setup.ended.get('c1')]).toEqual([`error: failed ${code}`, `error: failed ${code}`]);
    setup.add('b2');
    expect(setup.sent.at(-1)).toEqual(['b2']);
  });

  it('with an item alone in it is not sent again', async () => {
    const setup = new Setup();
    setup.add('a1');
    await setup.runs[0]?.fail('23505');
    expect(setup.sent).toHaveLength(1);
    expect(setup.ended.get('a1')).toBe('error: failed 23505');
  });

  it('keeps items of its keys waiting until each of them has ended', async () => {
    const setup = await company();
    setup.add('b2');
    await setup.runs[1]?.fail('55P03');
    await setup.runs[3]?.end();
    expect(setup.sent.slice(2)).toEqual([['b1'], ['c1']]);
    await setup.runs[2]?.end();
    await passed(20);
    expect(setup.sent.at(-1)).toEqual(['b2']);
  });

  it('is an error for an item without a result', async () => {
    const setup = await company();
    await setup.runs[1]?.end(['stored b1', undefined]);
    expect(setup.ended.get('b1')).toBe('stored b1');
    expect(setup.ended.get('c1')).toBe('error: the store gave no result');
  });
});
