// The digest of a value: kept with requests for ever, so what it was when they were kept it must stay.

import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalDigest } from '../../src/engine/requests/canonical-digest.js';

/** As it was written first: members without a value left out, the others sorted by name, SHA-256 of the JSON. */
function asKept(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', '"', '\\', '/', '\u0000', '\u001f', '\u007f', '\u2028', '\ud83d', '\udc00', '😀'),
  }),
);
const anything = fc.anything({
  key: fc.oneof(
    text,
    fc.constantFrom('10', '9', '__proto__', 'constructor', 'toJSON', 'id', 'ID', 'é', '😀', '\uffff'),
  ),
  values: [
    text,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined, -0, NaN, Infinity, 1e21, 1e-7, 2 ** 53),
  ],
  maxDepth: 4,
  maxKeys: 8,
});

describe('the digest', () => {
  it('is the same as in earlier versions, for any value', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(canonicalDigest(value)).toBe(asKept(value));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is the same as before for a request stored by an earlier version', () => {
    const request = {
      id: 23467,
      serviceProblemId: 12356,
      notes: 'Two\nlines, "quoted", Llŷn 👩🏽‍🔧',
      primaryContact: { name: 'Robin Example', phoneNumber: '01632 960111', email: undefined },
      characteristics: [
        { value: '', name: 'LED' },
        { name: 'CPE', value: 'x' },
      ],
      escalationRequest: true,
    };
    expect(canonicalDigest(request)).toBe('euVXrwNHavQxcMUgeWFmWLBdom/QBuFXmvayKGw28FA=');
  });

  it('does not depend on the order of members, nor on members without a value', () => {
    class Contact {
      constructor(
        readonly phone: string,
        readonly name: string,
        readonly email?: string,
      ) {}
    }
    expect(canonicalDigest({ a: 1, b: [new Contact('1', 'x')] })).toBe(
      canonicalDigest({ b: [{ name: 'x', phone: '1' }], a: 1 }),
    );
    expect(canonicalDigest({ a: [1, 2] })).not.toBe(canonicalDigest({ a: [2, 1] }));
  });

  it('is that of the canonical JSON of RFC 8785', () => {
    // The example of RFC 8785, 3.2.2 and 3.2.3.
    const value = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as unknown;
    const canonical = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
    expect(canonicalDigest(value)).toBe(createHash('sha256').update(canonical).digest('base64'));
  });
});
