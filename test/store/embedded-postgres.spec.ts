// How the gateway's own PostgreSQL server behaves: with real servers, real kills, and real folders.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  type EmbeddedServer,
  EmbeddedServerRefusal,
  type Machine,
  startEmbeddedServer,
} from '../../src/store/embedded-postgres.js';
import { canReach, ENTER, findAccount, findInPasswd, READ } from '../../src/store/embedded-postgres/account.js';
import { locatePackage } from '../../src/store/embedded-postgres/binaries.js';
import { inspect } from '../../src/store/embedded-postgres/pid-file.js';
import { isAlive, isRunning } from '../../src/store/embedded-postgres/process.js';
import { GatewayProcess } from './embedded-postgres/run-gateway.js';

const asRoot = process.getuid?.() === 0;
const rootIt = asRoot ? it : it.skip;
const linuxIt = process.platform === 'linux' ? it : it.skip;

interface Event {
  readonly level: string;
  readonly event: string;
  readonly facts: Record<string, unknown>;
}

let folder: string;
let bases: readonly string[];
let events: Event[];
let servers: EmbeddedServer[];
let gateways: GatewayProcess[];
let others: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-postgres-'));
  await chmod(folder, 0o755);
  bases = [join(folder, 'elsewhere')];
  [events, servers, gateways, others] = [[], [], [], []];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all(gateways.map((gateway) => gateway.kill()));
  for (const other of others) other.kill('SIGKILL');
  await killServersBelow(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

/** Ends what a failed test left running, found by its own data folder only. */
async function killServersBelow(top: string): Promise<void> {
  for (const entry of await readdir(top, { recursive: true }).catch(() => [])) {
    if (!entry.endsWith('postmaster.pid')) continue;
    const found = await inspect(join(top, dirname(entry)));
    if (found.kind !== 'running') continue;
    process.kill(found.pid, 'SIGKILL');
    while (await isRunning(found.pid)) await sleep(20);
  }
}

async function start(data: string, machine: Partial<Machine> = {}): Promise<EmbeddedServer> {
  const log = (level: string, event: string, facts: Record<string, unknown>): void => {
    events.push({ level, event, facts });
  };
  const server = await startEmbeddedServer({ folder: data, log }, { bases, ...machine });
  servers.push(server);
  return server;
}

async function refusalOf(started: Promise<unknown>): Promise<string> {
  const error: unknown = await started.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EmbeddedServerRefusal);
  return (error as Error).message;
}

function gateway(data: string, account: { uid?: number; gid?: number } = {}): GatewayProcess {
  const started = new GatewayProcess(data, account);
  gateways.push(started);
  return started;
}

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function noted(cluster: string): Promise<{ pid: number; port: number }> {
  const found = await inspect(cluster);
  if (found.kind !== 'running') throw new Error(`the server is ${found.kind}`);
  return found;
}

function happened(event: string): Event[] {
  return events.filter((one) => one.event === `embedded-server.${event}`);
}

async function eventually(test: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await test())) await sleep(20);
}

describe('the start of the embedded server', () => {
  it('creates a database that can be used through the URL and outlives a restart', async () => {
    const first = await start(join(folder, 'data'));
    expect(first.url).toMatch(/^postgres:\/\/gateway:[0-9a-f]{48}@127\.0\.0\.1:\d+\/gateway$/);
    await ask(first.url, `CREATE TABLE kept AS SELECT 'Zürich' AS town`);
    await first.stop();
    const began = performance.now();
    const second = await start(join(folder, 'data'));
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await ask(second.url, 'SELECT upper(town) AS town FROM kept')).toEqual([{ town: 'ZÜRICH' }]);
  });

  it('makes the data durable and private: fsync, 127.0.0.1 alone, no Unix socket, a password', async () => {
    const server = await start(join(folder, 'data'));
    const settings = await ask(
      server.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets, current_setting('server_encoding') AS encoding,
              current_setting('data_checksums') AS checksums`,
    );
    const expected = { fsync: 'on', addresses: '127.0.0.1', sockets: '', encoding: 'UTF8', checksums: 'on' };
    expect(settings).toEqual([expected]);
    await expect(ask(server.url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/);
    expect((await stat(join(server.dataFolder, 'password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(server.dataFolder, 'cluster'))).mode & 0o777).toBe(0o700);
  });

  it('uses the programs of the package, and makes the missing library links of a copy', async () => {
    const original = await locatePackage();
    const bare = join(folder, 'package');
    await cp(original.folder, bare, { recursive: true, filter: (path) => !path.endsWith('.a') });
    for (const name of await readdir(join(bare, 'native', 'lib'))) {
      const path = join(bare, 'native', 'lib', name);
      if (/\.so(\.\d+)?$/.test(name) && (await readdir(dirname(path))).some((other) => other.startsWith(`${name}.`))) {
        await rm(path);
      }
    }
    const server = await start(join(folder, 'data'), { package: { folder: bare, version: 'bare' } });
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts again after a database creation that was killed half way', async () => {
    const data = join(folder, 'data');
    const victim = gateway(data);
    await eventually(async () => {
      const names = await readdir(data, { recursive: true }).catch(() => []);
      return names.some((name) => name.endsWith('PG_VERSION'));
    });
    await victim.kill();
    expect(await readdir(data)).not.toContain('cluster');
    // The orphaned initdb may finish meanwhile or not: neither may disturb.
    const server = await start(data);
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readdir(data)).toEqual(expect.arrayContaining(['cluster', 'password', 'server.log']));
  });

  it('refuses in one sentence when the package, the password or a readable folder is missing', async () => {
    const server = await start(join(folder, 'data'));
    await server.stop();
    await rm(join(folder, 'data', 'password'));
    expect(await refusalOf(start(join(folder, 'data')))).toMatch(/^The file .*password .* is missing: restore it/);
    await writeFile(join(folder, 'data', 'password'), 'another');
    expect(await refusalOf(start(join(folder, 'data')))).toMatch(/does not accept the password kept in/);
    await writeFile(join(folder, 'file'), '');
    expect(await refusalOf(start(join(folder, 'file', 'data')))).toMatch(/a part of the path is a file/);
  });

  it('gives the reason from the server log when PostgreSQL does not start', async () => {
    const server = await start(join(folder, 'data'));
    await server.stop();
    await writeFile(join(folder, 'data', 'cluster', 'PG_VERSION'), '9\n');
    const message = await refusalOf(start(join(folder, 'data')));
    expect(message).toMatch(/FATAL: {2}database files are incompatible with server/);
    expect(message).not.toMatch(/\n|at async/);
  });

  it('gives the reason when the database cannot be created', async () => {
    const original = await locatePackage();
    await cp(original.folder, join(folder, 'package'), { recursive: true, filter: (path) => !path.endsWith('.a') });
    await writeFile(join(folder, 'package', 'native', 'share', 'postgresql', 'postgres.bki'), 'broken');
    const machine = { package: { folder: join(folder, 'package'), version: 'broken' } };
    expect(await refusalOf(start(join(folder, 'data'), machine))).toMatch(
      /^The database could not be created in .*initdb/,
    );
    expect(await readdir(join(folder, 'data'))).toEqual(['password']);
  });
});

describe('the account PostgreSQL runs as', () => {
  rootIt('is never root', async () => {
    const server = await start(join(folder, 'data'));
    const cluster = join(server.dataFolder, 'cluster');
    const { pid } = await noted(cluster);
    const expected = (await findAccount('postgres')) ?? (await findAccount('nobody'));
    if (process.platform === 'linux') expect((await stat(`/proc/${pid}`)).uid).toBe(expected?.uid);
    expect((await stat(cluster)).uid).toBe(expected?.uid);
  });

  rootIt('is "nobody" on a machine without a user "postgres"', async () => {
    await writeFile(join(folder, 'passwd'), 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n');
    const server = await start(join(folder, 'data'), {
      findAccount: (wanted) => findInPasswd(join(folder, 'passwd'), wanted),
    });
    expect((await stat(join(server.dataFolder, 'cluster'))).uid).toBe(65534);
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  rootIt('must exist, or the start is refused', async () => {
    await writeFile(join(folder, 'passwd'), 'root:x:0:0::/:/bin/sh\n');
    const machine = { findAccount: (wanted: string | number) => findInPasswd(join(folder, 'passwd'), wanted) };
    const message = await refusalOf(start(join(folder, 'data'), machine));
    expect(message).toMatch(/^PostgreSQL never runs as root and this machine has neither a user "postgres" nor/);
  });

  rootIt('finds data and programs elsewhere when it cannot reach the configured ones', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const original = await locatePackage();
    await cp(original.folder, join(closed, 'package'), { recursive: true, verbatimSymlinks: true });
    const machine = { package: { folder: join(closed, 'package'), version: 'copied' } };
    const first = await start(join(closed, 'data'), machine);
    expect(dirname(first.dataFolder)).toBe(bases[0]);
    expect(happened('place')[0]).toMatchObject({ level: 'warn', facts: { dataFolder: first.dataFolder } });
    expect(await readdir(bases[0] ?? '')).toContain('postgresql-copied');
    await ask(first.url, 'CREATE TABLE kept (id int)');
    // A second checkout gets its own data.
    const other = await start(join(closed, 'other'), machine);
    expect(other.dataFolder).not.toBe(first.dataFolder);
    await first.stop();
    // The data stay where they are, also when the folder could be reached from now on.
    await chmod(closed, 0o755);
    const second = await start(join(closed, 'data'), machine);
    expect(second.dataFolder).toBe(first.dataFolder);
    expect(await ask(second.url, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
  });

  rootIt('does not trust a folder that somebody else put where the data would go', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await mkdir(join(folder, 'foreign'));
    await chown(join(folder, 'foreign'), 65534, 65534);
    await symlink(join(folder, 'foreign'), join(folder, 'link'));
    const machine = { bases: [join(folder, 'foreign'), join(folder, 'link')] };
    expect(await refusalOf(start(join(closed, 'data'), machine))).toMatch(/can reach neither the data folder/);
  });

  rootIt('stays the owner of a database that an ordinary user created', async () => {
    const user = { name: 'somebody', uid: 54321, gid: 54321 };
    const data = join(folder, 'data');
    const first = await start(data);
    await first.stop();
    for (const name of await readdir(data, { recursive: true })) await chown(join(data, name), user.uid, user.gid);
    const server = await start(data);
    expect((await stat(join(server.dataFolder, 'cluster'))).uid).toBe(user.uid);
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  rootIt("is the gateway's own when the gateway is an ordinary user, and others are refused", async () => {
    const nobody = await findAccount('nobody');
    if (nobody === undefined || !(await canReach(nobody, import.meta.filename, READ))) return;
    const data = join(folder, 'data');
    await mkdir(data);
    await chown(data, nobody.uid, nobody.gid);
    const first = gateway(data, nobody);
    expect(await first.started()).toMatchObject({ word: 'READY' });
    await first.stop();
    expect((await stat(join(data, 'cluster'))).uid).toBe(nobody.uid);
    const foreign = gateway(data, { uid: nobody.uid - 1, gid: nobody.gid });
    expect((await foreign.started()).facts['message']).toMatch(/belongs to another user/);
  });

  rootIt('needs the right to enter every folder above', async () => {
    await mkdir(join(folder, 'open', 'closed', 'inner'), { recursive: true });
    await chmod(join(folder, 'open', 'closed'), 0o700);
    const account = { name: 'somebody', uid: 54321, gid: 54321 };
    expect(await canReach(account, join(folder, 'open'), ENTER)).toBe(true);
    expect(await canReach(account, join(folder, 'open', 'closed', 'inner'), ENTER)).toBe(false);
    await chown(join(folder, 'open', 'closed'), account.uid, 0);
    expect(await canReach(account, join(folder, 'open', 'closed', 'inner'), ENTER)).toBe(true);
  });
});

describe('an existing data folder', () => {
  it('is taken over with its server after the gateway was killed', async () => {
    const data = join(folder, 'data');
    const victim = gateway(data);
    const ready = await victim.started();
    await ask(String(ready.facts['url']), `CREATE TABLE kept AS SELECT 7 AS number`);
    await victim.kill();
    const orphan = await noted(join(data, 'cluster'));
    expect(await isRunning(orphan.pid)).toBe(true);
    const server = await start(data);
    expect(happened('taken-over')).toHaveLength(1);
    expect(await ask(server.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
    await server.stop();
    expect(await isRunning(orphan.pid)).toBe(false);
  });

  it('gets a new server when the running one was started by another release', async () => {
    const data = join(folder, 'data');
    const victim = gateway(data);
    const ready = await victim.started();
    await ask(String(ready.facts['url']), `CREATE TABLE kept AS SELECT 7 AS number`);
    await victim.kill();
    const orphan = await noted(join(data, 'cluster'));
    const original = await locatePackage();
    const server = await start(data, { package: { ...original, version: 'next' } });
    expect(happened('replaced')).toHaveLength(1);
    expect(await isRunning(orphan.pid)).toBe(false);
    expect(await ask(server.url, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });

  it('refuses a second gateway, and does not disturb the first', async () => {
    const data = join(folder, 'data');
    const first = gateway(data);
    expect(await first.started()).toMatchObject({ word: 'READY' });
    const { pid } = await noted(join(data, 'cluster'));
    const message = await refusalOf(start(data));
    expect(message).toMatch(/^Another gateway is already running on the data folder .*data: stop it first/);
    expect((await noted(join(data, 'cluster'))).pid).toBe(pid);
    expect(first.said.filter(({ word, facts }) => word === 'LOG' && facts['level'] === 'error')).toEqual([]);
  });

  it.each(['a new', 'an existing'])(
    'accepts one of three gateways that start at the same moment on %s database',
    async (kind) => {
      const data = join(folder, 'data');
      if (kind === 'an existing') await (await start(data)).stop();
      const racers = [gateway(data), gateway(data), gateway(data)];
      const outcomes = await Promise.all(racers.map((racer) => racer.started()));
      const refusals = outcomes.filter(({ word }) => word === 'REFUSED');
      expect(outcomes.map(({ word }) => word).sort()).toEqual(['READY', 'REFUSED', 'REFUSED']);
      for (const { facts } of refusals) expect(facts['message']).toMatch(/^Another gateway is already running/);
      const url = String(outcomes.find(({ word }) => word === 'READY')?.facts['url']);
      expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(racers.flatMap(({ said }) => said).filter(({ word }) => word === 'UNHANDLED')).toEqual([]);
      await Promise.all(racers.map((racer) => racer.stop()));
      expect(await inspect(join(data, 'cluster'))).toEqual({ kind: 'none' });
      expect((await readdir(data)).sort()).toEqual(['cluster', 'password', 'server.log']);
    },
  );

  it('ignores the pid file of a dead server, of another program, or an empty one', async () => {
    const data = join(folder, 'data');
    const note = join(data, 'cluster', 'postmaster.pid');
    const first = await start(data);
    const text = await readFile(note, 'utf8');
    await first.stop();
    const { uid, gid } = await stat(join(data, 'cluster'));
    // A sleeping program of the same account has the process id now, which PostgreSQL alone takes for its server.
    const other = spawn('sleep', ['60'], asRoot ? { uid, gid } : {});
    others.push(other);
    for (const pid of [999_999, other.pid ?? 0, process.pid]) {
      await writeFile(note, text.replace(/^\d+/, String(pid)));
      await chown(note, uid, gid);
      const server = await start(data);
      expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await server.stop();
    }
    await writeFile(note, '');
    await chown(note, uid, gid);
    await start(data);
    expect(isAlive(other.pid ?? 0)).toBe(true);
  });

  it('differs from its copy, whose pid file names the server of the original', async () => {
    const data = join(folder, 'data');
    const original = await start(data);
    const { pid } = await noted(join(data, 'cluster'));
    await ask(original.url, 'CHECKPOINT');
    await cp(data, join(folder, 'copy'), { recursive: true });
    const { uid, gid } = await stat(join(data, 'cluster'));
    for (const name of ['', ...(await readdir(join(folder, 'copy', 'cluster'), { recursive: true }))]) {
      await chown(join(folder, 'copy', 'cluster', name), uid, gid);
    }
    const copy = await start(join(folder, 'copy'));
    expect(copy.port).not.toBe(original.port);
    expect((await noted(join(data, 'cluster'))).pid).toBe(pid);
    expect(await ask(original.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  linuxIt('is not hindered by a dead server that nobody collected (a zombie)', async () => {
    const data = join(folder, 'data');
    const note = join(data, 'cluster', 'postmaster.pid');
    const first = await start(data);
    const text = await readFile(note, 'utf8');
    await first.stop();
    const { uid, gid } = await stat(join(data, 'cluster'));
    // A shell that becomes another program, before its child ends, never collects it.
    const account = asRoot ? { uid, gid } : {};
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...account,
    });
    others.push(parent);
    const zombie = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString('utf8')))),
    );
    await eventually(async () => !(await isRunning(zombie)));
    expect(isAlive(zombie)).toBe(true);
    await writeFile(note, text.replace(/^\d+/, String(zombie)));
    await chown(note, uid, gid);
    const server = await start(data);
    expect(await ask(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is cleared of the leftovers of killed gateways', async () => {
    const data = join(folder, 'data');
    await mkdir(join(data, 'cluster.new-999999-0123456789ab', 'cluster'), { recursive: true });
    await writeFile(join(data, `password.new-${process.pid}-0123456789ab`), 'half');
    await start(data);
    expect((await readdir(data)).sort()).toEqual(['cluster', 'password', 'server.log']);
  });
});

describe('the running embedded server', () => {
  it('is started again on the same port when it was killed, and a pool continues', async () => {
    const server = await start(join(folder, 'data'));
    const pool = new pg.Pool({ connectionString: server.url });
    pool.on('error', () => undefined);
    await pool.query('CREATE TABLE kept AS SELECT 1 AS one');
    let restarts = 0;
    server.onRestarted(() => restarts++);
    for (let round = 1; round <= 2; round++) {
      const { pid } = await noted(join(server.dataFolder, 'cluster'));
      process.kill(pid, 'SIGKILL');
      await eventually(() => restarts === round);
      expect((await pool.query('SELECT one FROM kept')).rows).toEqual([{ one: 1 }]);
    }
    expect(happened('lost')).toHaveLength(2);
    expect(happened('lost')[0]?.level).toBe('error');
    await pool.end();
    // The new server's lock is held again.
    expect(await refusalOf(start(join(folder, 'data')))).toMatch(/^Another gateway is already running/);
  });

  it('has its lock again when only the session of the lock was ended', async () => {
    const server = await start(join(folder, 'data'));
    const { pid } = await noted(join(server.dataFolder, 'cluster'));
    let restarts = 0;
    const remove = server.onRestarted(() => restarts++);
    await ask(server.url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'postgres'`);
    await eventually(() => restarts === 1);
    remove();
    expect((await noted(join(server.dataFolder, 'cluster'))).pid).toBe(pid);
    expect(await refusalOf(start(join(folder, 'data')))).toMatch(/^Another gateway is already running/);
  });

  it('stops immediately although sessions are open, and only once', async () => {
    const server = await start(join(folder, 'data'));
    const { pid } = await noted(join(server.dataFolder, 'cluster'));
    const busy = ask(server.url, 'SELECT pg_sleep(60)').catch((error: Error) => error.message);
    await sleep(200);
    const stops = [server.stop(), server.stop()];
    await Promise.all(stops);
    await server.stop();
    expect(await busy).toMatch(/terminat/);
    expect(await isRunning(pid)).toBe(false);
    expect(happened('stopped')).toHaveLength(1);
  });

  it('stays stopped when it is stopped during its restart', async () => {
    const server = await start(join(folder, 'data'));
    const { pid } = await noted(join(server.dataFolder, 'cluster'));
    process.kill(pid, 'SIGKILL');
    await eventually(() => happened('lost').length === 1);
    await server.stop();
    await sleep(300);
    expect(['none', 'stale']).toContain((await inspect(join(server.dataFolder, 'cluster'))).kind);
  });

  it('ignores the signal of Ctrl-C to the process group, so that the gateway can drain', async () => {
    const server = await start(join(folder, 'data'));
    const { pid } = await noted(join(server.dataFolder, 'cluster'));
    expect(() => process.kill(-pid, 0)).not.toThrow();
  });
});
