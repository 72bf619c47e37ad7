// Takes secrets out of text that will be kept: those the settings hold, and whatever looks like a token.

import type { GatewaySettings } from './settings.js';

const SECRET_SETTING = /secret|password|^key$/i;
const REMOVED = '(secret removed)';
/** Shorter texts would blank half a message by chance. */
const SHORTEST = 6;

/** A JWT, and whatever else is presented as a bearer token. */
const TOKENS = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|(?<=\bBearer\s+)[\w.~+/=-]{20,}/g;

/** Every secret of the settings, in each spelling a message may carry it. Longest first, so that none hides a longer one. */
export function secretsOf(settings: GatewaySettings): string[] {
  const found = new Set<string>();
  collect(settings, '', found);
  const password = settings.database.url === undefined ? '' : new URL(settings.database.url).password;
  if (password.length >= SHORTEST) for (const text of [password, decodeURIComponent(password)]) found.add(text);
  return [...found].flatMap(spellings).sort((one, other) => other.length - one.length);
}

function collect(value: unknown, name: string, found: Set<string>): void {
  if (typeof value === 'string') {
    const text = value.trim();
    if (SECRET_SETTING.test(name) && text.length >= SHORTEST) found.add(text);
  } else if (typeof value === 'object' && value !== null) {
    for (const [member, inside] of Object.entries(value)) collect(inside, member, found);
  }
}

function spellings(secret: string): string[] {
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const spelt = [secret, JSON.stringify(secret).slice(1, -1), xml, encodeURIComponent(secret)];
  return [...new Set([...spelt, Buffer.from(secret).toString('base64')])];
}

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text.replace(TOKENS, REMOVED);
  for (const secret of secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, REMOVED);
  return clean;
}
