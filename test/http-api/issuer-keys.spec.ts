// Tokens and the issuer's keys as they change: who is let in, who is asked to come back, and how often the issuer is asked.

import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { BearerTokens } from '../../src/http-api/auth/bearer-token.js';
import { Refusal } from '../../src/http-api/refusal.js';
import type { OutgoingRequest, Reply, Transport } from '../../src/protocol/http/transport.js';
import { Clock } from '../../src/runtime/clock.js';
import type { Log } from '../../src/runtime/log.js';
import { type GatewaySettings, Settings } from '../../src/runtime/settings/settings.js';
import { NO_SECTIONS } from '../support/no-sections.js';

const ISSUER = 'https://issuer.example';
const NOON = Date.parse('2026-03-31T12:00:00Z') / 1000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

interface Key {
  jwk: JWK;
  sign: (claims?: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>;
}

async function keyOf(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' },
    sign: (claims = {}, header = {}) =>
      new SignJWT({ iss: ISSUER, aud: 'gateway', tenants: 'A,B C', exp: NOON + 10 * HOUR, iat: NOON, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, ...header })
        .sign(privateKey),
  };
}

let first: Key;
let second: Key;
beforeAll(async () => {
  [first, second] = [await keyOf('first'), await keyOf('second')];
});

/** A gateway in front of an issuer that publishes what a test says. */
class Gateway {
  /** Seconds since 1970. */
  now = NOON;
  published: JWK[] | 'silent' | 'bad discovery' = [];
  /** Laid over the issuer's discovery document. */
  discovery: Record<string, unknown> = {};
  fetches = 0;
  readonly warnings: unknown[] = [];
  private readonly tokens: BearerTokens;

  constructor(...published: Key[]) {
    this.published = published.map(({ jwk }) => jwk);
    const now = (): Date => new Date(this.now * 1000);
    const clock = new (class extends Clock {
      override now = now;
    })();
    const authentication = {
      issuer: ISSUER,
      audience: 'gateway',
      tenantsClaim: 'tenants',
      jwksHosts: ['keys.example'],
      maxTokenLifetime: HOUR * 24_000,
    };
    const settings = { authentication, tenants: {} } as unknown as GatewaySettings;
    const transport = { send: (_pool: unknown, exchange: OutgoingRequest) => Promise.resolve(this.answer(exchange)) };
    const log = { warn: (event: string) => this.warnings.push(event) };
    this.tokens = new BearerTokens(
      transport as unknown as Transport,
      new Settings('test.yaml', NO_SECTIONS, { settings, files: new Map(), warnings: [] }),
      clock,
      log as unknown as Log,
    );
  }

  private answer({ url }: OutgoingRequest): Reply {
    if (this.published === 'silent') return { kind: 'not-sent', why: 'nobody listens', credentials: false };
    const bad = this.published === 'bad discovery';
    const isDiscovery = url.endsWith('/.well-known/openid-configuration');
    if (!isDiscovery) this.fetches++;
    const jwks_uri = bad ? 'not an address' : `${ISSUER}/keys`;
    const body = isDiscovery ? { issuer: ISSUER, jwks_uri, ...this.discovery } : { keys: this.published };
    return { kind: 'answered', status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) };
  }

  /** 200, or the status a token is refused with. */
  async comes(token: string): Promise<number> {
    try {
      await this.tokens.read(`Bearer ${token}`);
      return 200;
    } catch (error) {
      if (error instanceof Refusal) return error.status;
      throw error;
    }
  }

  bearer(token: string): ReturnType<BearerTokens['read']> {
    return this.tokens.read(`Bearer ${token}`);
  }
}

describe('the clocks of issuer and gateway', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['expired 29 s ago', { exp: NOON - 29 }, 200],
    ['expired 31 s ago', { exp: NOON - 31 }, 401],
    ['is valid in 29 s', { nbf: NOON + 29 }, 200],
    ['is valid in 31 s', { nbf: NOON + 31 }, 401],
    ['is issued in 29 s', { iat: NOON + 29 }, 200],
    ['is issued in 31 s', { iat: NOON + 31 }, 401],
  ])('may differ by 30 s: a token that %s', async (_what, claims, status) => {
    expect(await new Gateway(first).comes(await first.sign({ iat: NOON - HOUR, ...claims }))).toBe(status);
  });
});

describe('the discovery document of the issuer', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['names keys on the host of the issuer', { jwks_uri: `${ISSUER}:8443/keys` }, 200],
    ['names keys on a host of jwksHosts', { jwks_uri: 'https://KEYS.example/keys' }, 200],
    ['names keys on another host', { jwks_uri: 'https://elsewhere.example/keys' }, 503],
    ['names keys on a host whose name only ends alike', { jwks_uri: 'https://not-issuer.example/keys' }, 503],
    ['names keys over plain http', { jwks_uri: 'http://issuer.example/keys' }, 503],
    ['names keys over plain http on this machine', { jwks_uri: 'http://localhost/keys' }, 503],
    ['names keys in a file', { jwks_uri: 'file:///keys' }, 503],
    ['names no keys', { jwks_uri: undefined }, 503],
    ['is that of another issuer', { issuer: 'https://other.example' }, 503],
    ['is that of an issuer with a slash more', { issuer: `${ISSUER}/` }, 503],
    ['names no issuer', { issuer: undefined }, 503],
  ])('that %s decides how a token is answered', async (_what, discovery, status) => {
    const gateway = new Gateway(first);
    gateway.discovery = discovery;
    expect(await gateway.comes(await first.sign())).toBe(status);
    expect(gateway.fetches > 0).toBe(status === 200);
  });
});

describe('a token', () => {
  it.each([
    ['at+jwt', 200],
    ['AT+JWT', 200],
    ['application/at+jwt', 200],
    ['JWT', 200],
    [undefined, 200],
    ['id+jwt', 401],
    ['logout+jwt', 401],
    ['dpop+jwt', 401],
    ['', 401],
  ])('of the type %j is answered %i', async (typ, status) => {
    expect(await new Gateway(first).comes(await first.sign({}, typ === undefined ? {} : { typ }))).toBe(status);
  });

  it('without the name of its key is tried with every key of its kind', async () => {
    const gateway = new Gateway(first, second);
    for (const key of [first, second]) expect(await gateway.comes(await key.sign({}, { kid: undefined }))).toBe(200);
    const foreign = await keyOf('foreign');
    expect(await gateway.comes(await foreign.sign({}, { kid: undefined }))).toBe(401);
  });

  it('has scopes with blanks between them, and nothing else', async () => {
    const { scopes } = await new Gateway(first).bearer(await first.sign({ scope: 'a b,c  d\te' }));
    expect([...scopes]).toEqual(['a', 'b,c', 'd\te']);
  });

  it('whose claims hold objects named like methods is read', async () => {
    const token = await first.sign({ tenants: ['A', { toString: 1 }], scope: [{ valueOf: 'x' }, 'a'] });
    const { tenants, scopes } = await new Gateway(first).bearer(token);
    expect([[...tenants], [...scopes]]).toEqual([['A'], ['a']]);
  });

  it('that says it never ends is accepted for a day', async () => {
    const gateway = new Gateway(first);
    const token = await first.sign({ exp: 9e12 });
    expect(await gateway.comes(token)).toBe(200);
    gateway.now = NOON + 25 * HOUR;
    expect(await gateway.comes(token)).toBe(401);
    expect(await gateway.comes(await first.sign({ exp: 9e12, iat: undefined }))).toBe(401);
  });
});

describe('a key that is withdrawn', () => {
  it('lets nobody in after five minutes, however well the token is known', async () => {
    const gateway = new Gateway(first, second);
    const token = await first.sign();
    expect(await gateway.comes(token)).toBe(200);
    gateway.published = [second.jwk];
    gateway.now += 4 * MINUTE;
    expect(await gateway.comes(token)).toBe(200);
    gateway.now += 1 * MINUTE;
    expect(await gateway.comes(token)).not.toBe(200);
  });

  it('lets nobody in once its withdrawal is seen, even within five minutes', async () => {
    const gateway = new Gateway(first);
    const token = await first.sign();
    expect(await gateway.comes(token)).toBe(200);
    gateway.published = [second.jwk];
    gateway.now += MINUTE;
    expect(await gateway.comes(await second.sign())).toBe(200);
    expect(await gateway.comes(token)).not.toBe(200);
  });
});

describe('a key that is new', () => {
  it('right after a fetch is fetched once more', async () => {
    const gateway = new Gateway(first);
    expect(await gateway.comes(await first.sign())).toBe(200);
    gateway.published = [first.jwk, second.jwk];
    expect(await gateway.comes(await second.sign())).toBe(200);
    expect(gateway.fetches).toBe(2);
  });

  it('and not published yet is 503 until the issuer had its time, after one more fetch', async () => {
    const gateway = new Gateway(first);
    expect(await gateway.comes(await first.sign())).toBe(200);
    for (let times = 0; times < 3; times++) expect(await gateway.comes(await second.sign())).toBe(503);
    expect(gateway.fetches).toBe(2);
    gateway.now += 30;
    expect(await gateway.comes(await second.sign())).toBe(401);
    expect(gateway.fetches).toBe(3);
  });

  it('of another issuer is 401 at once', async () => {
    expect(await new Gateway(first).comes(await second.sign({ iss: 'https://other.example' }))).toBe(401);
  });
});

describe('an issuer in trouble', () => {
  it.each(['silent', 'bad discovery'] as const)('locks nobody out for good: %s', async (trouble) => {
    const gateway = new Gateway(first);
    gateway.published = trouble;
    expect(await gateway.comes(await first.sign())).toBe(503);
    expect(gateway.warnings).toEqual(['issuer.keys-unavailable']);
    gateway.published = [first.jwk];
    gateway.now += 1;
    expect(await gateway.comes(await first.sign())).toBe(200);
  });

  it.each(['silent', 'bad discovery'] as const)('is bridged for an hour by its last keys: %s', async (trouble) => {
    const gateway = new Gateway(first);
    expect(await gateway.comes(await first.sign())).toBe(200);
    gateway.published = trouble;
    gateway.now += 59 * MINUTE;
    expect(await gateway.comes(await first.sign())).toBe(200);
    gateway.now += 2 * MINUTE;
    expect(await gateway.comes(await first.sign())).toBe(503);
  });
});
