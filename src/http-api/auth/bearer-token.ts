// Verifies OAuth 2.0 bearer tokens against the issuer's keys. A verified token is remembered until it lapses.

import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { Clock } from '../../runtime/clock.js';
import { type GatewaySettings, Settings } from '../../runtime/settings/settings.js';
import { ConnectionPool, Transport } from '../../protocol/http/transport.js';
import { Refusal } from '../refusal.js';

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
const TIMEOUT_MS = 5_000;

@Injectable()
export class BearerTokens {
  private readonly verified = new Map<string, { bearer: Bearer; until: number }>();
  private readonly pool = new ConnectionPool({ connections: 2, connectTimeoutMs: TIMEOUT_MS, tls: undefined });
  private keys: JWTVerifyGetKey | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    settings.onChange(() => {
      this.keys = undefined;
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
    if (known !== undefined) {
      if (known.until > this.clock.now().getTime()) return known.bearer;
      this.verified.delete(token);
      throw Refusal.notAuthorised('The access token has expired.');
    }
    const payload = await this.check(token);
    const bearer = bearerOf(payload, this.settings.current.authentication);
    this.remember(token, bearer, payload.exp);
    return bearer;
  }

  private async check(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.settings.current.authentication;
    try {
      this.keys ??= createRemoteJWKSet(await this.keysUrl(), { [customFetch]: (url) => this.fetch(url) });
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        currentDate: this.clock.now(),
      });
      return payload;
    } catch (error) {
      throw refusalFor(error);
    }
  }

  private remember(token: string, bearer: Bearer, lapses: number | undefined): void {
    if (this.verified.size >= REMEMBERED) {
      const oldest = this.verified.keys().next().value;
      if (oldest !== undefined) this.verified.delete(oldest);
    }
    this.verified.set(token, { bearer, until: (lapses ?? 0) * 1000 });
  }

  /** From the settings, else from the issuer's discovery document (OpenID Connect Discovery 1.0, 4). */
  private async keysUrl(): Promise<URL> {
    const { issuer, jwksUri } = this.settings.current.authentication;
    if (jwksUri !== undefined) return new URL(jwksUri);
    const document = (await (
      await this.fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    ).json()) as {
      jwks_uri?: unknown;
    };
    if (typeof document.jwks_uri !== 'string') throw new Error('the discovery document names no jwks_uri');
    return new URL(document.jwks_uri);
  }

  private async fetch(url: string): Promise<Response> {
    const reply = await this.transport.send(this.pool, {
      method: 'GET',
      url,
      headers: { accept: 'application/json' },
      body: undefined,
      timeoutMs: TIMEOUT_MS,
    });
    if (reply.kind !== 'answered') throw new Error(`the token issuer cannot be reached: ${reply.why}`);
    return new Response(new Uint8Array(reply.body), { status: reply.status });
  }
}

function bearerOf(payload: JWTPayload, { tenantsClaim }: GatewaySettings['authentication']): Bearer {
  const client = payload['client_id'] ?? payload['azp'] ?? payload.sub;
  return {
    tenants: namesIn(payload[tenantsClaim]),
    // RFC 8693 calls it `scope`; some issuers write `scp`.
    scopes: namesIn(payload['scope'] ?? payload['scp']),
    client: typeof client === 'string' ? client : '',
    subject: payload.sub ?? '',
  };
}

/** A list, or text with blanks or commas between the names. */
function namesIn(claim: unknown): ReadonlySet<string> {
  const names = Array.isArray(claim) ? claim.map(String) : typeof claim === 'string' ? claim.split(/[\s,]+/) : [];
  return new Set(names.filter((name) => name !== ''));
}

/** What is wrong with the token is told; what is wrong between us and the issuer is for the log. */
function refusalFor(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return Refusal.notAuthorised('The access token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    return Refusal.notAuthorised(`The access token's "${error.claim}" is not the one this gateway expects.`);
  }
  if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
    return Refusal.unavailable(`The keys of the token issuer cannot be had: ${(error as Error).message}`);
  }
  if (error.code === 'ERR_JOSE_GENERIC')
    return Refusal.unavailable(`The token issuer did not give its keys: ${error.message}`);
  return Refusal.notAuthorised('The access token is not valid: it must be a JWT signed by the expected issuer.');
}
