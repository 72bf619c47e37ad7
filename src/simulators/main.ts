// Starts the far side of the gateway, CityFibre and the Fibre Cafe, from flags or environment variables.
import { randomBytes, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ParseArgsOptionDescriptor } from 'node:util';
import { makeCertificates, writeCertificates } from './certificates.js';
import { startCityfibreSimulator } from './cityfibre/cityfibre-simulator.js';
import type { FibreCafeClient } from './fibre-cafe/contract.js';
import { startFibreCafeSimulator } from './fibre-cafe/fibre-cafe-simulator.js';

const schema = fileURLToPath(new URL('../suppliers/cityfibre/contract/fault-report.xsd', import.meta.url));

/** Every flag with its default and what it is for. The environment variable is SIMULATOR_ and the name in capitals. */
const FLAGS = {
  certificates: ['certificates', 'folder of certificates and client secrets, made at the first run'],
  host: ['127.0.0.1', 'address to listen on'],
  'fibre-cafe-port': ['4000', 'tokens and KCIs'],
  'fibre-cafe-control-port': ['4001', 'steering the Fibre Cafe'],
  'fibre-cafe-url': ['', 'how the gateway reaches the Fibre Cafe, if not by host and port'],
  'cityfibre-port': ['4443', 'SOAP over mutual TLS'],
  'cityfibre-control-port': ['4444', 'steering CityFibre'],
  'host-names': ['', 'names besides localhost that server certificates hold, such as gateway,simulators'],
  audience: ['urn:problem-gateway', 'audience of the tokens that open the gateway'],
  tenants: ['TENANT1=SPDEV1,TENANT2=SPDEV2', 'tenants and their buyer identifiers at CityFibre'],
  callback: ['https://localhost:3443/cityfibre', 'where the gateway takes notifications'],
  'accept-after': ['2000', 'milliseconds until CityFibre accepts a report; 0: only when told'],
} as const satisfies Record<string, readonly [value: string, purpose: string]>;

type Flag = keyof typeof FLAGS;
const flags = Object.keys(FLAGS) as Flag[];

interface Tenant {
  name: string;
  buyer: string;
}

interface Stoppable {
  stop(): Promise<void>;
}

function environmentName(flag: Flag): string {
  return `SIMULATOR_${flag.toUpperCase().replaceAll('-', '_')}`;
}

function helpText(): string {
  const rows = flags.map((flag) => `  --${flag.padEnd(24)} ${FLAGS[flag][1]} (${FLAGS[flag][0] || 'not set'})`);
  return `Simulators of CityFibre and of the Fibre Cafe.

${rows.join('\n')}

Each may be given as an environment variable instead, such as ${environmentName('fibre-cafe-port')}.
Once started, each explains at its steering address what can be ordered.
`;
}

function readSettings(): Record<Flag, string> | 'help' {
  const known = flags.map((flag): [string, ParseArgsOptionDescriptor] => [flag, { type: 'string' }]);
  const { values } = parseArgs({ options: { ...Object.fromEntries(known), help: { type: 'boolean' } } });
  const given: Record<string, unknown> = values;
  if (given['help'] === true) {
    return 'help';
  }
  const chosen = flags.map((flag) => [flag, given[flag] ?? process.env[environmentName(flag)] ?? FLAGS[flag][0]]);
  return Object.fromEntries(chosen) as Record<Flag, string>;
}

function wholeNumber(settings: Record<Flag, string>, flag: Flag): number {
  if (!/^\d{1,9}$/.test(settings[flag])) {
    throw new Error(`--${flag} must be a whole number, not "${settings[flag]}".`);
  }
  return Number(settings[flag]);
}

function readTenants(text: string): Tenant[] {
  const tenants = text.split(',').map((pair) => {
    const [name, buyer] = pair.split('=').map((part) => part.trim());
    if (!name || !buyer) {
      throw new Error(`--tenants must look like TENANT1=SPDEV1,TENANT2=SPDEV2, not "${text}".`);
    }
    return { name, buyer };
  });
  if (new Set(tenants.map(({ buyer }) => buyer)).size < tenants.length) {
    throw new Error(`--tenants names a buyer identifier twice: "${text}".`);
  }
  return tenants;
}

/** The certificates of the folder; made anew when one is missing or no longer holds. */
async function openCertificates(settings: Record<Flag, string>, folder: string, tenants: Tenant[]): Promise<ReadPem> {
  const read: ReadPem = async (name) => ({
    cert: await readFile(join(folder, `${name}.crt`), 'utf8'),
    key: await readFile(join(folder, `${name}.key`), 'utf8'),
  });
  const hostNames = settings['host-names'].split(',').filter((name) => name !== '');
  const servers = ['supplier-server', 'gateway-server'];
  const others = ['supplier-ca', 'notification-ca', 'gateway-ca', 'notify-client'];
  const needed = [...servers, ...others, ...tenants.map(({ name }) => `tenant-${name}`)];
  const isGood = async (name: string): Promise<boolean> =>
    holds(await read(name), servers.includes(name) ? hostNames : []);
  const good = await Promise.all(needed.map((name) => isGood(name).catch(() => false)));
  if (good.includes(false)) {
    const names = tenants.map(({ name }) => name);
    await writeCertificates(folder, await makeCertificates(names, hostNames));
    say(`made certificates in ${folder}`);
  }
  return read;
}

type ReadPem = (name: string) => Promise<Pem>;

interface Pem {
  cert: string;
  key: string;
}

function holds({ cert }: Pem, hostNames: string[]): boolean {
  const certificate = new X509Certificate(cert);
  const named = hostNames.every((name) => certificate.checkHost(name) !== undefined);
  return named && certificate.validToDate.getTime() > Date.now();
}

/** A client secret in a file, so that the gateway can be pointed to the same file. */
async function openSecret(path: string): Promise<string> {
  const fresh = randomBytes(24).toString('base64url');
  try {
    await writeFile(path, fresh, { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch {
    return (await readFile(path, 'utf8')).trim();
  }
}

async function startCityfibre(settings: Record<Flag, string>, folder: string, tenants: Tenant[]): Promise<Stoppable> {
  const certificate = await openCertificates(settings, folder, tenants);
  const [server, clientCa] = [await certificate('supplier-server'), await certificate('supplier-ca')];
  const [notifyClient, gatewayCa] = [await certificate('notify-client'), await certificate('gateway-ca')];
  const buyers = tenants.map(async ({ name, buyer }) => {
    const { fingerprint256 } = new X509Certificate((await certificate(`tenant-${name}`)).cert);
    return [buyer, { callbackUrl: settings.callback, allowedFingerprint256: fingerprint256 }] as const;
  });
  return startCityfibreSimulator({
    host: settings.host,
    port: wholeNumber(settings, 'cityfibre-port'),
    controlPort: wholeNumber(settings, 'cityfibre-control-port'),
    tls: { ...server, clientCa: clientCa.cert },
    buyers: Object.fromEntries(await Promise.all(buyers)),
    notify: { ...notifyClient, ca: gatewayCa.cert },
    schemaPath: schema,
    timing: { acceptAfterMs: wholeNumber(settings, 'accept-after') },
    // The gateway keeps its problems when the simulators restart: no number may come twice.
    firstTicketNumber: Math.floor(Date.now() / 1000) % 1_000_000_000,
    log: say,
  });
}

async function startFibreCafe(settings: Record<Flag, string>, folder: string, tenants: Tenant[]): Promise<Stoppable> {
  const names = tenants.map(({ name }) => name);
  const client = async (
    kind: 'platform' | 'supplier',
    clientId: string,
    scopes: string[],
  ): Promise<FibreCafeClient> => ({
    ...{ kind, clientId, scopes, tenants: names },
    clientSecret: await openSecret(join(folder, `${clientId}.secret`)),
  });
  return startFibreCafeSimulator({
    host: settings.host,
    port: wholeNumber(settings, 'fibre-cafe-port'),
    controlPort: wholeNumber(settings, 'fibre-cafe-control-port'),
    ...(settings['fibre-cafe-url'] ? { publicUrl: settings['fibre-cafe-url'].replace(/\/+$/, '') } : {}),
    audience: settings.audience,
    clients: [await client('platform', 'fibre-cafe', []), await client('supplier', 'gateway', [])],
    log: say,
  });
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

async function run(settings: Record<Flag, string>): Promise<void> {
  const folder = resolve(settings.certificates);
  const tenants = readTenants(settings.tenants);
  const cityfibre = await startCityfibre(settings, folder, tenants);
  const running = [cityfibre];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((simulator) => simulator.stop()));
  };
  try {
    running.push(await startFibreCafe(settings, folder, tenants));
  } catch (error) {
    await stop();
    throw error;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop());
  }
}

try {
  const settings = readSettings();
  if (settings === 'help') {
    process.stdout.write(helpText());
  } else {
    await run(settings);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
