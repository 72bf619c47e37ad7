// Which requests this process takes under load, and which of them it asks for at once.

import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../src/domain/request.js';
import { type Admission, admissionOf } from '../../src/engine/requests/admission.js';

const LIMITS = { maxPendingWrites: 2, maxInFlight: 3 };

describe('a request that may be answered 202', () => {
  it.each<[pendingWrites: number, inFlight: number, expected: Admission]>([
    [0, 0, 'ask'],
    [1, 2, 'ask'],
    [1, 3, 'queue'],
    [0, 4, 'queue'],
    [2, 0, 'refuse'],
    [2, 3, 'refuse'],
    [3, 4, 'refuse'],
  ])('with %i pending writes and %i requests in flight: %s', (pendingWrites, inFlight, expected) => {
    const operations: Operation[] = ['report-problem', 'amend-problem', 'cancel-problem'];
    const found = operations.map((operation) => admissionOf({ pendingWrites, inFlight }, LIMITS, operation));
    expect(found).toEqual(operations.map(() => expected));
  });
});

describe('a verdict on a resolution, which has no reply 202', () => {
  it.each<[pendingWrites: number, inFlight: number, expected: Admission]>([
    [0, 0, 'ask'],
    [1, 3, 'ask'],
    [1, 100, 'ask'],
    [2, 0, 'refuse'],
    [2, 100, 'refuse'],
  ])('with %i pending writes and %i requests in flight: %s', (pendingWrites, inFlight, expected) => {
    expect(admissionOf({ pendingWrites, inFlight }, LIMITS, 'answer-resolution')).toBe(expected);
  });
});

it('no limit at all admits nothing to the store', () => {
  const none = { maxPendingWrites: 0, maxInFlight: 0 };
  expect(admissionOf({ pendingWrites: 0, inFlight: 0 }, none, 'report-problem')).toBe('refuse');
});
