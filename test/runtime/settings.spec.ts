// The settings file: every fault in one go, in sentences that name the setting and never its value.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type GatewaySettings, readSettings, Settings, SettingsRefused } from '../../src/runtime/settings/settings.js';
import { makeCertificates, type Pki } from '../../src/simulators/certificates.js';
import { SETTINGS_SECTIONS } from '../../src/settings-sections.js';

interface Tree {
  [name: string]: unknown;
}

let folder: string;
let pki: Pki;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
  pki = await makeCertificates(['HARBOUR']);
  const { gatewayServer, notifyClient, notificationCa } = pki;
  const files = {
    'key.pem': gatewayServer.key,
    'cert.pem': gatewayServer.cert,
    'ca.pem': notificationCa.cert,
    'chain.pem': `${gatewayServer.cert}\n${pki.gatewayCa.cert}`,
    'cut-chain.pem': `${gatewayServer.cert}\n${pki.gatewayCa.cert.slice(0, 200)}\n-----END CERTIFICATE-----`,
    'other-key.pem': notifyClient.key,
    secret: 'contents of secret\n',
    empty: '\n',
  };
  for (const [name, contents] of Object.entries(files)) await writeFile(join(folder, name), contents);
});
afterAll(() => rm(folder, { recursive: true }));

const cityfibre = (buyerIdentifier: string): Tree => ({
  endpoint: 'https://faults.cityfibre.test/prod/api2',
  buyerIdentifier,
  cert: 'cert.pem',
  key: 'key.pem',
  ca: 'ca.pem',
  reporter: { name: 'Harbour Desk', phone: '01632 960100' },
});
const whole = (): Tree => ({
  notifications: {
    tls: { key: 'key.pem', cert: 'cert.pem', clientCa: 'ca.pem' },
    allowedSubjects: ['DNS:notify.cityfibre.test'],
  },
  authentication: { issuer: 'https://issuer.test', audience: 'gateway' },
  fibreCafe: {
    updatesUrl: 'https://updates.test/v1',
    tokenUrl: 'https://updates.test/token',
    clientId: 'harbour',
    clientSecretFile: 'secret',
  },
  tenants: { HARBOUR: { supplier: 'cityfibre', cityfibre: cityfibre('HARB1') } },
});

/** The settings with the value at a path changed; undefined takes it away. */
function changed(path: string, value: unknown): Tree {
  const tree = whole();
  const names = path.split('.');
  const last = names.pop() ?? '';
  const at = names.reduce<Tree>((below, name) => (below[name] ??= {}) as Tree, tree);
  if (value === undefined) delete at[last];
  else at[last] = value;
  return tree;
}

async function load(tree: Tree | string): Promise<GatewaySettings> {
  const path = join(folder, 'gateway.yaml');
  await writeFile(path, typeof tree === 'string' ? tree : stringify(tree));
  return (await readSettings(path, SETTINGS_SECTIONS)).settings;
}
async function faults(tree: Tree | string): Promise<string[]> {
  const error: unknown = await load(tree).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SettingsRefused);
  return (error as SettingsRefused).faults;
}

describe('settings that can be used', () => {
  it('have contents for paths, milliseconds for durations, and defaults', async () => {
    const settings = await load(changed('submit.replyDeadline', '500ms'));
    expect(settings.submit).toMatchObject({ replyDeadline: 500, decisionTimeout: 900_000, retryBudget: 86_400_000 });
    expect(settings.notifications.tls.key).toBe(pki.gatewayServer.key);
    expect(settings['fibreCafe']).toMatchObject({ clientSecretFile: expect.stringContaining('contents of secret') });
    expect(settings.tenants['HARBOUR']?.['cityfibre']).toMatchObject({
      timeout: 60_000,
      amendmentConfirmedBy: 'answer',
      cert: pki.gatewayServer.cert,
    });
  });

  it('accept a whole chain of certificates', async () => {
    const { notifications } = await load(changed('notifications.tls.cert', 'chain.pem'));
    expect(notifications.tls.cert).toContain(pki.gatewayCa.cert);
  });

  it('replace names from the environment', async () => {
    process.env['TEST_SETTINGS_AUDIENCE'] = 'from-outside';
    expect(
      (await load(changed('authentication.audience', 'x-${TEST_SETTINGS_AUDIENCE}'))).authentication.audience,
    ).toBe('x-from-outside');
    delete process.env['TEST_SETTINGS_AUDIENCE'];
  });
});

describe('settings that cannot be used are refused', () => {
  it.each<[string, string, unknown, string]>([
    ['something missing', 'authentication.issuer', undefined, 'authentication.issuer: is missing.'],
    ['a part missing', 'fibreCafe', undefined, 'fibreCafe: is missing.'],
    [
      'something missing of a tenant',
      'tenants.HARBOUR.cityfibre.reporter.phone',
      undefined,
      'tenants.HARBOUR.cityfibre.reporter.phone: is missing.',
    ],
    [
      'the section of the chosen supplier missing',
      'tenants.HARBOUR.cityfibre',
      undefined,
      'tenants.HARBOUR.cityfibre: is missing.',
    ],
    ['a misspelt setting', 'submit.anwserWithin', '8s', 'submit.anwserWithin: is not a setting.'],
    [
      'a duration in words',
      'submit.retryBudget',
      'one day',
      'submit.retryBudget: must be a duration such as 500ms, 8s, 15m, 24h or 2d.',
    ],
    [
      'a duration without a unit',
      'submit.retryBudget',
      '24',
      'submit.retryBudget: must be a duration such as 500ms, 8s, 15m, 24h or 2d.',
    ],
    [
      'a file that is not there',
      'tenants.HARBOUR.cityfibre.key',
      'lost.pem',
      'tenants.HARBOUR.cityfibre.key: names a file that does not exist: <folder>/lost.pem.',
    ],
    [
      'a folder in place of a file',
      'fibreCafe.clientSecretFile',
      '.',
      'fibreCafe.clientSecretFile: names a folder where a file is needed: <folder>.',
    ],
    [
      'a secret that is an empty file',
      'fibreCafe.clientSecretFile',
      'empty',
      'fibreCafe.clientSecretFile: names a file that is empty: <folder>/empty.',
    ],
    [
      'a leaf as the authority of suppliers that notify',
      'notifications.tls.clientCa',
      'cert.pem',
      'notifications.tls.clientCa: names a file with a certificate that is no authority: it may sign no other certificates.',
    ],
    [
      'a leaf as the authority of a supplier',
      'tenants.HARBOUR.cityfibre.ca',
      'cert.pem',
      'tenants.HARBOUR.cityfibre.ca: names a file with a certificate that is no authority: it may sign no other certificates.',
    ],
    [
      'a duration that is a number',
      'tenants.HARBOUR.cityfibre.timeout',
      60_000,
      'tenants.HARBOUR.cityfibre.timeout: must be a duration such as 500ms, 8s, 15m, 24h or 2d.',
    ],
    [
      'two listeners on one address',
      'operations',
      { host: '0.0.0.0', port: 3000 },
      'operations.port: is the port of http too, on the same address.',
    ],
    ...[
      'postgres://',
      'postgres://user:pa#ss@host/db',
      'postgres://user:10%@host/db',
      'postgres://host:port/db',
      'mysql://h/d',
    ].map((url): [string, string, string, string] => [
      `the database address ${url}`,
      'database.url',
      url,
      'database.url: must be an address such as postgres://user:password@host:5432/database, special characters percent-encoded.',
    ]),
    [
      'a key file that holds no key',
      'tenants.HARBOUR.cityfibre.key',
      'secret',
      'tenants.HARBOUR.cityfibre.key: names a file that holds no private key as PEM without a pass phrase.',
    ],
    [
      'a certificate file that holds a key',
      'notifications.tls.clientCa',
      'key.pem',
      'notifications.tls.clientCa: names a file that holds no certificate as PEM.',
    ],
    [
      'a chain of which one certificate is cut',
      'notifications.tls.cert',
      'cut-chain.pem',
      'notifications.tls.cert: names a file that holds no certificate as PEM.',
    ],
    [
      'the key of another certificate',
      'tenants.HARBOUR.cityfibre.key',
      'other-key.pem',
      'tenants.HARBOUR.cityfibre.key: is not the private key of the certificate in tenants.HARBOUR.cityfibre.cert.',
    ],
    [
      'a choice that is none',
      'tenants.HARBOUR.cityfibre.amendmentConfirmedBy',
      'hope',
      'tenants.HARBOUR.cityfibre.amendmentConfirmedBy: must be one of answer, notification.',
    ],
  ])('%s', async (_what, path, value, sentence) => {
    expect(await faults(changed(path, value))).toEqual([sentence.replace('<folder>', folder)]);
  });

  it.each<[string, string, unknown, string]>([
    ['by its name', 'authentication.audience', '${TEST_NOWHERE_SET}', 'authentication.audience'],
    ['in a list', 'notifications.allowedSubjects', ['DNS:${TEST_NOWHERE_SET}'], 'notifications.allowedSubjects[0]'],
  ])('a variable that is not set, %s', async (_what, path, value, at) => {
    const sentence = `${at}: the environment variable TEST_NOWHERE_SET is not set.`;
    expect(await faults(changed(path, value))).toContain(sentence);
  });

  it.each<[string, string, unknown]>([
    ['an address that is none', 'fibreCafe.updatesUrl', 'updates.test'],
    ['a port beyond all ports', 'http.port', 70_000],
    ['no subject that may notify', 'notifications.allowedSubjects', []],
    ['a subject of no known kind', 'notifications.allowedSubjects', ['notify.cityfibre.test']],
    ['a name for the buyer that is too long', 'tenants.HARBOUR.cityfibre.buyerIdentifier', 'B'.repeat(37)],
    ['text in place of a number', 'tenants.HARBOUR.cityfibre.connections', 'many'],
  ])('%s, by its name', async (_what, path, value) => {
    const found = await faults(changed(path, value));
    expect(found).not.toEqual([]);
    for (const fault of found) expect(fault).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}[^:]*: `));
  });

  it.each([['HAR-BOUR'], ['H'.repeat(21)], ['']])('a tenant called %j', async (name) => {
    const found = await faults({
      ...whole(),
      tenants: { [name]: { supplier: 'cityfibre', cityfibre: cityfibre('HARB1') } },
    });
    expect(found.some((fault) => fault.includes('a tenant name has 1 to 20 letters, digits or underscores'))).toBe(
      true,
    );
  });

  it('no tenant at all', async () => {
    expect(await faults({ ...whole(), tenants: {} })).toHaveLength(1);
  });

  it('two tenants with one account at a supplier', async () => {
    const two = {
      HARBOUR: { supplier: 'cityfibre', cityfibre: cityfibre('SAME1') },
      QUAY: { supplier: 'cityfibre', cityfibre: cityfibre('SAME1') },
    };
    expect(await faults({ ...whole(), tenants: two })).toEqual([
      'tenants.QUAY.cityfibre.buyerIdentifier: is already that of tenant HARBOUR.',
    ]);
  });

  it('an empty file, a list, and text that is no YAML', async () => {
    for (const text of ['', '- a\n', 'a: [', 'a: "b']) expect((await faults(text)).length).toBeGreaterThan(0);
  });

  it('a file that does not exist, with advice', async () => {
    const error = await readSettings(join(folder, 'none.yaml'), SETTINGS_SECTIONS).catch((thrown: unknown) => thrown);
    expect((error as SettingsRefused).faults.join()).toMatch(/does not exist.*GATEWAY_CONFIG/);
  });

  it('with every fault at once, each named once', async () => {
    const tree = changed('authentication.issuer', undefined);
    Object.assign(tree, { submit: { retryBudget: 'soon' }, extra: 1 });
    expect((await faults(tree)).sort()).toEqual([
      'authentication.issuer: is missing.',
      'extra: is not a setting.',
      'submit.retryBudget: must be a duration such as 500ms, 8s, 15m, 24h or 2d.',
    ]);
  });

  it('in sentences that never contain a value', async () => {
    const secret = 'pa55-w0rd';
    for (const path of [
      'fibreCafe.updatesUrl',
      'submit.retryBudget',
      'http.port',
      'database.url',
      'tenants.HARBOUR.supplier',
      'notifications.allowedAddresses',
      'notifications.path',
    ]) {
      expect((await faults(changed(path, secret))).join()).not.toContain(secret);
    }
  });
});

describe('an address that the gateway calls', () => {
  it.each([
    'authentication.issuer',
    'authentication.jwksUri',
    'fibreCafe.updatesUrl',
    'fibreCafe.tokenUrl',
    'tenants.HARBOUR.cityfibre.endpoint',
    'tenants.HARBOUR.abillity.endpoint',
  ])('is https, or plain http on this machine where a setting says so: %s', async (path) => {
    const found = async (address: string, allowPlainHttpOnLoopback: boolean): Promise<string[]> => {
      const named = await faults({ ...changed(path, address), allowPlainHttpOnLoopback, extra: 'a fault in any case' });
      return named.filter((fault) => fault.startsWith(`${path}: `));
    };
    expect(await found('http://updates.test/v1', true)).toEqual([expect.stringMatching(/must begin with https:/)]);
    expect(await found('http://localhost:80/v1', false)).toEqual([expect.stringContaining('allowPlainHttpOnLoopback')]);
    expect(await found('http://localhost:80/v1', true)).toEqual([]);
  });
});

describe('settings that change', () => {
  it('are applied where they are valid, and unchanged where they are not', async () => {
    await load(whole());
    const settings = await Settings.load(join(folder, 'gateway.yaml'), SETTINGS_SECTIONS);
    const seen: string[] = [];
    settings.onChange((next) => seen.push(next.authentication.audience));
    expect(await settings.hasChanged()).toBe(false);

    await writeFile(join(folder, 'gateway.yaml'), stringify(changed('authentication.audience', 'another')));
    expect(await settings.hasChanged()).toBe(true);
    await settings.reload(async () => []);
    expect([settings.current.authentication.audience, seen]).toEqual(['another', ['another']]);

    await writeFile(join(folder, 'gateway.yaml'), stringify(changed('authentication.audience', undefined)));
    await expect(settings.reload(async () => [])).rejects.toThrow(/authentication\.audience: is missing/);
    await writeFile(join(folder, 'gateway.yaml'), stringify(changed('authentication.audience', 'third')));
    await expect(settings.reload(async () => ['HARBOUR still has open problems.'])).rejects.toThrow(/open problems/);
    expect([settings.current.authentication.audience, seen]).toEqual(['another', ['another']]);
  });

  it('count as changed where a file was replaced by one of equal size and time', async () => {
    const other = { ...whole(), authentication: { issuer: 'https://issuer.test', audience: 'GATEWAY' } };
    await load(other);
    await load(whole());
    const path = join(folder, 'gateway.yaml');
    const settings = await Settings.load(path, SETTINGS_SECTIONS);
    const { atime, mtime, size } = await stat(path);
    await writeFile(path, stringify(other));
    await utimes(path, atime, mtime);
    expect((await stat(path)).size).toBe(size);
    expect(await settings.hasChanged()).toBe(true);
  });

  it('are tried again where something other than the files stood in the way', async () => {
    await load(whole());
    const settings = await Settings.load(join(folder, 'gateway.yaml'), SETTINGS_SECTIONS);
    await load(changed('authentication.audience', 'renewed'));
    expect(await settings.hasChanged()).toBe(true);
    for (const obstacle of [() => Promise.reject(new Error('no store')), () => Promise.resolve(['still in use'])]) {
      await expect(settings.reload(obstacle)).rejects.toThrow();
      expect(await settings.hasChanged()).toBe(true);
    }
    await settings.reload(async () => []);
    expect(settings.current.authentication.audience).toBe('renewed');
    expect(await settings.hasChanged()).toBe(false);
  });

  it('are read again when a file comes that they named too early', async () => {
    await load(whole());
    const settings = await Settings.load(join(folder, 'gateway.yaml'), SETTINGS_SECTIONS);
    await writeFile(join(folder, 'gateway.yaml'), stringify(changed('fibreCafe.clientSecretFile', 'late-secret')));
    expect(await settings.hasChanged()).toBe(true);
    await expect(settings.reload(async () => [])).rejects.toThrow(/does not exist/);
    expect(await settings.hasChanged()).toBe(false);
    await writeFile(join(folder, 'late-secret'), 'renewed');
    expect(await settings.hasChanged()).toBe(true);
  });

  it('count as changed where a file that they name changed', async () => {
    await load(whole());
    const settings = await Settings.load(join(folder, 'gateway.yaml'), SETTINGS_SECTIONS);
    await writeFile(join(folder, 'cert.pem'), `${pki.gatewayServer.cert}\n\n`);
    expect(await settings.hasChanged()).toBe(true);
    expect(await settings.hasChanged()).toBe(false);
  });
});
