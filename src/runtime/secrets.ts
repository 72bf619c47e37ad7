// Takes secrets out of text that will be kept: those the settings hold, and whatever looks like a token.

import type { GatewaySettings } from './settings/settings.js';

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
  let clean = mayHoldJwt(text) ? text.replace(RUN, withoutJwts) : text;
  clean = clean.replace(BEARER, `Bearer ${REMOVED}`);
  for (const secret of occurring(clean, secrets)) clean = clean.replaceAll(secret, REMOVED);
  return clean;
}

/** The last letter is looked for first, because hardly any text holds it. */
function mayHoldJwt(text: string): boolean {
  return text.includes('J') && text.includes(JWT_BEGIN);
}

/** Those of the secrets the text holds, in their order. */
function occurring(text: string, secrets: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const search of searchesOf(secrets)) search(text, found);
  return found.size === 0 ? [] : secrets.filter((secret) => found.has(secret));
}

/** Adds those that the text holds. */
type Search = (text: string, found: Set<string>) => void;

const FEW = 32;
/** How far apart a text is looked at for long secrets, such as keys. */
const STEP = 16;
/** How many places of secrets are known by heart for that: more secrets are looked for at more places of a text. */
const ANCHORS = 32_768;

const searches = new WeakMap<readonly string[], Search[]>();

/** Ten thousand tenants have many secrets: they are all looked for in one pass, and in few looks where they are long. */
function searchesOf(secrets: readonly string[]): Search[] {
  const known = searches.get(secrets);
  if (known !== undefined) return known;
  const isLong = (secret: string): boolean => secret.length >= SHORTEST + STEP - 1;
  const [keys, others] = divided(secrets, holdsRun);
  const [long, short] = divided(others, isLong);
  const inKeys = searchForLong(keys);
  // Hardly any message holds such a run, and none that does not holds a key.
  const made: Search[] = [(text, found) => void (holdsRun(text) && inKeys(text, found))];
  made.push(searchForLong(long), searchFor(short, 1));
  searches.set(secrets, made);
  return made;
}

function divided(secrets: readonly string[], by: (secret: string) => boolean): [string[], string[]] {
  return [secrets.filter(by), secrets.filter((secret) => !by(secret))];
}

/** Keys are written in long lines of these, in whatever spelling. */
const RUN_LENGTH = 40;
const RUNS_ON = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=%') {
  RUNS_ON[character.charCodeAt(0)] = 1;
}

/** From the last character of where a run may stand backwards: what breaks it moves the place behind itself. */
function holdsRun(text: string): boolean {
  for (let last = RUN_LENGTH - 1; last < text.length;) {
    let at = last;
    while (at > last - RUN_LENGTH && RUNS_ON[text.charCodeAt(at)] === 1) at--;
    if (at === last - RUN_LENGTH) return true;
    last = at + RUN_LENGTH;
  }
  return false;
}

function searchForLong(secrets: readonly string[]): Search {
  if (secrets.length === 0) return () => undefined;
  return searchFor(secrets, Math.max(1, Math.min(STEP, Math.floor(ANCHORS / secrets.length))));
}

function searchFor(secrets: readonly string[], step: number): Search {
  if (step === 1 && secrets.length <= FEW) {
    return (text, found) => {
      for (const secret of secrets) if (text.includes(secret)) found.add(secret);
    };
  }
  const { marks, byAnchor } = anchorsOf(secrets, step);
  const mask = marks.length - 1;
  return (text, found) => {
    for (let at = 0; at + SHORTEST <= text.length; at += step) {
      if (marks[markOf(text, at) & mask] === 0) continue;
      for (const { secret, offset } of byAnchor.get(text.slice(at, at + SHORTEST)) ?? []) {
        if (text.startsWith(secret, at - offset)) found.add(secret);
      }
    }
  };
}

interface Anchors {
  /** Where an anchor may begin: nearly every place of an ordinary text is passed over by it. */
  marks: Uint8Array;
  byAnchor: Map<string, { secret: string; offset: number }[]>;
}

/**
 * A text is looked at every `step` characters, so each secret has anchors at as many places in a row: one of them is met. They
 * are from its middle, because keys begin and end alike.
 */
function anchorsOf(secrets: readonly string[], step: number): Anchors {
  const anchors: Anchors = { marks: new Uint8Array(placesFor(secrets.length * step)), byAnchor: new Map() };
  for (const secret of secrets) {
    const from = Math.floor((secret.length - SHORTEST - step + 1) / 2);
    for (let offset = from; offset < from + step; offset++) addAnchor(anchors, secret, offset);
  }
  return anchors;
}

function addAnchor({ marks, byAnchor }: Anchors, secret: string, offset: number): void {
  const anchor = secret.slice(offset, offset + SHORTEST);
  marks[markOf(anchor, 0) & (marks.length - 1)] = 1;
  const others = byAnchor.get(anchor) ?? [];
  others.push({ secret, offset });
  byAnchor.set(anchor, others);
}

/** A power of two, so many that few places are marked by chance. */
function placesFor(anchors: number): number {
  return 2 ** Math.min(22, Math.max(16, Math.ceil(Math.log2(anchors * 16))));
}

/** A number for the `SHORTEST` characters at a place. */
function markOf(text: string, at: number): number {
  let mark = 0;
  for (let next = at; next < at + SHORTEST; next++) mark = Math.imul(mark, 0x01000193) ^ text.charCodeAt(next);
  return mark ^ (mark >>> 15);
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
