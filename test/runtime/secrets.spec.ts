// Secrets of the settings never reach what is kept, however many there are.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SettingsSecrets, withoutSecrets } from '../../src/runtime/secrets.js';
import type { GatewaySettings } from '../../src/runtime/settings/settings.js';

const KEY = '-----BEGIN KEY-----\nAAAABBBBCCCC\n-----END KEY-----';

const SETTINGS = {
  http: { tls: { key: 'the key of the listener' } },
  database: { url: 'postgres://gateway:pass%20word@db.example/gateway' },
  fibreCafe: { clientSecret: 'schön & gut' },
  tenants: {
    NORTHWIND: { supplier: 'cityfibre', cityfibre: { key: KEY } },
    SOUTHWIND: { supplier: 'abillity', abillity: { password: 'swordfish', account: 'southwind-1' } },
  },
} as unknown as GatewaySettings;

describe('an exchange is searched', () => {
  const secrets = new SettingsSecrets(SETTINGS);
  const clean = (text: string, tenant: string | undefined): string => withoutSecrets(text, secrets.of(tenant).inText);
  const removed = '(secret removed)';

  it.each<[string, string]>([
    ['the key of a listener', 'the key of the listener'],
    ['the password of the database', 'pass word'],
    ['the password of the database as it stands in an address', 'pass%20word'],
    ['a secret of a platform', 'schön & gut'],
    ['such a secret in XML', 'schön &amp; gut'],
    ['such a secret in an address', 'sch%C3%B6n%20%26%20gut'],
    ['such a secret in Base64', Buffer.from('schön & gut').toString('base64')],
  ])('for %s, whichever tenant it is about', (_what, secret) => {
    for (const tenant of ['NORTHWIND', 'SOUTHWIND', 'UNKNOWN', 'constructor', undefined]) {
      expect(clean(`before ${secret} after ${secret}`, tenant)).toBe(`before ${removed} after ${removed}`);
    }
  });

  it.each<[string, string, string]>([
    ['a key of its tenant', 'NORTHWIND', KEY],
    ['a key of its tenant in JSON', 'NORTHWIND', JSON.stringify(KEY).slice(1, -1)],
    ['a password of its tenant', 'SOUTHWIND', 'swordfish'],
  ])('for %s, and another tenant’s exchange is not', (_what, tenant, secret) => {
    expect(clean(`before ${secret} after`, tenant)).toBe(`before ${removed} after`);
    for (const other of ['NORTHWIND', 'SOUTHWIND', 'UNKNOWN', 'constructor', undefined]) {
      if (other !== tenant) expect(clean(`before ${secret} after`, other)).toBe(`before ${secret} after`);
    }
  });

  it('for secrets in the bytes of either encoding', () => {
    for (const encoding of ['utf8', 'latin1'] as const) {
      const bytes = Buffer.from('<p>schön & gut</p>', encoding).toString('latin1');
      expect(withoutSecrets(bytes, secrets.of(undefined).inBytes)).toBe(`<p>${removed}</p>`);
    }
  });

  it('for nothing that is no secret', () => {
    expect(clean('swordfis, southwind-1 and abillity', 'SOUTHWIND')).toBe('swordfis, southwind-1 and abillity');
  });

  it('for no more texts with ten thousand tenants than with one', () => {
    const tenants = Object.fromEntries(
      Array.from({ length: 10_000 }, (_none, at) => [`T${at}`, { cityfibre: { key: `${KEY}${at}` } }]),
    );
    const many = new SettingsSecrets({ ...SETTINGS, tenants } as unknown as GatewaySettings);
    expect(many.of('T9999').inText).toHaveLength(secrets.of('NORTHWIND').inText.length);
    expect(withoutSecrets(`a ${KEY}9999 b`, many.of('T9999').inText)).toBe(`a ${removed} b`);
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
      { numRuns: 500 },
    );
  });
});
