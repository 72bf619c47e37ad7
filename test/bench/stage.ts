// The stage of a bench: PostgreSQL with fsync on, certificates, the far side, and the settings of gateways.

import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { stringify } from 'yaml';
import type { Pki } from '../../src/simulators/certificates.js';
import type { EmbeddedServer } from '../../src/store/embedded-postgres.js';
import { cpuOfFamily, Running } from './processes.js';

type Certificates = typeof import('../../src/simulators/certificates.js');
type Store = typeof import('../../src/store/embedded-postgres.js');

const load = (path: string): Promise<unknown> => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { issueClient, makeCertificates, notifySubject, writeCertificates } = (await load(
  'simulators/certificates.js',
)) as Certificates;
const { startEmbeddedServer } = (await load('store/embedded-postgres.js')) as Store;

const AUDIENCE = 'urn:problem-gateway';
/** How many tenants are busy where there are many. */
export const BUSY = 20;
/** Upstream connections of every server. */
export const CONNECTIONS = 32;
export const PROBLEMS_EACH = 400;

export interface GatewayPlan {
  name: string;
  /** Tenants in the settings; at most `BUSY` of them are busy. */
  tenants: number;
  /** Another database than the common one. */
  database?: string;
  settings?: Record<string, unknown>;
}

export interface GatewayPlace {
  settingsPath: string;
  logFile: string;
  url: string;
  notificationsUrl: string;
  operationsUrl: string;
}

interface FarSide {
  process: Running;
  soapUrl: string;
  url: string;
  token: string;
}

export class Stage {
  readonly folder: string;
  readonly server: EmbeddedServer;
  readonly pki: Pki;
  readonly far: FarSide;
  /** Of gateways: how node is to run them. */
  nodeOptions: string[] = [];
  private ids = 1_000_000;
  private certified = BUSY;

  private constructor({ folder, server, pki, far }: Pick<Stage, 'folder' | 'server' | 'pki' | 'far'>) {
    this.folder = folder;
    this.server = server;
    this.pki = pki;
    this.far = far;
  }

  static async open(): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
    // The database's own account has to reach it.
    await chmod(folder, 0o755);
    const server = await startEmbeddedServer({ folder: join(folder, 'database'), log: () => undefined });
    const names = tenantNames(BUSY);
    const pki = await makeCertificates(names);
    await writeCertificates(join(folder, 'certificates'), pki);
    const [soapPort, platformPort] = [await freePort(), await freePort()];
    const tls = { cert: pki.supplierServer.cert, key: pki.supplierServer.key, ca: pki.supplierCa.cert };
    const orders = { soapPort, platformPort, tls, audience: AUDIENCE, tenants: names };
    const process = await Running.server('far-side', orders, 'load');
    const { accessToken = '' } = await process.until(({ ready }) => ready === true);
    const far = {
      process,
      soapUrl: `https://localhost:${soapPort}`,
      url: `http://127.0.0.1:${platformPort}`,
      token: accessToken,
    };
    return new Stage({ folder, server, pki, far });
  }

  /** Who calls CityFibre: the certificate of the first tenant. */
  get buyer(): { cert: string; key: string; ca: string } {
    const { cert, key } = this.pki.tenants['T1'] ?? this.pki.notifyClient;
    return { cert, key, ca: this.pki.supplierCa.cert };
  }

  /** Who notifies. */
  get notifier(): { cert: string; key: string; ca: string } {
    return { cert: this.pki.notifyClient.cert, key: this.pki.notifyClient.key, ca: this.pki.gatewayCa.cert };
  }

  get notified(): { cert: string; key: string; ca: string } {
    return { cert: this.pki.gatewayServer.cert, key: this.pki.gatewayServer.key, ca: this.pki.notificationCa.cert };
  }

  /** A stretch of numbers nobody used before. */
  numbers(): number {
    this.ids += 1_000_000;
    return this.ids;
  }

  async control<Answer>(path: string, body?: object): Promise<Answer> {
    const reply = await fetch(`${this.far.url}/control/${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
    return (await reply.json()) as Answer;
  }

  databaseUrl(name = 'gateway'): string {
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async query<Row extends object>(database: string, text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl(database) });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async createDatabase(name: string): Promise<void> {
    await this.query('gateway', `create database ${name}`);
  }

  /** Processor time of PostgreSQL so far, microseconds. */
  databaseCpu(): number {
    const note = readFileSync(join(this.server.dataFolder, 'cluster', 'postmaster.pid'), 'utf8');
    return cpuOfFamily(Number(note.split('\n')[0]));
  }

  /** Writes a gateway's settings. */
  async plan({ name, tenants, database, settings = {} }: GatewayPlan): Promise<GatewayPlace> {
    const [http, notifications, operations] = [await freePort(), await freePort(), await freePort()];
    const file = (cert: string): string => `certificates/${cert}`;
    await writeFile(join(this.folder, 'fibre-cafe.secret'), 'supplier-secret\n');
    const document = {
      allowPlainHttpOnLoopback: true,
      http: { host: '127.0.0.1', port: http },
      notifications: {
        host: '127.0.0.1',
        port: notifications,
        tls: {
          key: file('gateway-server.key'),
          cert: file('gateway-server.crt'),
          clientCa: file('notification-ca.crt'),
        },
        allowedSubjects: [`DNS:${notifySubject}`],
      },
      operations: { port: operations },
      database: { url: this.databaseUrl(database) },
      authentication: { issuer: this.far.url, audience: AUDIENCE, jwksUri: `${this.far.url}/jwks` },
      fibreCafe: {
        updatesUrl: `${this.far.url}/v1`,
        tokenUrl: `${this.far.url}/token`,
        clientId: 'gateway',
        clientSecretFile: 'fibre-cafe.secret',
      },
      tenants: await this.tenants(tenants),
      ...settings,
    };
    const settingsPath = join(this.folder, `${name}.yaml`);
    await writeFile(settingsPath, stringify(document));
    return {
      settingsPath,
      logFile: join(this.folder, `${name}.log`),
      url: `http://127.0.0.1:${http}`,
      notificationsUrl: `https://localhost:${notifications}`,
      operationsUrl: `http://127.0.0.1:${operations}`,
    };
  }

  /** Every one has a certificate and a key of its own. */
  private async tenants(count: number): Promise<Record<string, unknown>> {
    const tenants: Record<string, unknown> = {};
    for (const [at, tenant] of tenantNames(count).entries()) {
      if (at >= this.certified) await this.certify(tenant);
      const cityfibre = {
        endpoint: `${this.far.soapUrl}/api2`,
        buyerIdentifier: `BUYER${at + 1}`,
        cert: `certificates/tenant-${tenant}.crt`,
        key: `certificates/tenant-${tenant}.key`,
        ca: 'certificates/supplier-ca.crt',
        reporter: { name: `${tenant} service desk`, phone: '01632 960000', email: 'desk@provider.example' },
        connections: CONNECTIONS,
      };
      tenants[tenant] = { supplier: 'cityfibre', cityfibre };
    }
    this.certified = Math.max(this.certified, count);
    return tenants;
  }

  private async certify(tenant: string): Promise<void> {
    const { cert, key } = await issueClient(this.pki.supplierCa, { commonName: tenant });
    const file = join(this.folder, 'certificates', `tenant-${tenant}`);
    await writeFile(`${file}.crt`, cert);
    await writeFile(`${file}.key`, key, { mode: 0o600 });
  }

  /** Problems to amend and to be notified of, as if reported through the gateway. */
  async haveProblems(database: string, tenants: number): Promise<void> {
    await this.query(
      database,
      `insert into problem (tenant, platform_id, supplier, account, our_reference, supplier_reference, known_locally, document,
         reported, conversation_id)
       select 'T' || t, p, 'cityfibre', 'BUYER' || t, 'T' || t || '-' || p, 'TIC-' || t || p, true,
         jsonb_build_object('id', p, 'tenant', 'T' || t, 'status', 'IN_PROGRESS',
           'supplierServiceProblemReference', 'TIC-' || t || p, 'problemType', 'STABILITY',
           'problemText', 'The service drops every evening.', 'serviceId', 'SRV' || p,
           'serviceSpecification', jsonb_build_object('id', 'ftthl2r'),
           'primaryContact', jsonb_build_object('name', 'Robin Example', 'phoneNumber', '01632 960111')),
         '{"facts":[],"shown":[]}', gen_random_uuid()::text
       from generate_series(1, ${tenants}) t, generate_series(1, ${PROBLEMS_EACH}) p
       on conflict do nothing`,
    );
    await this.query(database, 'analyze problem');
  }

  /** Until a gateway has applied every notification it kept and delivered every KCI. */
  async untilWorkedOff(database: string, withinMs = 120_000): Promise<void> {
    const left = `select exists (select from notification where progress = 'stored')
      or exists (select from kci where undelivered) as work`;
    const late = Date.now() + withinMs;
    while ((await this.query<{ work: boolean }>(database, left))[0]?.work === true) {
      if (Date.now() > late) throw new Error(`${database} did not work off in time what it had kept.`);
      await pause(100);
    }
  }

  async close(): Promise<void> {
    await this.far.process.stop();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

export function tenantNames(count: number): string[] {
  return Array.from({ length: count }, (_none, at) => `T${at + 1}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
