// Starts and ends the PostgreSQL server process, and keeps what it writes in a bounded log file.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomInt } from 'node:crypto';
import { constants, type FileHandle, open, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import type { Place } from './place.js';
import { identityOf, isRunning, plainEnvironment, spawnRefusal } from './process.js';
import { inspect } from './pid-file.js';
import { errorMessageOf } from './refusal.js';

export type ServerLog = (level: 'info' | 'warn' | 'error', event: string, facts: Record<string, unknown>) => void;

const LOG_LIMIT = 2_000_000;
const FAST_SHUTDOWN = 10_000;
const IMMEDIATE_SHUTDOWN = 7_000;

/** Everything that matters is set here, so that an edited postgresql.conf cannot open or weaken the server. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  shared_buffers: '128MB',
  max_connections: '100',
  // Parallel queries need more shared memory than a container usually has, and the gateway's queries are small.
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_checkpoints: 'off',
  // Statements can carry customer data, which has no place in a log file.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

export interface ServerChild {
  readonly process: ChildProcess;
  /** Undefined while it runs; then how it ended. */
  ended(): { readonly code: number | null; readonly why: string } | undefined;
  /** What it has written to the log since it was started. */
  written(): Promise<string>;
}

/** Changes when a server left by an earlier gateway must not be taken over but replaced. */
export function releaseOf(binaries: Binaries): string {
  const settings = Object.entries(SETTINGS).map(([name, value]) => `${name}=${value}`);
  const all = [binaries.version, binaries.postgres, ...settings].join(';');
  return createHash('sha256').update(all).digest('hex').slice(0, 16);
}

export async function spawnServer(place: Place, binaries: Binaries, port: number): Promise<ServerChild> {
  const words = ['-D', place.cluster, '-c', `port=${port}`, '-c', `gateway.release=${releaseOf(binaries)}`];
  for (const [name, value] of Object.entries(SETTINGS)) words.push('-c', `${name}=${value}`);
  const logFile = join(place.root, 'server.log');
  await rotate(logFile);
  const log = await openLog(logFile, place.account);
  try {
    const from = (await log.stat()).size;
    const child = spawn(binaries.postgres, words, {
      cwd: '/',
      env: plainEnvironment(),
      ...identityOf(place.account),
      stdio: ['ignore', log.fd, log.fd],
      // In a group of its own, as Ctrl-C in a terminal must not end it before the gateway has drained.
      detached: true,
    });
    child.unref();
    return observe(child, () => readFrom(logFile, from));
  } catch (error) {
    throw spawnRefusal(error, place.account);
  } finally {
    await log.close();
  }
}

function observe(child: ChildProcess, written: () => Promise<string>): ServerChild {
  let failure: Error | undefined;
  child.on('error', (error) => (failure = error));
  return {
    process: child,
    ended: () => {
      if (failure !== undefined) return { code: null, why: errorMessageOf(failure) };
      if (child.exitCode !== null) return { code: child.exitCode, why: `exit code ${child.exitCode}` };
      return child.signalCode === null ? undefined : { code: null, why: `signal ${child.signalCode}` };
    },
    written,
  };
}

async function openLog(file: string, account: Account | undefined): Promise<FileHandle> {
  // Never through a symbolic link, as root may write here in a folder somebody else owns.
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
  const log = await open(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o640);
  if (account !== undefined) await log.chown(account.uid, account.gid);
  return log;
}

async function rotate(file: string): Promise<void> {
  const facts = await stat(file).catch(() => undefined);
  if (facts !== undefined && facts.size > LOG_LIMIT) await rename(file, `${file}.1`);
}

async function readFrom(file: string, from: number): Promise<string> {
  const log = await open(file, 'r');
  try {
    const size = (await log.stat()).size;
    const start = Math.max(from, size - 16_000);
    const { buffer, bytesRead } = await log.read(Buffer.alloc(Math.max(0, size - start)), 0, null, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await log.close();
  }
}

/** A free port of 127.0.0.1 outside the range from which outgoing connections take theirs. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = await tryPort(randomInt(20_000, 32_000));
    if (port !== undefined) return port;
  }
  const any = await tryPort(0);
  if (any === undefined) throw new Error('no free port on 127.0.0.1');
  return any;
}

function tryPort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => resolve(port));
    });
  });
}

/** Fast shutdown (sessions are ended, everything is written), then an immediate one, from which the log recovers. */
export async function endServer(pid: number, log: ServerLog): Promise<boolean> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_SHUTDOWN],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN],
  ] as const) {
    if (!(await isRunning(pid))) return true;
    try {
      process.kill(pid, signal);
    } catch (error) {
      log('error', 'embedded-server.signal-failed', { pid, signal, reason: errorMessageOf(error) });
    }
    if (await goneWithin(pid, patience)) return true;
    log('warn', 'embedded-server.stop-slow', { pid, signal, waitedMs: patience });
  }
  return false;
}

async function goneWithin(pid: number, patience: number): Promise<boolean> {
  for (const until = Date.now() + patience; Date.now() < until; await sleep(15)) {
    if (!(await isRunning(pid))) return true;
  }
  return false;
}

/** Whether the process is still this cluster's server, so that a signal never hits another program. */
export async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  const found = await inspect(cluster);
  return found.kind === 'running' && found.pid === pid;
}
