// How long to wait: what Retry-After asks for, and what back-off chooses by itself.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { backOff } from '../../src/resilience/back-off.js';
import { retryAfter } from '../../src/resilience/retry-after.js';

const now = Date.parse('2026-03-03T10:00:00Z');

describe('Retry-After', () => {
  it('counts seconds from now', () => {
    expect([retryAfter('0', now), retryAfter('120', now), retryAfter(' 7 ', now)]).toEqual([0, 120_000, 7_000]);
  });

  it('may be a date, and a past date means now', () => {
    expect(retryAfter('Tue, 03 Mar 2026 10:02:00 GMT', now)).toBe(120_000);
    expect(retryAfter('Tue, 03 Mar 2026 09:00:00 GMT', now)).toBe(0);
  });

  it('may be a date in either of the older formats, which mean UTC wherever the gateway runs', () => {
    const before = process.env['TZ'];
    try {
      process.env['TZ'] = 'America/New_York';
      expect(retryAfter('Tuesday, 03-Mar-26 10:02:00 GMT', now)).toBe(120_000);
      expect(retryAfter('Tue Mar  3 10:02:00 2026', now)).toBe(120_000);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it.each(['Mon, 30 Feb 2026 10:00:00 GMT', 'Tue 03/04/2026', 'Wed, 04 Mar 2026 10:00:00', 'Wed 5'])(
    'is ignored where the date is %j',
    (value) => {
      expect(retryAfter(value, now)).toBeUndefined();
    },
  );

  it('is an hour at most', () => {
    for (const value of ['3601', '999999999', '9999999999', 'Wed, 03 Mar 2027 10:00:00 GMT']) {
      expect(retryAfter(value, now)).toBe(3_600_000);
    }
  });

  it.each([undefined, '', 'soon', '-5', '1.5', '120, 5', '1e3', 'NaN'])('is ignored where it is %j', (value) => {
    expect(retryAfter(value, now)).toBeUndefined();
  });
});

describe('back-off', () => {
  it('doubles from the first wait to the longest, with a jitter of a fifth', () => {
    const first = fc.integer({ min: 100, max: 5_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        first,
        fc.integer({ min: 1, max: 500 }),
        (attempt, firstMs, times) => {
          const mostMs = firstMs * times;
          const plain = Math.min(firstMs * 2 ** (attempt - 1), mostMs);
          const wait = backOff(attempt, firstMs, mostMs);
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBeGreaterThanOrEqual(Math.floor(plain * 0.8));
          expect(wait).toBeLessThanOrEqual(Math.ceil(plain * 1.2));
        },
      ),
    );
  });

  it('spreads those that wait over time', () => {
    expect(new Set(Array.from({ length: 50 }, () => backOff(5, 1_000, 300_000))).size).toBeGreaterThan(10);
  });
});
