// Certificates and secrets that are replaced while the gateway runs, as the far side of each sees them.

import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { parse } from 'yaml';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { issueAuthority, issueClient, issueServer, notifySubject } from '../../src/simulators/certificates.js';
import { eventually } from '../support/eventually.js';
import { GatewayWorld } from '../support/gateway-world.js';

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.open({ name: 'rotation' });
  const { cert, key } = at.world.pki.gatewayServer;
  await writeFile(join(at.folder, 'api.crt'), cert);
  await writeFile(join(at.folder, 'api.key'), key);
  await at.writeSettings(at.world.settingsPath, { http: { tls: { cert: 'api.crt', key: 'api.key' } } });
  await at.startHere();
});
afterAll(() => at.close());

/** The certificate that a listener shows to a new connection. */
function shownAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? 'none');
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

it('A renewed certificate of the Supplier API is served to new connections.', async () => {
  const renewed = await issueServer(at.world.pki.gatewayCa, 'Renewed');
  expect(await shownAt(at.world.ports.http)).toBe(at.world.pki.gatewayServer.fingerprint256);
  await writeFile(join(at.folder, 'api.key'), renewed.key);
  await writeFile(join(at.folder, 'api.crt'), renewed.cert);
  await eventually(
    'the renewed certificate of the Supplier API',
    async () => (await shownAt(at.world.ports.http)) === renewed.fingerprint256,
  );
});

it('A renewed certificate and a new authority of the notification listener are used.', async () => {
  const { notifications } = parse(await readFile(at.world.settingsPath, 'utf8')) as {
    notifications: { tls: { key: string; cert: string; clientCa: string } };
  };
  const renewed = await issueServer(at.world.pki.gatewayCa, 'Renewed');
  const authority = await issueAuthority('New authority of notifications');
  const client = await issueClient(authority, { commonName: notifySubject, dnsName: notifySubject });
  await writeFile(notifications.tls.key, renewed.key);
  await writeFile(notifications.tls.cert, renewed.cert);
  await writeFile(notifications.tls.clientCa, authority.cert);
  const answered = (identity: { cert: string; key: string }): Promise<number> =>
    at.notify('no XML', { identity }).then(
      ({ status }) => status,
      () => 0,
    );
  await eventually(
    'the new authority',
    async () => (await answered(client)) > 0 && (await answered(at.world.pki.notifyClient)) === 0,
  );
  expect(await shownAt(at.world.ports.notifications)).toBe(new X509Certificate(renewed.cert).fingerprint256);
});
