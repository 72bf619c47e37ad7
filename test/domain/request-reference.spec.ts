// The reference of a request, made of its id: told north and asked about later, so what it was it must stay.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { requestReference } from '../../src/domain/references.js';

/** As it was written first: the lowest eighty bits of the id, five at a time, from the lowest on. */
function asTold(commandId: string): string {
  let rest = BigInt(`0x${commandId.replaceAll('-', '')}`);
  let text = '';
  for (let at = 0; at < 16; at++) {
    text += 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'[Number(rest & 31n)] ?? '';
    rest >>= 5n;
  }
  return text;
}

describe('the reference of a request', () => {
  it('is the same as in earlier versions', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.boolean(), (id, upper) => {
        expect(requestReference('AMD', upper ? id.toUpperCase() : id)).toBe(`AMD_${asTold(id)}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same as before for a request that an earlier version answered', () => {
    expect(requestReference('TST', '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964')).toBe('TST_EMQRUG4B4LE2KZPK');
  });
});
