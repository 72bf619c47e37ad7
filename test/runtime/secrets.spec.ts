// Secrets of the settings never reach what is kept, however many there are.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withoutSecrets } from '../../src/runtime/secrets.js';

const secretsOf = (count: number): string[] =>
  Array.from(
    { length: count },
    (_none, at) => `-----BEGIN KEY-----\n${String(at).padStart(8, 'x')}\n-----END KEY-----`,
  );

describe.each([3, 5_000])('of %i secrets', (count) => {
  const secrets = [...secretsOf(count), 'swordfish', 'schön & gut'];

  it('each is removed wherever it is, and nothing else is', () => {
    const key = secrets[1] ?? '';
    const text = `${key} before swordfish, schön & gut${key}swordfish`;
    expect(withoutSecrets(text, secrets)).toBe(
      '(secret removed) before (secret removed), (secret removed)(secret removed)(secret removed)',
    );
    expect(withoutSecrets('nothing secret: swordfis', secrets)).toBe('nothing secret: swordfis');
  });
});

/** What is to come of a text, said as plainly as it can be. */
function plainly(text: string, secrets: readonly string[]): string {
  let clean = text.replace(/[\w.-]{20,}/g, (run) => {
    const parts = run.split('.');
    const kept: string[] = [];
    for (let at = 0; at < parts.length; at++) {
      const [, before, token] = /^(.*?)(eyJ.*)$/.exec(parts[at] ?? '') ?? [];
      const isJwt = (token ?? '').length > 10 && (parts[at + 1] ?? '').length > 8 && parts.length > at + 2;
      kept.push(isJwt ? `${before}(secret removed)` : (parts[at] ?? ''));
      if (isJwt) at += 2;
    }
    return kept.join('.');
  });
  clean = clean.replace(/\bBearer\s{1,20}[\w.~+/=-]{20,}/gi, 'Bearer (secret removed)');
  const occurring = secrets.filter((secret) => clean.includes(secret));
  for (const secret of occurring) clean = clean.replaceAll(secret, '(secret removed)');
  return clean;
}

describe('secrets are removed from any text, and nothing else is', () => {
  const letters = ['a', 'b', '-', '\n', 'é'];
  const ofLength = (length: number, seed: number): string =>
    Array.from({ length }, (_none, at) => letters[(seed * 31 + at * at * (seed % 7)) % letters.length]).join('');
  const made = (count: number, shortest: number, spread: number): string[] =>
    [...new Set(Array.from({ length: count }, (_none, at) => ofLength(shortest + (at % spread), at)))].sort(
      (one, other) => other.length - one.length,
    );
  const key = (at: number): string =>
    `-----BEGIN KEY-----\n${String(at * 7_919).padStart(40, 'Ab3')}\n-----END KEY-----`;
  const keys = (count: number): string[] => Array.from({ length: count }, (_none, at) => key(at));

  it.each<[string, string[]]>([
    ['no secrets', []],
    ['a few short ones', made(8, 6, 6)],
    ['many short ones', made(300, 6, 15)],
    ['one at the edge of long', [ofLength(20, 3), ofLength(21, 4), ofLength(22, 5)]],
    [
      'at the edge of the run a key is known by',
      [39, 40, 41].flatMap((run) => ['a'.repeat(run), `-b-${'b'.repeat(run)}-`]),
    ],
    ['long and short ones', made(400, 6, 60)],
    ['a few keys', keys(12)],
    ['many keys', keys(3_000)],
    ['very many keys', keys(40_000)],
  ])('%s', (_what, secrets) => {
    const whole = secrets.length === 0 ? fc.constant('') : fc.nat(secrets.length - 1).map((at) => secrets[at] ?? '');
    const part = fc.tuple(whole, fc.nat(400), fc.nat(400)).map(([text, from, to]) => text.slice(from % 60, to));
    const token = fc.constantFrom(
      'bearer ',
      'Bearer\t',
      'xbearer ',
      'eyJ',
      'eyJhbGciOiJI.eyJzdWIiOi.c2lnbmF0dXJl',
      'x'.repeat(25),
    );
    const piece = fc.oneof(whole, part, token, fc.string({ maxLength: 20 }), fc.constantFrom(...letters, '.', ' '));
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (given) => expect(withoutSecrets(given, secrets)).toBe(plainly(given, secrets))),
      { numRuns: secrets.length > 10_000 ? 20 : secrets.length > 1_000 ? 100 : 500 },
    );
  });
});
