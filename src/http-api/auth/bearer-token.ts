// Verifies OAuth 2.0 bearer tokens against the issuer's keys. A verified token is verified again after five minutes at most.

import { Injectable } from '@nestjs/common';
import {
  decodeJwt,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  type JWTVerifyResult,
} from 'jose';
import { Clock } from '../../runtime/clock.js';
import { type GatewaySettings, Settings } from '../../runtime/settings/settings.js';
import { Transport } from '../../protocol/http/transport.js';
import { Log } from '../../runtime/log.js';
import { Refusal } from '../refusal.js';
import { IssuerKeys, KEYS_LIVE_MS, KeysUnavailable } from './issuer-keys.js';

export interface Bearer {
  /** Tenants the token may act for. */
  tenants: ReadonlySet<string>;
  scopes: ReadonlySet<string>;
  client: string;
  /** Who stands behind the client, where the issuer says so. */
  subject: string;
}

const PREFIX = 'Bearer ';
const REMEMBERED = 10_000;
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** What the clocks of issuer and gateway may differ. */
const LEEWAY_MS = 30_000;
/** RFC 9068, 2.1, and what issuers write that know no type of their own for access tokens. */
const TYPES = new Set(['at+jwt', 'jwt']);

@Injectable()
export class BearerTokens {
  private readonly verified = new Map<string, { bearer: Bearer; until: number }>();
  private readonly keys: IssuerKeys;

  constructor(
    transport: Transport,
    private readonly settings: Settings,
    private readonly clock: Clock,
    log: Log,
  ) {
    this.keys = new IssuerKeys(transport, settings, clock, log, () => this.verified.clear());
    // Keys that were fetched from the same issuer stay good, whatever else changed: the issuer may be away just now.
    let used = JSON.stringify(settings.current.authentication);
    settings.onChange(({ authentication }) => {
      const next = JSON.stringify(authentication);
      if (next === used) return;
      used = next;
      this.keys.forget();
      this.verified.clear();
    });
  }

  /**
   * For the Supplier API: a good token that holds the scope the settings ask for, if they do; else a 403. Nearly every call
   * comes with a token that was verified before, and is not made to wait.
   */
  verify(authorization: string | undefined): Bearer | Promise<Bearer> {
    const known = this.known(authorization);
    if (known === undefined) return this.read(authorization).then((bearer) => this.scoped(bearer));
    return this.scoped(known);
  }

  private known(authorization = ''): Bearer | undefined {
    // What is remembered was a token when it came first, so nothing but its beginning is looked at again.
    if (!authorization.startsWith(PREFIX)) return undefined;
    const known = this.verified.get(authorization.slice(PREFIX.length));
    return known !== undefined && known.until > this.clock.now().getTime() ? known.bearer : undefined;
  }

  private scoped(bearer: Bearer): Bearer {
    const { scope } = this.settings.current.authentication;
    if (scope !== undefined && !bearer.scopes.has(scope)) {
      throw Refusal.forbidden(`The token does not hold the scope ${scope}.`);
    }
    return bearer;
  }

  /** Throws a 401 for a token that is not good, a 503 where the issuer's keys cannot be had. */
  async read(authorization: string | undefined): Promise<Bearer> {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw Refusal.notAuthorised('The Authorization header must hold a bearer token.');
    const known = this.verified.get(token);
    const now = this.clock.now().getTime();
    if (known !== undefined && known.until > now) return known.bearer;
    this.verified.delete(token);
    const payload = await this.check(token);
    const expires = expiryOf(payload, this.settings.current.authentication.maxTokenLifetime, now);
    const bearer = bearerOf(payload, this.settings.current.authentication);
    this.remember(token, bearer, Math.min(expires, now + KEYS_LIVE_MS));
    return bearer;
  }

  private async check(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.settings.current.authentication;
    const options = {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp'],
      clockTolerance: LEEWAY_MS / 1000,
      currentDate: this.clock.now(),
    };
    try {
      const { payload, protectedHeader } = await this.keys.use((keys) => verifyWithAny(token, keys, options));
      const { typ } = protectedHeader;
      if (typ !== undefined && !TYPES.has(typ.toLowerCase().replace(/^application\//, ''))) {
        throw Refusal.notAuthorised('The token is no access token: its "typ" must be at+jwt or JWT.');
      }
      return payload;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      // Of a token that nobody here has issued, the issuer will publish no key.
      throw refusalFor(error instanceof KeysUnavailable && !isFor(token, issuer) ? undefined : error);
    }
  }

  private remember(token: string, bearer: Bearer, until: number): void {
    if (this.verified.size >= REMEMBERED) {
      const oldest = this.verified.keys().next().value;
      if (oldest !== undefined) this.verified.delete(oldest);
    }
    this.verified.set(token, { bearer, until });
  }
}

/** A token that names no key is tried with every key of its kind. */
async function verifyWithAny(
  token: string,
  keys: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, keys, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      const result = await jwtVerify(token, key, options).catch(unlessSignature);
      if (result !== undefined) return result;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function unlessSignature(error: unknown): undefined {
  if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
}

/** What the token says of itself, unverified. */
function isFor(token: string, issuer: string): boolean {
  try {
    return decodeJwt(token).iss === issuer;
  } catch {
    return false;
  }
}

/** Milliseconds since 1970, leeway included. Throws a 401 for a token that lives longer than the settings let it, or from later on. */
function expiryOf({ exp = 0, iat }: JWTPayload, maxLifetime: number, now: number): number {
  const latest = (iat === undefined ? now : iat * 1000) + maxLifetime + LEEWAY_MS;
  if (iat !== undefined && iat * 1000 > now + LEEWAY_MS)
    throw Refusal.notAuthorised('The access token is not valid yet.');
  if (latest <= now) throw Refusal.notAuthorised('The access token has expired.');
  if (iat === undefined && exp * 1000 > latest) {
    throw Refusal.notAuthorised('The access token lives longer than this gateway accepts.');
  }
  return Math.min(exp * 1000 + LEEWAY_MS, latest);
}

function bearerOf(payload: JWTPayload, { tenantsClaim }: GatewaySettings['authentication']): Bearer {
  const client = payload['client_id'] ?? payload['azp'] ?? payload.sub;
  return {
    tenants: namesIn(payload[tenantsClaim], /[\s,]+/),
    // RFC 8693 calls it `scope`; some issuers write `scp`.
    // RFC 6749, 3.3: blanks and nothing else stand between scopes.
    scopes: namesIn(payload['scope'] ?? payload['scp'], / +/),
    client: typeof client === 'string' ? client : '',
    subject: payload.sub ?? '',
  };
}

/** A list, or text with something between the names. */
function namesIn(claim: unknown, between: RegExp): ReadonlySet<string> {
  const names: unknown[] = Array.isArray(claim) ? claim : typeof claim === 'string' ? claim.split(between) : [];
  return new Set(names.filter((name) => typeof name === 'string').filter((name) => name !== ''));
}

/** What is wrong with the token is told; what is wrong between us and the issuer is for the log. */
function refusalFor(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return Refusal.notAuthorised('The access token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return Refusal.notAuthorised(`The access token's "${error.claim}" is not the one this gateway expects.`);
  }
  if (error instanceof KeysUnavailable) {
    return Refusal.unavailable(`The keys of the token issuer cannot be had: ${error.message}`);
  }
  return Refusal.notAuthorised('The access token is not valid: it must be a JWT signed by the expected issuer.');
}
