// Secrets of the settings never reach what is kept, however many there are.

import { describe, expect, it } from '@jest/globals';
import { withoutSecrets } from '../../src/platform/secrets.js';

const secretsOf = (count: number): string[] =>
  Array.from(
    { length: count },
    (_none, at) => `-----BEGIN KEY-----\n${String(at).padStart(8, 'x')}\n-----END KEY-----`,
  );

describe.each([3, 5_000])('of %i secrets', (count) => {
  const secrets = [...secretsOf(count), 'swordfish', 'schön & gut'];

  it('each is taken out wherever it stands, and nothing else', () => {
    const key = secrets[1] ?? '';
    const text = `${key} before swordfish, schön & gut${key}swordfish`;
    expect(withoutSecrets(text, secrets)).toBe(
      '(secret removed) before (secret removed), (secret removed)(secret removed)(secret removed)',
    );
    expect(withoutSecrets('nothing secret: swordfis', secrets)).toBe('nothing secret: swordfis');
  });
});
