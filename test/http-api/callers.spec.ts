// Who comes in: a caller is looked at as closely the second time as the first, but is not made to wait.

import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { BearerTokens } from '../../src/http-api/auth/bearer-token.js';
import { Refusal } from '../../src/http-api/refusal.js';
import { type CallRequest, TenantGuard } from '../../src/http-api/auth/tenant.guard.js';
import { Clock } from '../../src/runtime/clock.js';
import type { Log } from '../../src/runtime/log.js';
import { type GatewaySettings, Settings } from '../../src/runtime/settings/settings.js';
import type { OutgoingRequest, Reply, Transport } from '../../src/protocol/http/transport.js';
import { NO_SECTIONS } from '../support/no-sections.js';

const ISSUER = 'https://issuer.example';
const NOON = Date.parse('2026-03-31T12:00:00Z');
const QUIET = { warn: () => undefined } as unknown as Log;
const IDS = { 'x-request-id': 'r-1', 'x-conversation-id': 'c-1' };

let sign: (claims: Record<string, unknown>) => Promise<string>;
let keys: Buffer;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  keys = Buffer.from(JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] }));
  sign = (claims) =>
    new SignJWT({ client_id: 'platform', tenants: ['TENANT1', 'TENANT9'], ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuer(ISSUER)
      .setAudience('gateway')
      .setExpirationTime(new Date(NOON + 60_000))
      .sign(privateKey);
});

/** A gateway's door with a clock of its own, and how often the issuer was asked. */
class Door {
  now = NOON;
  asked = 0;
  readonly guard: TenantGuard;
  private readonly settings: Settings;

  constructor(scope?: string) {
    const authentication = {
      issuer: ISSUER,
      audience: 'gateway',
      tenantsClaim: 'tenants',
      scope,
      jwksUri: `${ISSUER}/k`,
      maxTokenLifetime: 86_400_000,
    };
    const settings = { authentication, tenants: { TENANT1: {} } } as unknown as GatewaySettings;
    this.settings = new Settings('test.yaml', NO_SECTIONS, { settings, files: new Map(), warnings: [] });
    const clock = new (class extends Clock {
      constructor(private readonly door: Door) {
        super();
      }
      override now(): Date {
        return new Date(this.door.now);
      }
    })(this);
    const transport = {
      send: async (_pool: unknown, _exchange: OutgoingRequest): Promise<Reply> => {
        this.asked++;
        return { kind: 'answered', status: 200, headers: {}, body: keys };
      },
    } as unknown as Transport;
    this.guard = new TenantGuard(new BearerTokens(transport, this.settings, clock, QUIET), this.settings);
  }

  requireScope(scope: string): void {
    const { current } = this.settings;
    this.settings.current = { ...current, authentication: { ...current.authentication, scope } };
  }
}

function request(authorization: string | undefined, headers: Record<string, unknown> = {}): CallRequest {
  return { headers: { authorization, tenant: 'TENANT1', ...IDS, ...headers } } as unknown as CallRequest;
}

/** What becomes of a request, whether it is known at once or not. */
async function refusal(door: Door, asked: CallRequest): Promise<{ status: number; messages: string[] } | undefined> {
  try {
    await door.guard.authenticate(asked);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    expect(asked.call).toBeUndefined();
    const { status, messages } = error as Refusal;
    return { status, messages };
  }
}

describe('a caller', () => {
  it('waits until its token is verified, and is authenticated immediately with the same token later', async () => {
    const door = new Door();
    const authorization = `Bearer ${await sign({})}`;
    const first = request(authorization);
    const waits = door.guard.authenticate(first);
    expect(waits).toBeInstanceOf(Promise);
    expect(first.call).toBeUndefined();
    await waits;
    const second = request(authorization);
    expect(door.guard.authenticate(second)).toBeUndefined();
    for (const { call } of [first, second]) {
      expect(call).toEqual({ tenant: 'TENANT1', requestId: 'r-1', conversationId: 'c-1' });
    }
    expect(door.asked).toBe(1);
  });

  it('may write the scheme in any letter case', async () => {
    const door = new Door();
    const token = await sign({});
    for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`]) {
      expect(await refusal(door, request(authorization))).toBeUndefined();
    }
  });

  it.each([undefined, '', 'Bearer ', 'Bearer', 'Basic YTpi', 'Bearer a b'])(
    'is not authenticated with %j',
    async (authorization) => {
      const told = { status: 401, messages: ['The Authorization header must hold a bearer token.'] };
      expect(await refusal(new Door(), request(authorization))).toEqual(told);
    },
  );

  it('is refused once its token expired, also where it was authenticated before', async () => {
    const door = new Door();
    const authorization = `Bearer ${await sign({})}`;
    expect(await refusal(door, request(authorization))).toBeUndefined();
    // The clocks of issuer and gateway may differ by half a minute.
    door.now = NOON + 89_000;
    expect(await refusal(door, request(authorization))).toBeUndefined();
    door.now = NOON + 90_000;
    const told = { status: 401, messages: ['The access token has expired.'] };
    expect(await refusal(door, request(authorization))).toEqual(told);
    expect(await refusal(door, request(authorization))).toEqual(told);
  });

  it.each([false, true])(
    'is refused for a tenant that its token does not list (authenticated before: %p)',
    async (known) => {
      const door = new Door();
      const authorization = `Bearer ${await sign({})}`;
      if (known) await door.guard.authenticate(request(authorization));
      expect(await refusal(door, request(authorization, { tenant: 'TENANT2' }))).toEqual({
        status: 403,
        messages: ['The token of client "platform" is not for tenant "TENANT2".'],
      });
      expect(await refusal(door, request(authorization, { tenant: 'TENANT9' }))).toEqual({
        status: 422,
        messages: ['Tenant: "TENANT9" is not set up on this gateway.'],
      });
    },
  );

  it('is refused without the scope in the settings, also where the settings gained it later', async () => {
    const told = { status: 403, messages: ['The token does not hold the scope problems.'] };
    const authorization = `Bearer ${await sign({ scope: 'other' })}`;
    expect(await refusal(new Door('problems'), request(authorization))).toEqual(told);
    const door = new Door();
    expect(await refusal(door, request(authorization))).toBeUndefined();
    door.requireScope('problems');
    expect(await refusal(door, request(authorization))).toEqual(told);
    expect(await refusal(door, request(`Bearer ${await sign({ scope: 'other problems' })}`))).toBeUndefined();
  });

  it('is refused with all headers that are missing or cannot be read', async () => {
    const door = new Door();
    const authorization = `Bearer ${await sign({})}`;
    const odd = { 'x-request-id': ' ', 'x-conversation-id': 'é', tenant: undefined };
    expect(await refusal(door, request(authorization, odd))).toEqual({
      status: 400,
      messages: [
        'The header X-Request-ID is missing or blank.',
        'The header X-Conversation-ID must have 1 to 200 printable ASCII characters.',
        'The header Tenant is missing or blank.',
      ],
    });
    expect(await refusal(door, request(authorization, { 'x-request-id': 'x'.repeat(201) }))).toMatchObject({
      status: 400,
    });
    const padded = request(authorization, { tenant: ' TENANT1 ' });
    expect(await refusal(door, padded)).toBeUndefined();
    expect(padded.call?.tenant).toBe('TENANT1');
  });
});

describe('a guarded route', () => {
  const contextOf = (asked: CallRequest): ExecutionContext =>
    ({ switchToHttp: () => ({ getRequest: () => asked }) }) as unknown as ExecutionContext;

  it('accepts a caller that was authenticated before', () => {
    const admitted = request(undefined);
    admitted.call = { tenant: 'TENANT1', requestId: 'r-1', conversationId: 'c-1' };
    expect(new Door().guard.canActivate(contextOf(admitted))).toBe(true);
  });

  it('authenticates any other caller itself, or refuses it', async () => {
    const door = new Door();
    const authorization = `Bearer ${await sign({})}`;
    const first = request(authorization);
    expect(await door.guard.canActivate(contextOf(first))).toBe(true);
    expect(first.call?.tenant).toBe('TENANT1');
    const second = request(authorization);
    expect(door.guard.canActivate(contextOf(second))).toBe(true);
    expect(second.call?.tenant).toBe('TENANT1');
    expect(() => door.guard.canActivate(contextOf(request(authorization, { tenant: 'TENANT2' })))).toThrow(Refusal);
    await expect(door.guard.canActivate(contextOf(request('Bearer nonsense')))).rejects.toThrow(Refusal);
  });
});
