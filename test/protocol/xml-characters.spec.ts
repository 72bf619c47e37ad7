// Characters XML can carry, held against the words of XML 1.0.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { xmlCanCarry } from '../../src/protocol/xml/xml.js';

/** XML 1.0, 2.2 Char, by code points: a surrogate without its other half is one of its own. */
const CHAR = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

describe('whether XML can carry a text', () => {
  it('agrees with XML 1.0 for every code unit, alone and among others', () => {
    const wrong: number[] = [];
    for (let unit = 0; unit <= 0xffff; unit++) {
      const character = String.fromCharCode(unit);
      const texts = [character, `a${character}`, `é${character}—`, `\ud83d${character}`, `${character}\ude00`];
      if (texts.some((text) => xmlCanCarry(text) !== CHAR.test(text))) wrong.push(unit);
    }
    expect(wrong).toEqual([]);
  });

  it('agrees with XML 1.0 for any text', () => {
    const units = fc.oneof(
      fc.integer({ min: 0, max: 0xff }),
      fc.integer({ min: 0xd800, max: 0xdfff }),
      fc.constantFrom(0xd7ff, 0xe000, 0xfffd, 0xfffe, 0xffff, 0xfeff),
    );
    const texts = fc.array(units, { maxLength: 6 }).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (text) => xmlCanCarry(text) === CHAR.test(text)),
      { numRuns: 5_000 },
    );
  });
});
