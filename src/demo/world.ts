// Everything the gateway needs around it on one machine: certificates, both far sides, a settings file, and the gateway
// itself as a process of its own.

import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { makeCertificates, notifySubject, type Pki, writeCertificates } from '../simulators/certificates.js';
import { type CityfibreSimulator, startCityfibreSimulator } from '../simulators/cityfibre/cityfibre-simulator.js';
import type { CityfibreSimulatorOptions } from '../simulators/cityfibre/options.js';
import type { FibreCafeOptions } from '../simulators/fibre-cafe/contract.js';
import type { AbillitySimulator } from '../simulators/abillity/abillity-simulator.js';
import type { RecordedCall } from '../simulators/abillity/options.js';
import { type FibreCafeSimulator, startFibreCafeSimulator } from '../simulators/fibre-cafe/fibre-cafe-simulator.js';
import { COPPER_TENANT, copperTenant, startAbillity } from './copper-tenant.js';
import { GatewayProcess } from './gateway-process.js';

export const TENANTS = { TENANT1: 'SPDEV1', TENANT2: 'SPDEV2' } as const;
export const PLATFORM_CLIENT = 'fibre-cafe-platform';
const AUDIENCE = 'urn:problem-gateway';
const CONSOLE = {
  clientId: 'operations-console',
  operators: {
    reader: ['operations.read'],
    operator: ['operations.read', 'operations.write'],
    supervisor: ['operations.read', 'operations.write', 'operations.personal'],
  },
};
/** Who may sign in to the operations console. */
export const OPERATORS = Object.keys(CONSOLE.operators);
const SCHEMA = fileURLToPath(new URL('../suppliers/cityfibre/contract/fault-report.xsd', import.meta.url));

export interface Ports {
  http: number;
  notifications: number;
  fibreCafe: number;
  fibreCafeControl: number;
  cityfibre: number;
  cityfibreControl: number;
  /** Left out: any free one. */
  operations?: number;
  /** Left out: there is no aBILLity, and no tenant with copper lines. */
  abillity?: number;
  abillityControl?: number;
}

export interface WorldOptions {
  /** Where certificates, settings and data live. */
  folder: string;
  ports: Ports;
  timing?: CityfibreSimulatorOptions['timing'];
  onSoap?: CityfibreSimulatorOptions['onMessage'];
  onKci?: FibreCafeOptions['onMessage'];
  onRest?: (call: RecordedCall) => void;
  log?: (line: string) => void;
  /** Left out: the gateway runs its own PostgreSQL. */
  databaseUrl?: string;
  /** Laid over the settings that are written: `{ submit: { replyDeadline: '500ms' } }`. */
  settings?: Record<string, unknown>;
}

export interface World {
  pki: Pki;
  cityfibre: CityfibreSimulator;
  fibreCafe: FibreCafeSimulator;
  abillity: AbillitySimulator | undefined;
  settingsPath: string;
  ports: Ports;
  startGateway(): Promise<GatewayProcess>;
  /** Stops both far sides; gateways are stopped by who started them. */
  stop(): Promise<void>;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { folder, ports } = options;
  await mkdir(folder, { recursive: true });
  const pki = await makeCertificates(Object.keys(TENANTS));
  const files = await writeCertificates(join(folder, 'certificates'), pki);
  const fibreCafe = await startFibreCafe(options);
  const cityfibre = await startCityfibre(options, pki).catch(async (error: unknown) => {
    await fibreCafe.stop();
    throw error;
  });
  const abillity = await startAbillity(options, pki.supplierServer).catch(async (error: unknown) => {
    await Promise.all([cityfibre.stop(), fibreCafe.stop()]);
    throw error;
  });
  const settingsPath = join(folder, 'gateway.yaml');
  await writeFile(join(folder, 'fibre-cafe.secret'), 'supplier-secret\n', { mode: 0o600 });
  const tenants = {
    ...tenantSettings(files, cityfibre.url),
    ...(await copperTenant(folder, abillity, files['supplier-ca']?.cert)),
  };
  await writeFile(settingsPath, stringify(settingsOf(options, files, fibreCafe, tenants)), { mode: 0o600 });
  return {
    ...{ pki, cityfibre, fibreCafe, abillity, settingsPath, ports },
    startGateway: () => GatewayProcess.start(settingsPath, join(folder, 'gateway.log')),
    stop: async () => {
      await Promise.all([cityfibre.stop(), fibreCafe.stop(), abillity?.stop()]);
    },
  };
}

function startFibreCafe({ ports, onKci, log }: WorldOptions): Promise<FibreCafeSimulator> {
  const tenants = [...Object.keys(TENANTS), ...(ports.abillity === undefined ? [] : [COPPER_TENANT])];
  return startFibreCafeSimulator({
    port: ports.fibreCafe,
    controlPort: ports.fibreCafeControl,
    audience: AUDIENCE,
    clients: [
      { clientId: PLATFORM_CLIENT, clientSecret: 'platform-secret', tenants, kind: 'platform' },
      { clientId: 'gateway', clientSecret: 'supplier-secret', tenants: [], kind: 'supplier' },
    ],
    console: CONSOLE,
    ...(onKci === undefined ? {} : { onMessage: onKci }),
    ...(log === undefined ? {} : { log }),
  });
}

function startCityfibre({ ports, timing, onSoap, log }: WorldOptions, pki: Pki): Promise<CityfibreSimulator> {
  const callbackUrl = `https://localhost:${ports.notifications}/cityfibre`;
  const buyers = Object.entries(TENANTS).map(([tenant, buyer]) => {
    const fingerprint = pki.tenants[tenant]?.fingerprint256;
    return [
      buyer,
      { callbackUrl, ...(fingerprint === undefined ? {} : { allowedFingerprint256: fingerprint }) },
    ] as const;
  });
  return startCityfibreSimulator({
    port: ports.cityfibre,
    controlPort: ports.cityfibreControl,
    tls: { ...pki.supplierServer, clientCa: pki.supplierCa.cert },
    buyers: Object.fromEntries(buyers),
    notify: { ...pki.notifyClient, ca: pki.gatewayCa.cert },
    schemaPath: SCHEMA,
    ...(timing === undefined ? {} : { timing }),
    ...(onSoap === undefined ? {} : { onMessage: onSoap }),
    ...(log === undefined ? {} : { log }),
  });
}

type Files = Awaited<ReturnType<typeof writeCertificates>>;

function settingsOf(
  { ports, databaseUrl, settings = {} }: WorldOptions,
  files: Files,
  fibreCafe: FibreCafeSimulator,
  tenants: Record<string, unknown>,
): Record<string, unknown> {
  const cert = (name: string) => files[name]?.cert;
  const key = (name: string) => files[name]?.key;
  return {
    allowPlainHttpOnLoopback: true,
    http: { host: '127.0.0.1', port: ports.http },
    notifications: {
      host: '127.0.0.1',
      port: ports.notifications,
      path: '/cityfibre',
      tls: { key: key('gateway-server'), cert: cert('gateway-server'), clientCa: cert('notification-ca') },
      allowedSubjects: [`DNS:${notifySubject}`],
    },
    operations: {
      host: '127.0.0.1',
      port: ports.operations ?? 0,
      environment: 'simulated',
      console: { clientId: CONSOLE.clientId },
    },
    ...(databaseUrl === undefined ? {} : { database: { url: databaseUrl } }),
    authentication: { issuer: fibreCafe.issuer, audience: AUDIENCE },
    fibreCafe: {
      updatesUrl: fibreCafe.updatesUrl,
      tokenUrl: fibreCafe.tokenUrl,
      clientId: 'gateway',
      clientSecretFile: 'fibre-cafe.secret',
    },
    tenants,
    ...settings,
  };
}

function tenantSettings(files: Files, endpoint: string): Record<string, unknown> {
  const tenants = Object.entries(TENANTS).map(([tenant, buyerIdentifier]) => {
    const reporter = {
      name: `${tenant} service desk`,
      phone: '01632 960000',
      email: `desk@${tenant.toLowerCase()}.example`,
    };
    const identity = { cert: files[`tenant-${tenant}`]?.cert, key: files[`tenant-${tenant}`]?.key };
    const cityfibre = { endpoint, buyerIdentifier, ...identity, ca: files['supplier-ca']?.cert, reporter };
    return [tenant, { supplier: 'cityfibre', cityfibre }] as const;
  });
  return Object.fromEntries(tenants);
}

export interface ChosenPorts {
  ports: Ports;
  /** One sentence for each port that was taken. */
  moved: string[];
}

/** The preferred ports where they are free, others where they are not. */
export async function choosePorts(preferred: Ports): Promise<ChosenPorts> {
  const moved: string[] = [];
  const chosen: Partial<Ports> = {};
  for (const [name, port] of Object.entries(preferred) as [keyof Ports, number][]) {
    const free = (await listenable(port)) ?? (await listenable(0)) ?? 0;
    if (port !== 0 && free !== port) moved.push(`Port ${port} (${name}) is in use; ${free} is used instead.`);
    chosen[name] = free;
  }
  return { ports: chosen as Ports, moved };
}

/** Ports below those the system hands out by itself: none is taken by a passing connection before it is used. */
export async function freePorts(): Promise<Ports> {
  const any = (): number => randomInt(10_000, 20_000);
  const { ports } = await choosePorts({
    http: any(),
    notifications: any(),
    fibreCafe: any(),
    fibreCafeControl: any(),
    cityfibre: any(),
    cityfibreControl: any(),
  });
  return ports;
}

function listenable(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
