// Removes secrets from text that is stored: the secrets of the settings, and anything in the form of a token.

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

/** Texts to find, each in every spelling that a message may have. Longest first, so that none hides a longer one. */
export interface Secrets {
  inText: readonly string[];
  /** As they stand in bytes that are read one character each, in UTF-8 and in Latin 1. */
  inBytes: readonly string[];
}

/**
 * The secrets of the settings. An exchange is searched for those that all tenants share and for those of its own tenant: no
 * other tenant's secret takes part in it, and the time does not grow with the number of tenants.
 */
export class SettingsSecrets {
  private readonly ofSome = new Map<string, Secrets>();
  private readonly shared = new Set<string>();
  private readonly ofNone: Secrets;

  constructor(private readonly settings: GatewaySettings) {
    collect({ ...settings, tenants: undefined }, '', this.shared);
    const password = settings.database.url === undefined ? '' : new URL(settings.database.url).password;
    if (password.length >= SHORTEST) for (const text of [password, decodeURIComponent(password)]) this.shared.add(text);
    this.ofNone = spelled(this.shared);
  }

  /** `tenant`: undefined, or not in the settings, where an exchange could not be assigned. */
  of(tenant: string | undefined): Secrets {
    const { tenants = {} } = this.settings;
    if (tenant === undefined || !Object.hasOwn(tenants, tenant)) return this.ofNone;
    const known = this.ofSome.get(tenant);
    if (known !== undefined) return known;
    const all = new Set(this.shared);
    collect(tenants[tenant], '', all);
    const secrets = spelled(all);
    this.ofSome.set(tenant, secrets);
    return secrets;
  }
}

function spelled(secrets: ReadonlySet<string>): Secrets {
  const inText = longestFirst([...secrets].flatMap(spellings));
  return { inText, inBytes: longestFirst([...inText, ...inText.map((text) => Buffer.from(text).toString('latin1'))]) };
}

function longestFirst(texts: string[]): string[] {
  return [...new Set(texts)].sort((one, other) => other.length - one.length);
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

/** The text without secrets and tokens. Takes time in proportion to its length: callers write it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = mayHoldJwt(text) ? text.replace(RUN, withoutJwts) : text;
  clean = clean.replace(BEARER, `Bearer ${REMOVED}`);
  // Found before any is removed: what stands in its place must not be taken for a secret.
  const found = secrets.filter((secret) => clean.includes(secret));
  for (const secret of found) clean = clean.replaceAll(secret, REMOVED);
  return clean;
}

/** The last letter is compared first, because few texts have it. */
function mayHoldJwt(text: string): boolean {
  return text.includes('J') && text.includes(JWT_BEGIN);
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
