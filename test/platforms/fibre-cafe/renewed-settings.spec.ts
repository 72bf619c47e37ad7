// KCIs while the settings of the Fibre Cafe change: its authority, and our secret.

import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { UpdateToSend } from '../../../src/domain/platform/port.js';
import { AccessToken } from '../../../src/platforms/fibre-cafe/updates/access-token.js';
import { KciClient } from '../../../src/platforms/fibre-cafe/updates/kci.client.js';
import { openTransport } from '../../../src/protocol/http/transport.js';
import { Clock } from '../../../src/runtime/clock.js';
import type { ExchangeLog } from '../../../src/runtime/exchange-log.js';
import { type GatewaySettings, Settings } from '../../../src/runtime/settings/settings.js';
import { issueAuthority, issueServer, type KeyedCertificate } from '../../../src/simulators/certificates.js';
import { NO_SECTIONS } from '../../support/no-sections.js';

class ChangingSettings extends Settings {
  private readonly followers: ((next: GatewaySettings) => void)[] = [];

  override onChange(follower: (next: GatewaySettings) => void): void {
    this.followers.push(follower);
  }

  change(fibreCafe: object): void {
    this.current = { ...this.current, fibreCafe: { ...(this.current['fibreCafe'] as object), ...fibreCafe } };
    for (const follow of this.followers) follow(this.current);
  }
}

const KCI = { body: '{}', conversationId: 'conversation' } as unknown as UpdateToSend;

let authorities: KeyedCertificate[];
let servers: KeyedCertificate[];
let far: Server;
/** The credentials of each request for a token. */
const askedWith: string[] = [];
let settings: ChangingSettings;
let client: KciClient;
beforeAll(async () => {
  authorities = await Promise.all(['First', 'Second'].map((name) => issueAuthority(name)));
  servers = await Promise.all(authorities.map((authority) => issueServer(authority, 'Fibre Cafe')));
  far = createServer({ cert: servers[0]?.cert, key: servers[0]?.key }, (request, response) => {
    const isToken = request.url === '/token';
    if (isToken) askedWith.push(request.headers.authorization ?? '');
    request.resume();
    response.end(isToken ? JSON.stringify({ access_token: 'token', expires_in: 3600 }) : '');
  });
  await new Promise<void>((resolve) => far.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(far.address() as AddressInfo).port}`;
  const fibreCafe = {
    ...{ updatesUrl: `${url}/v1`, tokenUrl: `${url}/token`, clientId: 'gateway', clientSecretFile: 'first' },
    ...{ clientAuthentication: 'client_secret_basic', ca: authorities[0]?.cert },
  };
  const read = { settings: { fibreCafe } as unknown as GatewaySettings, files: new Map(), warnings: [] };
  settings = new ChangingSettings('test.yaml', NO_SECTIONS, read);
  const transport = openTransport();
  const exchanges = { recordOutgoing: () => undefined } as unknown as ExchangeLog;
  const clock = new Clock();
  client = new KciClient(transport, new AccessToken(transport, settings, clock), exchanges, settings, clock);
});
afterAll(async () => {
  await client.onApplicationShutdown();
  far.closeAllConnections();
  far.close();
});

it('A new authority of the Fibre Cafe is trusted for the next KCI, and the old one no more.', async () => {
  expect(await client.send(KCI)).toMatchObject({ kind: 'delivered' });
  far.setSecureContext({ cert: servers[1]?.cert ?? '', key: servers[1]?.key ?? '' });
  far.closeAllConnections();
  expect(await client.send(KCI)).toMatchObject({ kind: 'again' });
  settings.change({ ca: authorities[1]?.cert });
  expect(await client.send(KCI)).toMatchObject({ kind: 'delivered' });
  settings.change({ ca: authorities[0]?.cert });
  expect(await client.send(KCI)).toMatchObject({ kind: 'again' });
  settings.change({ ca: authorities[1]?.cert });
});

it('A new client secret is used for the next KCI, though the last token has not expired.', async () => {
  await client.send(KCI);
  settings.change({ clientSecretFile: 'second' });
  await client.send(KCI);
  expect(askedWith.at(-1)).toBe(`Basic ${Buffer.from('gateway:second').toString('base64')}`);
});
