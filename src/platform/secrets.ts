// Takes secrets out of text that will be kept: those the settings hold, and whatever looks like a token.

import type { GatewaySettings } from './settings.js';

const SECRET_SETTING = /secret|password|^key$/i;
const REMOVED = '(secret removed)';
/** Shorter texts would blank half a message by chance. */
const SHORTEST = 6;

/** Whatever is presented as a bearer token. */
const BEARER = /\bBearer\s{1,20}[\w.~+/=-]{20,}/gi;
/** Where a JWT may stand: it begins with `eyJ`, and dots divide its three parts. */
const JWT_BEGIN = 'eyJ';
const RUN = /[\w.-]{20,}/g;

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

/** In one pass, however the text is made: callers write it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text.includes(JWT_BEGIN) ? text.replace(RUN, withoutJwts) : text;
  clean = clean.replace(BEARER, `Bearer ${REMOVED}`);
  for (const secret of occurring(clean, secrets)) clean = clean.replaceAll(secret, REMOVED);
  return clean;
}

/** Those of the secrets the text holds, in their order. Ten thousand tenants have many: they are all looked for in one pass. */
function occurring(text: string, secrets: readonly string[]): readonly string[] {
  if (secrets.length <= FEW) return secrets.filter((secret) => text.includes(secret));
  const { marks, byAnchor } = indexOf(secrets);
  const found = new Set<string>();
  for (let at = 0; at + SHORTEST <= text.length; at++) {
    if (marks[markOf(text, at)] === 0) continue;
    for (const { secret, offset } of byAnchor.get(text.slice(at, at + SHORTEST)) ?? []) {
      if (text.startsWith(secret, at - offset)) found.add(secret);
    }
  }
  return found.size === 0 ? [] : secrets.filter((secret) => found.has(secret));
}

const FEW = 32;

interface SecretIndex {
  /** Where a secret's anchor may begin: nearly every place of an ordinary text is passed over by it. */
  marks: Uint8Array;
  /** From the middle of each secret, because keys begin and end alike. */
  byAnchor: Map<string, { secret: string; offset: number }[]>;
}

const indexes = new WeakMap<readonly string[], SecretIndex>();

function indexOf(secrets: readonly string[]): SecretIndex {
  const known = indexes.get(secrets);
  if (known !== undefined) return known;
  const index: SecretIndex = { marks: new Uint8Array(65_536), byAnchor: new Map() };
  for (const secret of secrets) {
    const offset = Math.floor((secret.length - SHORTEST) / 2);
    const anchor = secret.slice(offset, offset + SHORTEST);
    index.marks[markOf(anchor, 0)] = 1;
    const others = index.byAnchor.get(anchor) ?? [];
    others.push({ secret, offset });
    index.byAnchor.set(anchor, others);
  }
  indexes.set(secrets, index);
  return index;
}

function markOf(text: string, at: number): number {
  const first = text.charCodeAt(at) * 961 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2);
  return (first * 31 + text.charCodeAt(at + 3)) & 0xffff;
}

function withoutJwts(run: string): string {
  const parts = run.split('.');
  const kept: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    const begin = part.indexOf(JWT_BEGIN);
    const isJwt = begin >= 0 && part.length - begin > 10 && (parts[at + 1]?.length ?? 0) > 8 && at + 2 < parts.length;
    kept.push(isJwt ? part.slice(0, begin) + REMOVED : part);
    if (isJwt) at += 2;
  }
  return kept.join('.');
}
