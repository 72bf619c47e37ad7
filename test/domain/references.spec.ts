// References: what ours look like, and which of others may be believed.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AmendProblem } from '../../src/domain/request.js';
import { ourReference, realReference, referenceOf, requestReference } from '../../src/domain/references.js';

const tenant = fc.stringMatching(/^\w{1,20}$/);
const id = fc.integer({ min: 1, max: 999_999_999_999_999 });

describe('our reference of a problem', () => {
  it('names the tenant and the problem', () => {
    expect(ourReference('HARBOUR', 40112)).toBe('HARBOUR-40112');
  });

  it('has at most 36 characters, whatever the tenant and the id', () => {
    fc.assert(fc.property(tenant, id, (name, number) => ourReference(name, number).length <= 36));
  });

  it('is different for every problem', () => {
    fc.assert(
      fc.property(tenant, id, tenant, id, (one, first, other, second) => {
        const same = one === other && first === second;
        return (ourReference(one, first) === ourReference(other, second)) === same;
      }),
    );
  });
});

describe('our reference of a request', () => {
  it('matches the pattern of the platform, and is the same for the same request', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.constantFrom('PRB' as const, 'AMD' as const, 'RES' as const), (commandId, prefix) => {
        const reference = requestReference(prefix, commandId);
        expect(reference).toMatch(/^[A-Z0-9_]{5,25}$/);
        expect(reference.startsWith(`${prefix}_`)).toBe(true);
        expect(requestReference(prefix, commandId.toUpperCase())).toBe(reference);
      }),
    );
  });

  it('is different for every request', () => {
    fc.assert(
      fc.property(
        fc.uuid({ version: 4 }),
        fc.uuid({ version: 4 }),
        (one, other) => one === other || requestReference('AMD', one) !== requestReference('AMD', other),
      ),
    );
  });

  it('of an amendment is the one that its caller gave', () => {
    const request = { id: 1, serviceProblemId: 2, supplierReference: 'AMD_GIVENBEFORE' } as AmendProblem;
    const commandId = '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964';
    expect(referenceOf(commandId, { operation: 'amend-problem', request })).toBe('AMD_GIVENBEFORE');
    const unnamed = { ...request, supplierReference: undefined };
    expect(referenceOf(commandId, { operation: 'amend-problem', request: unnamed })).toMatch(/^AMD_/);
  });
});

describe('a reference of the supplier', () => {
  it.each(['(Not in report; only after creation)', ' (not in report) ', '(NOT IN REPORT', '', '   ', '\n', undefined])(
    'is absent where it reads %j',
    (text) => {
      expect(realReference(text)).toBeUndefined();
    },
  );

  it.each([
    ['TIC-000111', 'TIC-000111'],
    [' CF-XYZZY\n', 'CF-XYZZY'],
    ['CS0140872 (not in report)', 'CS0140872 (not in report)'],
  ])('is unchanged: %j', (text, reference) => {
    expect(realReference(text)).toBe(reference);
  });
});
