// Starts the far sides of the gateway, CityFibre, aBILLity and the Fibre Cafe, from flags or environment variables.
import { randomBytes, X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAbillitySimulator } from './abillity/abillity-simulator.js';
import { makeCertificates, writeCertificates } from './certificates.js';
import { startCityfibreSimulator } from './cityfibre/cityfibre-simulator.js';
import type { FibreCafeClient } from './fibre-cafe/contract.js';
import { startFibreCafeSimulator } from './fibre-cafe/fibre-cafe-simulator.js';
import { type Chosen, helpText, readSettings, readTenants, type Tenant, wholeNumber, yesOrNo } from './flags.js';

const schema = fileURLToPath(new URL('../suppliers/cityfibre/contract/fault-report.xsd', import.meta.url));

const OPERATOR_SCOPES = ['operations.read', 'operations.write', 'operations.personal'];

/** The certificates of the folder; made anew when one is missing or no longer holds. */
async function openCertificates(settings: Chosen, folder: string, tenants: Tenant[]): Promise<ReadPem> {
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

interface Stoppable {
  stop(): Promise<void>;
}

async function startCityfibre(settings: Chosen, certificate: ReadPem, tenants: Tenant[]): Promise<Stoppable> {
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
    strictKeys: yesOrNo(settings, 'strict-keys'),
    log: say,
  });
}

async function startAbillity(settings: Chosen, certificate: ReadPem, folder: string): Promise<Stoppable> {
  return startAbillitySimulator({
    host: settings.host,
    port: wholeNumber(settings, 'abillity-port'),
    controlPort: wholeNumber(settings, 'abillity-control-port'),
    tls: await certificate('supplier-server'),
    systemInformation: settings['abillity-system'],
    users: { gateway: { password: await openSecret(join(folder, 'abillity.password')) } },
    // As with tickets: no number may come twice.
    firstIncident: Math.floor(Date.now() / 1000) % 1_000_000_000,
    log: say,
  });
}

/** Serves https where it is reached by an address that says so. */
async function startFibreCafe(
  settings: Chosen,
  certificate: ReadPem,
  folder: string,
  tenants: Tenant[],
): Promise<Stoppable> {
  const names = tenants.map(({ name }) => name);
  const client = async (
    kind: 'platform' | 'supplier',
    clientId: string,
    scopes: string[],
    tenants = names,
  ): Promise<FibreCafeClient> => ({
    ...{ kind, clientId, scopes, tenants },
    clientSecret: await openSecret(join(folder, `${clientId}.secret`)),
  });
  const publicUrl = settings['fibre-cafe-url'].replace(/\/+$/, '');
  const tls = publicUrl.startsWith('https://') ? await certificate('supplier-server') : undefined;
  return startFibreCafeSimulator({
    host: settings.host,
    port: wholeNumber(settings, 'fibre-cafe-port'),
    controlPort: wholeNumber(settings, 'fibre-cafe-control-port'),
    ...(publicUrl === '' ? {} : { publicUrl }),
    ...(tls === undefined ? {} : { tls }),
    audience: settings.audience,
    clients: [
      await client('platform', 'fibre-cafe', []),
      await client('supplier', 'gateway', []),
      // Tokens of the same issuer open the operations API, by their scopes.
      await client('platform', 'operator', OPERATOR_SCOPES, []),
    ],
    log: say,
  });
}

function say(line: string): void {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
}

async function run(settings: Chosen): Promise<void> {
  const folder = resolve(settings.certificates);
  const tenants = readTenants(settings.tenants);
  const certificate = await openCertificates(settings, folder, tenants);
  const running: Stoppable[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((simulator) => simulator.stop()));
  };
  try {
    running.push(await startCityfibre(settings, certificate, tenants));
    running.push(await startAbillity(settings, certificate, folder));
    running.push(await startFibreCafe(settings, certificate, folder, tenants));
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
