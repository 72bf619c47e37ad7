// The console as it is served: with its policy, compressed beforehand, and configured by the gateway's settings.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GatewayWorld } from '../support/gateway-world.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'console' });
});
afterAll(() => at.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(at.gateway.operationsUrl + path, { headers, redirect: 'manual' });

describe('the operations console', () => {
  it.each(['/console/', '/console/work', '/console/problems/TENANT1/12356'])(
    'is one page at every address, never remembered by the browser: %s',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await answer.text()).toContain('<title>Operations console</title>');
    },
  );

  it('lets no script run that is not its own, and asks nobody but the gateway and the issuer', async () => {
    const policy = (await get('/console/')).headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ${new URL(at.fibreCafe.issuer).origin}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(await (await get('/console/')).text()).not.toMatch(/<script(?![^>]*src=)|<style| on\w+=|https?:/);
  });

  it.each(['br', 'gzip'])('serves its script compressed and for good: %s', async (encoding) => {
    const script = /src="([^"]+\.js)"/.exec(await (await get('/console/')).text())?.[1] ?? '';
    const { status, headers } = await get(script, { 'accept-encoding': encoding });
    expect([status, headers.get('content-encoding'), headers.get('cache-control')]).toEqual([
      200,
      encoding,
      'public, max-age=31536000, immutable',
    ]);
  });

  it('tells the page the issuer, the client and the names of the scopes, and no secret', async () => {
    expect(await (await get('/console/configuration.json')).json()).toEqual({
      environment: 'simulated',
      issuer: at.fibreCafe.issuer,
      clientId: 'operations-console',
      scopes: { read: 'operations.read', write: 'operations.write', personal: 'operations.personal' },
    });
  });

  it('leads from the address without a slash to the page', async () => {
    const answer = await get('/console');
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '/console/']);
  });

  it('is not served by the listener of the Supplier API', async () => {
    expect((await fetch(`http://127.0.0.1:${at.world.ports.http}/console/`)).status).toBe(404);
  });
});
