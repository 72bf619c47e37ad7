// The settings files in docker/: the example loads and shows every setting with its default, and the one of compose.yaml
// names what the simulators beside it make. Both fit the schema editors use.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { settingsDocument } from '../../src/tools/openapi/settings.document.js';
import { readSettings, SettingsRefused } from '../../src/runtime/settings/settings.js';
import { settingsSchema } from '../../src/runtime/settings/settings.schema.js';
import { makeCertificates, type Pki, writeCertificates } from '../../src/simulators/certificates.js';
import { SETTINGS_SECTIONS } from '../../src/settings-sections.js';

type Tree = Record<string, unknown>;
interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | false;
  default?: unknown;
}
/** One setting: the names that lead to it (`*`: any tenant) and its schema. */
interface Setting {
  path: string[];
  schema: Schema;
}

const read = (name: string) => readFile(fileURLToPath(new URL(`../../docker/${name}`, import.meta.url)), 'utf8');
const example = await read('gateway.example.yaml');
/** With every optional setting switched on: a `#` before a name in lower case is taken away. */
const switchedOn = example.replace(/^( +)# (?=(?: {2})?[a-z][A-Za-z]*:(?: |$)(?!.*\.$))/gm, '$1');

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function settingsOf({ properties = {}, additionalProperties }: Schema, path: string[] = []): Setting[] {
  const named: [string, Schema][] = Object.entries(properties);
  if (isTree(additionalProperties)) named.push(['*', additionalProperties]);
  return named.flatMap(([name, schema]) => {
    const below = settingsOf(schema, [...path, name]);
    return below.length > 0 ? below : [{ path: [...path, name], schema }];
  });
}

function valuesAt(tree: unknown, [name, ...rest]: string[]): unknown[] {
  if (name === undefined) return tree === undefined ? [] : [tree];
  if (!isTree(tree)) return [];
  const members = name === '*' ? Object.values(tree) : [tree[name]];
  return members.flatMap((member) => valuesAt(member, rest));
}

const settings = settingsOf(settingsSchema(SETTINGS_SECTIONS) as Schema).map(({ path, schema }) => ({
  name: path.join('.'),
  path,
  schema,
}));

let folder: string;
let pki: Pki;
beforeAll(async () => {
  pki = await makeCertificates();
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes the settings file; then, where they are the only faults, the files it names. */
async function load(text: string): Promise<Tree> {
  const path = join(folder, 'gateway.yaml');
  await writeFile(path, text);
  const refused: unknown = await readSettings(path, SETTINGS_SECTIONS).catch((error: unknown) => error);
  if (!(refused instanceof SettingsRefused)) throw new Error('the files of the example exist already');
  for (const fault of refused.faults) {
    const [, setting] = /^(\S+): names a file that does not exist: /.exec(fault) ?? [];
    if (setting === undefined) throw refused;
    const file = join(folder, String(valuesAt(parse(text), setting.split('.'))[0]));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, contentsFor(setting));
  }
  const { settings: loaded } = await readSettings(path, SETTINGS_SECTIONS);
  await rm(join(folder, 'certificates'), { recursive: true });
  await rm(join(folder, 'secrets'), { recursive: true });
  return loaded;
}

function contentsFor(setting: string): string {
  if (/secret|password/i.test(setting)) return `what ${setting} names`;
  if (/ca$/i.test(setting)) return pki.notificationCa.cert;
  return setting.endsWith('.key') ? pki.gatewayServer.key : pki.gatewayServer.cert;
}

describe('the example of the settings file', () => {
  it('can be used once the files it names exist', async () => {
    const loaded = await load(example);
    expect(loaded).toMatchObject({
      http: { port: 3000 },
      submit: { replyDeadline: 8_000, decisionTimeout: 900_000, retryBudget: 86_400_000 },
      fibreCafe: { clientSecretFile: 'what fibreCafe.clientSecretFile names' },
    });
    expect(Object.keys(loaded['tenants'] as Tree)).toEqual(['NORTHWIND', 'SOUTHSEA']);
  });

  it('can be used with every optional setting', async () => {
    process.env['DATABASE_PASSWORD'] = 'invented';
    try {
      const loaded = await load(switchedOn);
      expect(loaded).toMatchObject({
        http: { tls: { key: pki.gatewayServer.key } },
        database: { url: 'postgres://gateway:invented@db.example:5432/gateway' },
      });
    } finally {
      delete process.env['DATABASE_PASSWORD'];
    }
  });

  it.each(settings)('shows $name', ({ path, schema }) => {
    expect(valuesAt(parse(switchedOn), path)).not.toEqual([]);
    if (schema.default !== undefined) expect(valuesAt(parse(example), path)).toContainEqual(schema.default);
  });
});

describe('the settings of docker/compose.yaml', () => {
  interface Suppliers {
    cityfibre: { endpoint: string };
    abillity?: { endpoint: string };
  }
  interface Compose {
    services: Record<string, { environment: Record<string, string> }>;
  }

  it('name hosts and certificates that exist', async () => {
    const { services } = parse(await read('compose.yaml')) as Compose;
    const text = await read('gateway.compose.yaml');
    const { tenants } = parse(text) as { tenants: Record<string, Suppliers> };
    const { SIMULATOR_HOST_NAMES = '', SIMULATOR_CALLBACK = '' } = services['simulators']?.environment ?? {};
    const pki = await makeCertificates(Object.keys(tenants), SIMULATOR_HOST_NAMES.split(','));
    await writeCertificates(join(folder, 'made'), pki);

    const made = await readdir(join(folder, 'made'));
    for (const [, file] of text.matchAll(/\/certificates\/(\S+)/g))
      expect([...made, 'gateway.secret', 'abillity.password']).toContain(file);
    for (const [, host] of text.matchAll(/:\/\/(?:[^/@\s]*@)?([a-z]+)/g)) expect(Object.keys(services)).toContain(host);
    const endpoints = Object.values(tenants).flatMap(({ cityfibre, abillity }) => [
      cityfibre.endpoint,
      ...(abillity === undefined ? [] : [abillity.endpoint]),
    ]);
    for (const [{ cert }, url] of [
      [pki.gatewayServer, SIMULATOR_CALLBACK] as const,
      ...endpoints.map((endpoint) => [pki.supplierServer, endpoint] as const),
    ]) {
      const { hostname } = new URL(url);
      expect(Object.keys(services)).toContain(hostname);
      expect(new X509Certificate(cert).checkHost(hostname)).toBe(hostname);
      expect(new X509Certificate(cert).checkHost('localhost')).toBe('localhost');
    }
  });
});

describe('the schema editors use', () => {
  // As strict as an editor is about keywords it does not know.
  const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(
    settingsDocument(SETTINGS_SECTIONS),
  );

  it.each(['gateway.example.yaml', 'gateway.compose.yaml'])('accepts %s', async (name) => {
    expect([validate(parse(await read(name))), validate.errors]).toEqual([true, null]);
  });

  it.each([
    ['a setting that does not exist', { http: { prot: 3000 } }],
    ['a duration that is a number', { submit: { replyDeadline: 8000 } }],
    ['a duration without a unit', { submit: { replyDeadline: '8' } }],
    ['an address that is none', { authentication: { issuer: 'issuer.example', audience: 'x' } }],
  ])('marks %s', (_what, part) => {
    expect(validate({ ...(parse(example) as Tree), ...part })).toBe(false);
  });
});
