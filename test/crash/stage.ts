// The stage of the rounds: PostgreSQL, both far sides, the gateways, and a proxy on every line between them.

import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { World } from '../../src/demo/world.js';
import type { CityfibreSimulatorOptions } from '../../src/simulators/cityfibre/options.js';
import type { FibreCafeMessage } from '../../src/simulators/fibre-cafe/contract.js';
import type { RecordedMessage } from '../../src/simulators/cityfibre/journal.js';
import type { EmbeddedServer } from '../../src/store/embedded-postgres.js';
import { Faults } from './faults.js';
import { Gateway } from './gateway.js';
import { freePorts, openWorld, startEmbeddedServer } from './product.js';
import { Proxy, type ProxyOptions } from './proxy.js';
import { StoreWatch } from './store-watch.js';

/** How long a caller waits for an answer, and the gateway for CityFibre's. */
export const ANSWER_WITHIN_MS = 700;
export const SUPPLIER_WITHIN_MS = 2_500;
/** Of each tenant to CityFibre. */
export const SUPPLIER_CONNECTIONS = 8;

interface Replica {
  gateway: Gateway;
  http: number;
  notifications: number;
}

type Timing = NonNullable<CityfibreSimulatorOptions['timing']>;

interface Tree {
  [member: string]: Tree | string | number | undefined;
}

export class Stage {
  readonly folder: string;
  readonly world: World;
  readonly watch: StoreWatch;
  readonly faults: Faults;
  readonly replicas: Replica[] = [];
  /** Everything CityFibre and the Fibre Cafe took part in since `forget`. */
  readonly soap: RecordedMessage[];
  readonly kcis: FibreCafeMessage[];
  private readonly server: EmbeddedServer;
  private readonly proxies = new Map<string, Proxy>();
  private turn = 0;
  private deadlocksSeen = 0;
  /** Where the suite itself breaks, nothing it started outlives it. */
  private readonly lastResort = (): void => {
    for (const { gateway } of this.replicas) gateway.kill();
    this.killPostgres();
  };

  private constructor(parts: Pick<Stage, 'folder' | 'world' | 'soap' | 'kcis'>, server: EmbeddedServer) {
    this.folder = parts.folder;
    this.world = parts.world;
    this.soap = parts.soap;
    this.kcis = parts.kcis;
    this.server = server;
    this.watch = new StoreWatch(server.url);
    this.faults = new Faults({ kill: (link) => this.kill(link), killPostgres: () => this.killPostgres() });
    process.on('exit', this.lastResort);
  }

  static async open(replicas: number, timing: Timing = {}): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-crash-'));
    let server: EmbeddedServer | undefined;
    let stage: Stage | undefined;
    try {
      // The database's own account has to reach it.
      await chmod(folder, 0o755);
      server = await startEmbeddedServer({ folder: join(folder, 'database'), log: () => undefined });
      const [soap, kcis] = [[] as RecordedMessage[], [] as FibreCafeMessage[]];
      const world = await openWorld({
        folder: join(folder, 'world'),
        ports: await freePorts(),
        databaseUrl: server.url,
        settings: { submit: { replyDeadline: `${ANSWER_WITHIN_MS}ms` } },
        timing: {
          ...{ acceptAfterMs: 60, amendedAfterMs: 40, closeAfterMs: 0 },
          ...{ retryFirstMs: 50, retryMaxMs: 400, notifyTimeoutMs: 2_000 },
          ...timing,
        },
        onSoap: (message) => soap.push(message),
        onKci: (message) => kcis.push(message),
      });
      stage = new Stage({ folder, world, soap, kcis }, server);
      await stage.join(replicas);
      return stage;
    } catch (error) {
      if (stage !== undefined) await stage.close();
      else {
        await server?.stop();
        await rm(folder, { recursive: true, force: true });
      }
      throw error;
    }
  }

  /** Where to call: one gateway after the other, those that are ready first. */
  get url(): string {
    return `http://127.0.0.1:${this.next()?.http ?? 0}`;
  }

  /** CityFibre still has something to decide about one of these tickets. */
  isUndecided(references: string[]): boolean {
    return this.world.cityfibre.undecided().some((reference) => references.includes(reference));
  }

  /** Forgets what was seen and every fault; what both far sides were told to do, too. */
  async forget(): Promise<void> {
    this.faults.forget();
    await this.world.cityfibre.reset();
    this.world.fibreCafe.reset();
    this.soap.length = 0;
    this.kcis.length = 0;
    for (const { gateway } of this.replicas) {
      gateway.lines.length = 0;
      gateway.crashes.length = 0;
    }
  }

  /** As many gateways as asked for run, and are ready. */
  async run(count: number): Promise<void> {
    const wanted = this.replicas.slice(0, count);
    await Promise.all(this.replicas.slice(count).map(({ gateway }) => gateway.stop()));
    for (const { gateway } of wanted) gateway.start();
    await Promise.all(wanted.map(({ gateway }) => gateway.untilReady()));
  }

  kill(link: string): void {
    const [, number = '1'] = link.split('-');
    this.replicas[link.startsWith('database') ? Number(number) - 1 : 0]?.gateway.kill();
  }

  /** The server's own supervisor starts it again. */
  killPostgres(): void {
    try {
      const note = readFileSync(join(this.server.dataFolder, 'cluster', 'postmaster.pid'), 'utf8');
      const pid = Number(note.split('\n')[0]);
      if (pid > 1) process.kill(pid, 'SIGKILL');
    } catch {
      // It is not running.
    }
  }

  /** Errors PostgreSQL has logged since the last look that only a fault of ours explains: deadlocks. */
  async deadlocks(): Promise<number> {
    const log = await readFile(join(this.server.dataFolder, 'server.log'), 'utf8').catch(() => '');
    const found = log.match(/ERROR: +deadlock detected/g)?.length ?? 0;
    const fresh = Math.max(0, found - this.deadlocksSeen);
    this.deadlocksSeen = found;
    return fresh;
  }

  cutAll(): void {
    for (const proxy of this.proxies.values()) proxy.cutAll();
  }

  /** The most connections to CityFibre there were at one time, since the stage was opened. */
  get mostConnections(): number {
    return this.proxies.get('cityfibre')?.mostOpen ?? 0;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.replicas.map(({ gateway }) => gateway.stop()));
    const proxies = [...this.proxies.values()].map((proxy) => proxy.close());
    await Promise.allSettled([this.world.stop(), this.watch.close(), ...proxies]);
    await this.server.stop();
    process.off('exit', this.lastResort);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private async join(replicas: number): Promise<void> {
    const { ports } = this.world;
    await this.proxy({
      link: 'notifications',
      port: ports.notifications,
      target: () => this.next()?.notifications ?? 0,
    });
    const cityfibre = await this.proxy({ link: 'cityfibre', target: () => ports.cityfibre });
    const fibreCafe = await this.proxy({ link: 'fibre-cafe', target: () => ports.fibreCafe });
    for (let number = 1; number <= replicas; number++) {
      const link = number === 1 ? 'database' : `database-${number}`;
      const database = await this.proxy({ link, target: () => this.server.port, speaks: 'postgres' });
      const { http, notifications } = await freePorts();
      const settings = parse(await readFile(this.world.settingsPath, 'utf8')) as Tree;
      rewrite(settings, { http, notifications, database, cityfibre, fibreCafe });
      const path = join(this.folder, 'world', `gateway-${number}.yaml`);
      await writeFile(path, stringify(settings), { mode: 0o600 });
      this.replicas.push({ gateway: new Gateway(path), http, notifications });
    }
  }

  private async proxy(options: Omit<ProxyOptions, 'watch'>): Promise<number> {
    const proxy = await Proxy.open({ ...options, watch: (passage) => this.faults.watch(passage) });
    this.proxies.set(options.link, proxy);
    return proxy.port;
  }

  private next(): Replica | undefined {
    const ready = this.replicas.filter(({ gateway }) => gateway.ready);
    this.turn++;
    return ready[this.turn % Math.max(ready.length, 1)] ?? this.replicas[0];
  }
}

interface Ports {
  http: number;
  notifications: number;
  database: number;
  cityfibre: number;
  fibreCafe: number;
}

/** The settings of one gateway: its own ports, and every peer through its proxy. */
function rewrite(settings: Tree, ports: Ports): void {
  const tree = (name: string): Tree => settings[name] as Tree;
  const through = (of: Tree, member: string, port: number): void => {
    const url = new URL(of[member] as string);
    url.port = String(port);
    of[member] = url.href.replace(/\/$/, '');
  };
  tree('http')['port'] = ports.http;
  tree('notifications')['port'] = ports.notifications;
  through(tree('database'), 'url', ports.database);
  through(tree('fibreCafe'), 'updatesUrl', ports.fibreCafe);
  through(tree('fibreCafe'), 'tokenUrl', ports.fibreCafe);
  for (const tenant of Object.values(tree('tenants'))) {
    const cityfibre = (tenant as Tree)['cityfibre'] as Tree;
    through(cityfibre, 'endpoint', ports.cityfibre);
    cityfibre['timeout'] = `${SUPPLIER_WITHIN_MS}ms`;
    cityfibre['connections'] = SUPPLIER_CONNECTIONS;
  }
}
