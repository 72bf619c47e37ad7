// The Fibre Cafe simulator: the tokens it issues, the KCIs it takes and judges, the faults it shows on request.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { FibreCafeMessage, FibreCafeSimulator } from '../../src/simulators/fibre-cafe/fibre-cafe-simulator.js';
import { startFibreCafeSimulator } from '../../src/simulators/fibre-cafe/fibre-cafe-simulator.js';

const platform = { clientId: 'fibre-cafe', clientSecret: 'p/w+1', tenants: ['TENANT1', 'TENANT2'] };
const supplier = { clientId: 'gateway', clientSecret: 's3cret+/=', tenants: ['TENANT1'] };
const audience = 'urn:test:gateway';

const notices = [jest.spyOn(console, 'info'), jest.spyOn(console, 'warn')];
const messages: FibreCafeMessage[] = [];
const lines: string[] = [];
let simulator: FibreCafeSimulator;

beforeAll(async () => {
  simulator = await startFibreCafeSimulator({
    port: 0,
    controlPort: 0,
    audience,
    clients: [
      { ...platform, kind: 'platform', scopes: ['problems', 'operations'] },
      { ...supplier, kind: 'supplier', scopes: ['updates'] },
    ],
    onMessage: (message) => messages.push(message),
    log: (line) => lines.push(line),
  });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.stop());

function askForToken(url: string, form: Record<string, string>, authorization?: string): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  return fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
}

function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

async function platformToken(form: Record<string, string> = {}): Promise<string> {
  const secret = encodeURIComponent(platform.clientSecret);
  const grant = { grant_type: 'client_credentials', ...form };
  const response = await askForToken(simulator.platformTokenUrl, grant, basic(platform.clientId, secret));
  expect(response.status).toBe(200);
  return ((await response.json()) as { access_token: string }).access_token;
}

function verify(token: string): ReturnType<typeof jwtVerify> {
  const published = createRemoteJWKSet(new URL(simulator.jwksUri));
  return jwtVerify(token, published, { issuer: simulator.issuer, audience, typ: 'at+jwt' });
}

function kci(sequenceNumber: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: randomUUID(),
    sequenceNumber,
    issuedOn: new Date().toISOString(),
    reasonCode: 'UPDATE',
    serviceProblem: { id: 1001, tenant: 'TENANT1', status: 'IN_PROGRESS' },
    ...changes,
  };
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${await simulator.token(supplier.clientId)}`;
  const standard = { authorization, 'content-type': 'application/json', 'x-request-id': randomUUID() };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${simulator.updatesUrl}/kcis`, { method: 'POST', headers: { ...standard, ...headers }, body: text });
}

async function statusOf(body: unknown, headers: Record<string, string> = {}): Promise<number> {
  return (await post(body, headers)).status;
}

function kinds(): string[] {
  return simulator.findings().map(({ kind }) => kind);
}

describe('platform tokens', () => {
  it('are RS256 JWTs of the published issuer, with the tenants of the client', async () => {
    const discovery = await fetch(`${simulator.issuer}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({
      issuer: simulator.issuer,
      jwks_uri: simulator.jwksUri,
      token_endpoint: simulator.platformTokenUrl,
    });
    const { payload, protectedHeader } = await verify(await platformToken({ scope: 'problems' }));
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
    expect(payload).toMatchObject({
      sub: platform.clientId,
      client_id: platform.clientId,
      scope: 'problems',
      tenants: platform.tenants,
      jti: expect.any(String),
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600);
  });

  it('carry every scope of the client when none is requested', async () => {
    expect(decodeJwt(await platformToken())).toMatchObject({ scope: 'problems operations' });
  });

  it('are the same whether requested over HTTP or taken from the simulator', async () => {
    const [asked, taken] = [await platformToken(), await simulator.token(platform.clientId)];
    await verify(taken);
    expect(Object.keys(decodeJwt(taken)).sort()).toEqual(Object.keys(decodeJwt(asked)).sort());
    expect(decodeProtectedHeader(taken)).toEqual(decodeProtectedHeader(asked));
    const other = await simulator.token(platform.clientId, { tenants: ['TENANT9'], lifetimeSeconds: 5 });
    expect(decodeJwt(other)).toMatchObject({ tenants: ['TENANT9'] });
  });

  it('are refused to a wrong secret and to a supplier', async () => {
    const grant = { grant_type: 'client_credentials' };
    const wrong = await askForToken(simulator.platformTokenUrl, grant, basic(platform.clientId, 'no'));
    expect([wrong.status, await wrong.json()]).toEqual([401, expect.objectContaining({ error: 'invalid_client' })]);
    const stranger = await askForToken(simulator.platformTokenUrl, {
      ...grant,
      client_id: 'gateway',
      client_secret: 'x',
    });
    expect(stranger.status).toBe(401);
  });

  it('are valid after a rotation that leaves the old key published, and not after one that removes it', async () => {
    const first = await platformToken();
    await simulator.rotateKeys();
    const second = await platformToken();
    expect(decodeProtectedHeader(second).kid).not.toBe(decodeProtectedHeader(first).kid);
    await verify(first);
    await verify(second);
    await simulator.rotateKeys({ keepOld: false });
    await expect(verify(second)).rejects.toThrow('no applicable key found');
    await verify(await platformToken());
  });

  it('can be forged: expired, for another audience, of another issuer, with another key or none', async () => {
    const claims = { sub: 'fibre-cafe', tenants: ['TENANT1'] };
    await verify(await simulator.forge(claims));
    await expect(verify(await simulator.forge({ ...claims, expiresInSeconds: -60 }))).rejects.toThrow('exp');
    await expect(verify(await simulator.forge({ ...claims, audience: 'other' }))).rejects.toThrow('aud');
    await expect(verify(await simulator.forge({ ...claims, issuer: 'http://other' }))).rejects.toThrow('iss');
    await expect(verify(await simulator.forge({ ...claims, key: 'impostor' }))).rejects.toThrow('signature');
    await expect(verify(await simulator.forge({ ...claims, key: 'unpublished' }))).rejects.toThrow('no applicable key');
    await expect(verify(await simulator.forge({ ...claims, key: 'none' }))).rejects.toThrow();
  });

  it('are issued without a notice or warning of the provider', () => {
    notices.forEach((notice) => expect(notice).not.toHaveBeenCalled());
  });
});

describe('supplier access tokens', () => {
  const grant = { grant_type: 'client_credentials' };
  const posted = { client_id: supplier.clientId, client_secret: supplier.clientSecret };

  it('are given for Basic or posted credentials and open the updates API', async () => {
    const raw = basic(supplier.clientId, supplier.clientSecret);
    const encoded = basic(supplier.clientId, encodeURIComponent(supplier.clientSecret));
    for (const response of [
      await askForToken(simulator.tokenUrl, { ...grant, ...posted }),
      await askForToken(simulator.tokenUrl, { ...grant, scope: 'updates' }, raw),
      await askForToken(simulator.tokenUrl, grant, encoded),
    ]) {
      expect(response.status).toBe(200);
      const body = (await response.json()) as { access_token: string };
      expect(body).toEqual({ access_token: expect.any(String), expires_in: 3600, token_type: 'Bearer' });
      expect(await statusOf(kci(1), { authorization: `Bearer ${body.access_token}` })).toBe(204);
    }
    expect(simulator.tokenRequests()).toBe(3);
  });

  it.each([
    ['invalid_request', posted],
    ['invalid_request', grant],
    ['unsupported_grant_type', { ...posted, grant_type: 'password' }],
    ['invalid_client', { ...grant, ...posted, client_secret: 'wrong' }],
    ['invalid_client', { ...grant, ...posted, client_id: 'nobody' }],
    ['invalid_grant', { ...grant, ...posted, scope: 'updates everything' }],
    ['unauthorized_client', { ...grant, client_id: platform.clientId, client_secret: platform.clientSecret }],
  ])('are refused as %s', async (error, form) => {
    const response = await askForToken(simulator.tokenUrl, form);
    expect([response.status, await response.json()]).toEqual([400, { error }]);
  });

  it('are refused when the request is not a form', async () => {
    const response = await fetch(simulator.tokenUrl, { method: 'POST', body: JSON.stringify({ ...grant, ...posted }) });
    expect([response.status, await response.json()]).toEqual([400, { error: 'invalid_request' }]);
  });

  it('are withheld where ordered, with a 503 without a body', async () => {
    simulator.behave({ on: 'token', status: 503, times: 1 });
    const response = await askForToken(simulator.tokenUrl, { ...grant, ...posted });
    expect([response.status, await response.text()]).toEqual([503, '']);
    expect((await askForToken(simulator.tokenUrl, { ...grant, ...posted })).status).toBe(200);
  });

  it('give their lifetime as text when so configured', async () => {
    const clients = [{ ...supplier, kind: 'supplier' as const }];
    const other = await startFibreCafeSimulator({ port: 0, controlPort: 0, audience, clients, expiresInAsText: true });
    try {
      const response = await askForToken(other.tokenUrl, { ...grant, ...posted });
      expect(await response.json()).toMatchObject({ expires_in: '3600' });
    } finally {
      await other.stop();
    }
  });

  it('do not open the gateway, nor platform tokens the updates API', async () => {
    await expect(verify(await simulator.token(supplier.clientId))).rejects.toThrow();
    const response = await post(kci(1), { authorization: `Bearer ${await simulator.token(platform.clientId)}` });
    expect([response.status, await response.json()]).toEqual([
      401,
      { uuid: expect.any(String), code: 'NOT_AUTHORISED', messages: [expect.any(String)] },
    ]);
  });

  it('stop opening the updates API when they expire or their key is forgotten', async () => {
    const brief = await simulator.token(supplier.clientId, { lifetimeSeconds: -1 });
    expect(await statusOf(kci(1), { authorization: `Bearer ${brief}` })).toBe(401);
    const authorization = `Bearer ${await simulator.token(supplier.clientId)}`;
    expect(await statusOf(kci(1), { authorization })).toBe(204);
    await simulator.rotateKeys({ keepOld: false });
    expect(await statusOf(kci(2), { authorization })).toBe(401);
  });
});

describe('KCIs', () => {
  it('are accepted with 204 and stored as they came', async () => {
    const first = kci(1, { reasonCode: 'DELAY', problemCode: 'NETWORK_ISSUE' });
    const response = await post(first, { 'x-request-id': 'r-1', 'x-conversation-id': 'c-1' });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(simulator.kcis(1001)).toEqual([
      expect.objectContaining({ body: first, raw: JSON.stringify(first), requestId: 'r-1', conversationId: 'c-1' }),
    ]);
    expect(simulator.kcis(7)).toEqual([]);
    expect(simulator.problems()).toEqual([
      expect.objectContaining({ entityId: 1001, highest: 1, status: 'IN_PROGRESS', missing: [], flawless: true }),
    ]);
  });

  const problem = { id: 1001, tenant: 'TENANT1', status: 'IN_PROGRESS' };
  it.each([
    ['an unreadable body', '{"id":', 400],
    ['a list', '[]', 400],
    ['no id', { id: undefined }, 400],
    ['no entity', { serviceProblem: undefined }, 400],
    ['no tenant', { serviceProblem: { ...problem, tenant: undefined } }, 400],
    ['an id that is no UUID', { id: 'KCI-1' }, 422],
    ['sequence number 0', { sequenceNumber: 0 }, 422],
    ['a sequence number in text', { sequenceNumber: '1' }, 422],
    ['a time without offset', { issuedOn: '2026-11-22T09:00:00' }, 422],
    ['a time that cannot be', { issuedOn: '2026-13-22T09:00:00Z' }, 422],
    ['an unknown reason', { reasonCode: 'DELAYED' }, 422],
    ['an unknown problem code', { problemCode: 'BROKEN' }, 422],
    ['a null problem code', { problemCode: null }, 422],
    ['a delay without problem code', { reasonCode: 'DELAY' }, 422],
    ['a cancellation without problem code', { reasonCode: 'CANCELLED' }, 422],
    ['a question without text', { reasonCode: 'INFORMATION_REQUIRED', problemCode: 'OTHER' }, 422],
    ['two entities', { serviceTest: problem }, 422],
    ['an id in text', { serviceProblem: { ...problem, id: '1001' } }, 422],
    ['an unknown status', { serviceProblem: { ...problem, status: 'OPEN' } }, 422],
    ['notes that are no objects', { supplierNotes: ['x'] }, 422],
  ])('are refused and noted for %s', async (_what, changes, status) => {
    const response = await post(typeof changes === 'string' ? changes : kci(1, changes));
    expect(response.status).toBe(status);
    const code = status === 400 ? 'MALFORMED_REQUEST' : 'INVALID_REQUEST';
    expect(await response.json()).toMatchObject({ code, messages: [expect.any(String)] });
    expect(kinds()).toEqual(['schema']);
    expect(simulator.kcis()).toEqual([]);
  });

  it('are refused without X-Request-ID, or for a tenant the supplier may not speak of', async () => {
    expect(await statusOf(kci(1), { 'x-request-id': '' })).toBe(400);
    expect(await statusOf(kci(1, { serviceProblem: { ...problem, tenant: 'TENANT2' } }))).toBe(403);
    expect(simulator.kcis()).toEqual([]);
  });

  it('may be about a test or an incident, each counted for itself', async () => {
    const test = { serviceProblem: undefined, serviceTest: { id: 5, tenant: 'TENANT1', status: 'FAILED' } };
    const incident = { serviceProblem: undefined, reportableIncident: { id: 5, tenant: 'TENANT1', status: 'OPEN' } };
    expect(await statusOf(kci(1, test))).toBe(204);
    expect(await statusOf(kci(1, { ...incident, reasonCode: 'CREATED' }))).toBe(204);
    expect(simulator.problems().map(({ entity, flawless }) => [entity, flawless])).toEqual([
      ['serviceTest', true],
      ['reportableIncident', true],
    ]);
  });

  it('are accepted but noted when something recommended is missing', async () => {
    await post(kci(1, { reasonCode: 'INFORMATION_REQUIRED', text: 'Which floor?' }));
    await post(kci(2, { problemCode: 'OTHER' }));
    await post(kci(3, { reasonCode: 'COMPLETED' }));
    expect(simulator.kcis()).toHaveLength(3);
    expect(kinds()).toEqual(['schema', 'schema', 'schema']);
  });

  it('are counted, not noted, when the very same one comes again', async () => {
    const first = kci(1);
    expect([await statusOf(first), await statusOf(first), await statusOf(kci(2))]).toEqual([204, 204, 204]);
    expect(simulator.kcis().map(({ deliveries }) => deliveries)).toEqual([2, 1]);
    expect(simulator.problems()).toEqual([expect.objectContaining({ received: 2, repeats: 1, flawless: true })]);
  });

  it('are noted when a number is skipped, and again when it comes too late', async () => {
    await post(kci(1));
    await post(kci(4));
    expect(simulator.problems()).toEqual([expect.objectContaining({ missing: [2, 3], flawless: false })]);
    await post(kci(2));
    expect(kinds()).toEqual(['gap', 'disorder']);
    expect(simulator.problems()).toEqual([expect.objectContaining({ missing: [3], highest: 4 })]);
  });

  it('are noted when an id or a number is used for something else', async () => {
    const first = kci(1);
    await post(first);
    await post({ ...first, text: 'changed' });
    await post(kci(1));
    expect(kinds()).toEqual(['id-reused', 'number-reused']);
    expect(simulator.kcis()).toHaveLength(1);
  });

  it('are noted when their time goes back or a final status is left', async () => {
    await post(kci(1, { serviceProblem: { ...problem, status: 'COMPLETED' } }));
    await post(kci(2, { issuedOn: '2020-01-01T00:00:00.000Z' }));
    expect(kinds()).toEqual(['issued-on-backwards', 'final-state-left']);
  });

  it('are noted when two of one problem are on their way at once, not when of two problems', async () => {
    simulator.behave({ delayMs: 100 });
    const other = kci(1, { serviceProblem: { ...problem, id: 1002 } });
    await Promise.all([post(kci(1)), post(other)]);
    expect(kinds()).toEqual([]);
    await Promise.all([post(kci(2)), post(kci(3))]);
    expect(kinds()).toContain('overlap');
  });
});

describe('faults on request', () => {
  it('are shown for as many requests as ordered, and only for the problem named', async () => {
    simulator.behave({ status: 429, retryAfterSeconds: 7, times: 1, problemId: 1001 });
    const other = kci(1, { serviceProblem: { id: 1002, tenant: 'TENANT1', status: 'HELD' } });
    expect(await statusOf(other)).toBe(204);
    const refused = await post(kci(1));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await statusOf(kci(1))).toBe(204);
  });

  it.each([400, 401, 403, 422, 500, 503] as const)(
    'answer %i until another order, and accept nothing',
    async (status) => {
      simulator.behave({ status });
      expect([await statusOf(kci(1)), await statusOf(kci(1))]).toEqual([status, status]);
      simulator.behave('well');
      expect(await statusOf(kci(1))).toBe(204);
      expect(simulator.problems()).toEqual([expect.objectContaining({ received: 1, flawless: true })]);
    },
  );

  it('follow each other, the one for a named problem first, and a lasting one gives way to a newer', async () => {
    simulator.behave({ status: 500 });
    simulator.behave({ status: 503 });
    simulator.behave({ status: 401, times: 1, problemId: 1001 });
    simulator.behave({ status: 422, times: 1, problemId: 1001 });
    expect([await statusOf(kci(1)), await statusOf(kci(1)), await statusOf(kci(1))]).toEqual([401, 422, 503]);
    simulator.behave({});
    expect(await statusOf(kci(1))).toBe(204);
  });

  it('hang up before the KCI is taken in, or after', async () => {
    simulator.behave({ drop: 'before', times: 1 });
    await expect(post(kci(1))).rejects.toThrow();
    expect(simulator.kcis()).toHaveLength(0);
    simulator.behave({ drop: 'after', times: 1 });
    await expect(post(kci(1))).rejects.toThrow();
    expect(simulator.kcis()).toHaveLength(1);
    expect(messages.at(-1)).toMatchObject({ status: 0 });
  });

  it('answer late', async () => {
    simulator.behave({ delayMs: 150, times: 1 });
    const started = performance.now();
    expect(await statusOf(kci(1))).toBe(204);
    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
  });

  it('stop listening and listen again at the same address', async () => {
    await simulator.down();
    await expect(post(kci(1))).rejects.toThrow();
    await simulator.up();
    expect(await statusOf(kci(1))).toBe(204);
  });

  it('do not come from callers: an unreadable address ends that call and nothing else', async () => {
    await expect(fetch(`${simulator.url}//`)).rejects.toThrow();
    expect((await fetch(`${simulator.updatesUrl}/nowhere`)).status).toBe(404);
    expect(await statusOf(kci(1))).toBe(204);
  });

  it('do not prevent the simulator from stopping while an answer is late', async () => {
    const clients = [{ ...supplier, kind: 'supplier' as const }];
    const other = await startFibreCafeSimulator({ port: 0, controlPort: 0, audience, clients });
    other.behave({ on: 'token', delayMs: 60_000 });
    const waiting = askForToken(other.tokenUrl, { grant_type: 'client_credentials' });
    const refused = expect(waiting).rejects.toThrow();
    while (other.tokenRequests() === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await other.stop();
    await refused;
  });
});

describe('starting', () => {
  it('fails when the control port is taken, and leaves nothing listening', async () => {
    const controlPort = Number(new URL(simulator.controlUrl).port);
    await expect(startFibreCafeSimulator({ port: 0, controlPort, audience, clients: [] })).rejects.toThrow(
      'EADDRINUSE',
    );
  });

  it('puts the public address into tokens and addresses when one is given', async () => {
    const clients = [{ ...platform, kind: 'platform' as const }];
    const publicUrl = 'http://fibre-cafe.test:4000';
    const other = await startFibreCafeSimulator({ port: 0, controlPort: 0, audience, clients, publicUrl });
    await other.stop();
    expect(other.updatesUrl).toBe(`${publicUrl}/v1`);
    expect(decodeJwt(await other.token(platform.clientId))).toMatchObject({ iss: `${publicUrl}/oidc` });
  });
});

describe('the control API', () => {
  function control(path: string, body?: unknown): Promise<Response> {
    const order = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return fetch(simulator.controlUrl + path, order);
  }

  it('explains its orders', async () => {
    expect(await (await control('/')).text()).toContain(`curl -X POST ${simulator.controlUrl}/behaviour`);
    expect((await control('/nowhere')).status).toBe(404);
  });

  it('shows received KCIs and findings', async () => {
    await post(kci(2));
    expect(await (await control('/kcis?problem=1001')).json()).toEqual([
      expect.objectContaining({ sequenceNumber: 2 }),
    ]);
    expect(await (await control('/kcis?problem=1')).json()).toEqual([]);
    expect(await (await control('/findings')).json()).toEqual([expect.objectContaining({ kind: 'gap' })]);
    expect(await (await control('/problems')).json()).toEqual([expect.objectContaining({ missing: [1] })]);
    await control('/reset', {});
    expect(await (await control('/kcis')).json()).toEqual([]);
  });

  it('orders faults and refuses orders it does not understand', async () => {
    expect((await control('/behaviour', { status: 503, times: 1 })).status).toBe(204);
    expect([await statusOf(kci(1)), await statusOf(kci(1))]).toEqual([503, 204]);
    for (const order of [{ status: 200 }, { statsu: 503 }, { times: 'two' }, 'ill', [1]]) {
      expect((await control('/behaviour', order)).status).toBe(422);
    }
  });

  it('takes the simulator down and up, rotates its keys and hands out tokens', async () => {
    await control('/down', {});
    await expect(post(kci(1))).rejects.toThrow();
    await control('/up', {});
    await control('/rotate-keys', { keepOld: false });
    const given = (await (await control('/token', { clientId: platform.clientId })).json()) as { access_token: string };
    await verify(given.access_token);
    expect((await control('/token', { clientId: 'nobody' })).status).toBe(422);
    expect((await control('/token', {})).status).toBe(422);
  });
});

describe('the journal', () => {
  it('shows each request without its secrets, and a line to read for it', async () => {
    const authorization = basic(supplier.clientId, supplier.clientSecret);
    await askForToken(simulator.tokenUrl, { grant_type: 'client_credentials' }, authorization);
    await askForToken(simulator.tokenUrl, { client_id: 'gateway', client_secret: supplier.clientSecret });
    await post(kci(1));
    const told = messages.slice(-3);
    expect(told.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['POST', '/v1/auth/supplier/access-token', 200],
      ['POST', '/v1/auth/supplier/access-token', 400],
      ['POST', '/v1/kcis', 204],
    ]);
    const text = JSON.stringify(told);
    expect(text).not.toContain(supplier.clientSecret);
    expect(text).not.toContain(authorization);
    expect(text).not.toContain('eyJ');
    expect(lines).toContain('fibre-cafe took KCI 1 of serviceProblem 1001, TENANT1: UPDATE, IN_PROGRESS');
  });
});
