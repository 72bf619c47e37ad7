// What the end of a problem means for a cancellation of it.

import { describe, expect, it } from '@jest/globals';
import type { OpenRequest } from '../../src/domain/open-request.js';
import { type ProblemStatus, takenOverProblem } from '../../src/domain/problem.js';
import { verdictOnCancellation } from '../../src/domain/request-verdicts.js';

const CANCELLATION = {
  commandId: '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964',
  command: { operation: 'cancel-problem', request: { id: 7, serviceProblemId: 40112, reasonCode: 'OTHER' } },
  expectedEffects: [],
} as unknown as OpenRequest;

const answer = (status: ProblemStatus) =>
  verdictOnCancellation(CANCELLATION, takenOverProblem('NORTHWIND', 40112), {
    ...takenOverProblem('NORTHWIND', 40112),
    status,
  });

describe('a cancellation', () => {
  it.each<[ProblemStatus, RegExp]>([
    ['REJECTED', /^The supplier rejected the problem/],
    ['RESOLVED', /^The supplier finished the work/],
    ['COMPLETED', /^The supplier finished the work/],
  ])('of a problem that became %s is refused in words that fit', (status, words) => {
    expect(answer(status)).toMatchObject({
      outcome: { kind: 'rejected', reasons: [expect.stringMatching(words)] },
      draft: { reasonCode: 'CANCELLATION_REJECTED', text: expect.stringMatching(words) },
    });
  });

  it('of a problem that became CANCELLED is done, and of one still in work undecided', () => {
    expect(answer('CANCELLED')?.outcome.kind).toBe('done');
    expect(answer('IN_PROGRESS')).toBeUndefined();
  });
});
