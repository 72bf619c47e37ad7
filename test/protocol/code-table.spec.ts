// Code tables: two-way, tolerant in what they understand, strict in what they are made of.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeTable, sameCode } from '../../src/protocol/code-table.js';

const table = codeTable('test state', { waiting: ['on-hold', 'held'], reopened: ['re-opened'], done: ['closed'] });

describe('a code table', () => {
  it('sends the first code of a word', () => {
    expect([table.encode('waiting'), table.encode('reopened')]).toEqual(['on-hold', 're-opened']);
  });

  it('understands every code of a word', () => {
    expect([table.decode('held'), table.decode('on-hold'), table.decode('closed')]).toEqual([
      'waiting',
      'waiting',
      'done',
    ]);
  });

  it.each(['On-Hold', 'ON HOLD', 'on_hold', ' on-hold\n', 'on  hold', 'On - Hold'])('reads %j as on-hold', (code) => {
    expect(table.decode(code)).toBe('waiting');
  });

  it('has no word for an unknown, blank or missing code', () => {
    for (const code of ['onhold', 'holding', '', ' ', undefined]) expect(table.decode(code)).toBeUndefined();
  });

  it('has no word for members of JavaScript objects', () => {
    for (const code of ['constructor', 'toString', '__proto__']) expect(table.decode(code)).toBeUndefined();
  });

  it('refuses a code that stands for two words, and names it', () => {
    expect(() => codeTable('clash', { open: ['open'], opened: ['opened', ' OPEN '] })).toThrow(
      'Code table "clash": " OPEN " stands for both open and opened.',
    );
    expect(() => codeTable('twice', { open: ['in progress', 'In_Progress'] })).toThrow(/"twice"/);
  });

  it('reads what it sends for a word as that word, in any spelling', () => {
    const spelling = fc.constantFrom(
      (code: string) => code.toUpperCase(),
      (code: string) => code.replaceAll('-', ' '),
      (code: string) => code.replaceAll('-', '_'),
      (code: string) => ` ${code}\t`,
    );
    fc.assert(
      fc.property(fc.constantFrom('waiting', 'reopened', 'done'), fc.array(spelling), (word, spellings) => {
        const code = spellings.reduce((spelt, change) => change(spelt), table.encode(word));
        return table.decode(code) === word;
      }),
    );
  });
});

describe('two spellings of a code', () => {
  it('are equal, and comparing them again gives the same', () => {
    fc.assert(fc.property(fc.string(), (code) => sameCode(sameCode(code)) === sameCode(code)));
    expect(sameCode('Re - Opened')).toBe(sameCode('re_opened'));
    expect(sameCode('reopened')).not.toBe(sameCode('re-opened'));
  });
});
