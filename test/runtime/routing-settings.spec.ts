// The rule by which a tenant picks a supplier, as a setting: what it may name, and that what it picks is configured.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { readSettings, SettingsRefused } from '../../src/runtime/settings/settings.js';
import { makeCertificates } from '../../src/simulators/certificates.js';
import { PLATFORM_SECTIONS } from '../../src/platforms/platforms.module.js';
import { NO_SECTIONS } from '../support/no-sections.js';

const section = { type: 'object', additionalProperties: false, properties: { line: { type: 'string' } } };
const SECTIONS = { glass: section, copper: section };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'routing-'));
  await writeFile(join(folder, 'secret'), 'invented');
  const { gatewayServer, notificationCa } = await makeCertificates(['NORTH']);
  await writeFile(join(folder, 'key'), gatewayServer.key);
  await writeFile(join(folder, 'cert'), gatewayServer.cert);
  await writeFile(join(folder, 'ca'), notificationCa.cert);
});
afterAll(() => rm(folder, { recursive: true }));

async function faultsOf(tenant: object): Promise<string[]> {
  const path = join(folder, 'gateway.yaml');
  const settings = {
    notifications: { tls: { key: 'key', cert: 'cert', clientCa: 'ca' }, allowedSubjects: ['DNS:notify.example'] },
    authentication: { issuer: 'https://issuer.example', audience: 'urn:a' },
    fibreCafe: {
      ...{ updatesUrl: 'https://cafe.example', tokenUrl: 'https://cafe.example/token' },
      ...{ clientId: 'gateway', clientSecretFile: 'secret' },
    },
    tenants: { NORTH: { supplier: 'glass', glass: {}, ...tenant } },
  };
  await writeFile(path, stringify(settings));
  return readSettings(path, { ...NO_SECTIONS, suppliers: SECTIONS, platforms: PLATFORM_SECTIONS }).then(
    () => [],
    (error: SettingsRefused) => error.faults,
  );
}

it('routing accepts rules for suppliers of the tenant', async () => {
  const routing = [
    { serviceSpecification: 'wlr3', supplier: 'copper' },
    { servicePrefix: '01', supplier: 'copper' },
    { serviceSpecification: 'fttp', servicePrefix: 'S', supplier: 'glass' },
  ];
  expect(await faultsOf({ copper: {}, routing })).toEqual([]);
});

it.each([
  [
    'a supplier that is not configured',
    { servicePrefix: '01', supplier: 'copper' },
    /routing\.0\.supplier: .*copper is missing/,
  ],
  ['an unknown supplier', { servicePrefix: '01', supplier: 'tin' }, /must be one of glass, copper/],
  ['no condition', { supplier: 'glass' }, /routing\.0/],
  ['an unknown condition', { prefix: '01', supplier: 'glass' }, /prefix: is not a setting/],
])('routing refuses a rule with %s', async (_what, rule, fault) => {
  expect((await faultsOf({ routing: [rule] })).join('\n')).toMatch(fault);
});
