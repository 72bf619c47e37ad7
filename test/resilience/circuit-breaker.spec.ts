// The decisions of the circuit breaker, each at a time that the test sets.

import { describe, expect, it } from '@jest/globals';
import { CircuitBreaker, type CircuitState, type Passed } from '../../src/resilience/circuit-breaker.js';

type Result = 'answer' | 'silence';

interface Sent {
  passed: Promise<Passed<Result> | undefined>;
  end: (result: Result | Error) => void;
}

function breakerAt(start: number): {
  breaker: CircuitBreaker;
  wait: (ms: number) => void;
  begin: (endpoint?: string) => Sent;
  once: (result: Result, endpoint?: string) => Promise<Passed<Result> | undefined>;
} {
  let now = start;
  const breaker = new CircuitBreaker(() => now);
  const begin = (endpoint = 'A'): Sent => {
    let end: Sent['end'] = () => undefined;
    const ended = new Promise<Result>((resolve, reject) => {
      end = (result) => (result instanceof Error ? reject(result) : resolve(result));
    });
    return {
      passed: breaker.send(
        endpoint,
        () => ended,
        (result) => result === 'silence',
      ),
      end,
    };
  };
  const once = (result: Result, endpoint = 'A'): Promise<Passed<Result> | undefined> => {
    const sent = begin(endpoint);
    sent.end(result);
    return sent.passed;
  };
  return { breaker, wait: (ms) => (now += ms), begin, once };
}

async function fail(once: (result: Result) => Promise<unknown>): Promise<void> {
  for (let count = 0; count < 3; count++) await once('silence');
}

/** What happens one after another: a request with this end, or this many milliseconds. */
type Step = Result | number;

const OPENED: Step[] = ['silence', 'silence', 'silence'];

const LONG_OUTAGE: Step[] = [...OPENED, ...Array.from({ length: 20 }, (): Step[] => [30_000, 'silence']).flat()];

describe('a circuit', () => {
  it.each<[CircuitState, string, Step[]]>([
    ['closed', 'nothing was sent', []],
    ['closed', 'an answer', ['answer']],
    ['closed', 'two failures', ['silence', 'silence']],
    ['open', 'three failures in a row', OPENED],
    ['closed', 'three failures with an answer between them', ['silence', 'silence', 'answer', 'silence']],
    ['open', 'three failures and less than a second', [...OPENED, 999]],
    ['half-open', 'three failures and a second', [...OPENED, 1_000]],
    ['half-open', 'three failures and an hour', [...OPENED, 3_600_000]],
    ['closed', 'a probe that was answered', [...OPENED, 1_000, 'answer']],
    ['closed', 'an answered probe and two failures', [...OPENED, 1_000, 'answer', 'silence', 'silence']],
    ['open', 'an answered probe and three failures', [...OPENED, 1_000, 'answer', ...OPENED, 999]],
    ['open', 'a probe that failed and less than two seconds', [...OPENED, 1_000, 'silence', 1_999]],
    ['half-open', 'a probe that failed and two seconds', [...OPENED, 1_000, 'silence', 2_000]],
    [
      'open',
      'two probes that failed and less than four seconds',
      [...OPENED, 1_000, 'silence', 2_000, 'silence', 3_999],
    ],
    ['half-open', 'two probes that failed and four seconds', [...OPENED, 1_000, 'silence', 2_000, 'silence', 4_000]],
    [
      'half-open',
      'an outage with a failed probe, its end, another outage and a second',
      [...OPENED, 1_000, 'silence', 2_000, 'answer', ...OPENED, 1_000],
    ],
    ['open', 'twenty probes that failed and less than 30 seconds', [...LONG_OUTAGE, 29_999]],
    ['half-open', 'twenty probes that failed and 30 seconds', [...LONG_OUTAGE, 30_000]],
  ])('is %s after %s', async (expected, _what, steps) => {
    const { breaker, wait, once } = breakerAt(1_000_000);
    for (const step of steps) {
      if (typeof step === 'number') wait(step);
      else await once(step);
    }
    expect(breaker.stateOf('A')).toBe(expected);
  });
});

describe('the circuit breaker', () => {
  it('sends nothing while the circuit is open', async () => {
    const { breaker, once } = breakerAt(0);
    await fail(once);
    expect(await once('answer')).toBeUndefined();
    expect(breaker.blocked()).toEqual(['A']);
    expect(breaker.stateOf('A')).toBe('open');
  });

  it('sends one request while the circuit is half-open, and others when that one was answered', async () => {
    const { breaker, wait, begin, once } = breakerAt(0);
    await fail(once);
    wait(1_000);
    expect(breaker.blocked()).toEqual([]);
    const probe = begin();
    expect(breaker.stateOf('A')).toBe('half-open');
    expect(breaker.blocked()).toEqual(['A']);
    expect(await once('answer')).toBeUndefined();
    wait(60_000);
    expect(await once('answer')).toBeUndefined();
    probe.end('answer');
    expect(await probe.passed).toEqual({ result: 'answer', recovered: true });
    expect(await once('answer')).toEqual({ result: 'answer', recovered: false });
  });

  it('has a circuit for each endpoint', async () => {
    const { breaker, once } = breakerAt(0);
    await fail(once);
    expect(await once('silence', 'B')).toEqual({ result: 'silence', recovered: false });
    expect(breaker.stateOf('B')).toBe('closed');
    expect(breaker.blocked()).toEqual(['A']);
  });

  it('takes for a failure what the sender throws, and throws it', async () => {
    const { breaker, wait, begin } = breakerAt(0);
    const broken = async (): Promise<void> => {
      const sent = begin();
      sent.end(new Error('broken'));
      await expect(sent.passed).rejects.toThrow('broken');
    };
    for (let count = 0; count < 3; count++) await broken();
    expect(breaker.stateOf('A')).toBe('open');
    wait(1_000);
    await broken();
    expect(breaker.stateOf('A')).toBe('open');
    wait(2_000);
    expect(breaker.blocked()).toEqual([]);
  });
});

describe('a request that was sent before the circuit opened and ends later', () => {
  it('does not open the circuit for longer when it fails with others', async () => {
    const { breaker, wait, begin } = breakerAt(0);
    const sent = Array.from({ length: 16 }, () => begin());
    for (const { end, passed } of sent) {
      end('silence');
      await passed;
    }
    wait(999);
    expect(breaker.stateOf('A')).toBe('open');
    wait(1);
    expect(breaker.stateOf('A')).toBe('half-open');
  });

  it('does not end the probe when it fails', async () => {
    const { breaker, wait, begin, once } = breakerAt(0);
    const late = begin();
    await fail(once);
    wait(1_000);
    const probe = begin();
    late.end('silence');
    await late.passed;
    expect(breaker.blocked()).toEqual(['A']);
    probe.end('silence');
    await probe.passed;
    wait(1_999);
    expect(breaker.stateOf('A')).toBe('open');
    wait(1);
    expect(breaker.stateOf('A')).toBe('half-open');
  });

  it('closes the circuit when it is answered', async () => {
    const { breaker, begin, once } = breakerAt(0);
    const late = begin();
    await fail(once);
    late.end('answer');
    expect(await late.passed).toEqual({ result: 'answer', recovered: true });
    expect(breaker.stateOf('A')).toBe('closed');
  });
});
