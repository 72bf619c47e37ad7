// The token for the Supplier Updates API: how it is asked for, and which answers hold one.

import { describe, expect, it } from '@jest/globals';
import type { FibreCafeSettings } from '../../../src/platforms/fibre-cafe/fibre-cafe.settings.js';
import { AccessToken, type Token } from '../../../src/platforms/fibre-cafe/updates/access-token.js';
import type { ConnectionPool, OutgoingRequest, Reply, Transport } from '../../../src/protocol/http/transport.js';
import { Clock } from '../../../src/runtime/clock.js';
import { type GatewaySettings, Settings } from '../../../src/runtime/settings/settings.js';
import { NO_SECTIONS } from '../../support/no-sections.js';

const FIBRE_CAFE = {
  tokenUrl: 'https://issuer.example/token',
  clientId: 'we & co',
  clientSecretFile: 's:é+c\n',
  scope: 'kci',
};

async function ask(
  clientAuthentication: FibreCafeSettings['clientAuthentication'],
  status: number,
  body: unknown,
): Promise<{ token: Token; asked: OutgoingRequest }> {
  const asked: OutgoingRequest[] = [];
  const settings = { fibreCafe: { ...FIBRE_CAFE, clientAuthentication } } as unknown as GatewaySettings;
  const send = (_pool: unknown, exchange: OutgoingRequest): Promise<Reply> => {
    asked.push(exchange);
    return Promise.resolve({ kind: 'answered', status, headers: {}, body: Buffer.from(JSON.stringify(body)) });
  };
  const tokens = new AccessToken(
    { send } as unknown as Transport,
    new Settings('test.yaml', NO_SECTIONS, { settings, files: new Map(), warnings: [] }),
    new Clock(),
  );
  const token = await tokens.get({} as ConnectionPool);
  return { token, asked: asked[0] as OutgoingRequest };
}

describe('the client secret', () => {
  it('goes into the Authorization header, form-encoded, and not into the form', async () => {
    const { asked } = await ask('client_secret_basic', 200, { access_token: 't' });
    expect(Buffer.from((asked.headers['authorization'] ?? '').slice(6), 'base64').toString()).toBe(
      'we%20%26%20co:s%3A%C3%A9%2Bc',
    );
    expect(asked.body).toBe('grant_type=client_credentials&scope=kci');
  });

  it('goes into the form where the settings say so, and not into the header', async () => {
    const { asked } = await ask('client_secret_post', 200, { access_token: 't' });
    expect(asked.headers['authorization']).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(String(asked.body)))).toEqual({
      grant_type: 'client_credentials',
      scope: 'kci',
      client_id: 'we & co',
      client_secret: 's:é+c',
    });
  });
});

describe('an answer of the token endpoint', () => {
  it.each([200, 201])('with status %i and a token is one', async (status) => {
    expect((await ask('client_secret_basic', status, { access_token: 't' })).token).toEqual({
      kind: 'token',
      value: 't',
    });
  });

  it.each([
    [200, {}, false],
    [202, { access_token: 't' }, false],
    [400, { error: 'invalid_client' }, true],
    [503, {}, false],
  ])('with status %i and %j is none', async (status, body, refused) => {
    expect((await ask('client_secret_basic', status, body)).token).toMatchObject({ kind: 'none', refused });
  });

  it.each([{ valueOf: 1, toString: 1 }, [], null, '', 'soon'])('may hold any lifetime: %j', async (expires_in) => {
    const { token } = await ask('client_secret_basic', 200, { access_token: 't', expires_in });
    expect(token).toEqual({ kind: 'token', value: 't' });
  });
});
