// Small helpers about operating-system processes: state, identity, and running one to its end.
import { spawn, execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.js';
import { codeOf, EmbeddedServerRefusal } from './refusal.js';

export type Identity = 'ours' | 'other' | 'unknown';

/** True for every process that exists, also a zombie and one we may not signal. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True when the process runs; a zombie (dead, but not yet collected by its parent) does not. */
export async function isRunning(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const state = process.platform === 'linux' ? await stateFromProc(pid) : await ps(pid, 'stat=');
  return state === undefined || !/^[ZX]/.test(state);
}

async function stateFromProc(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name in parentheses may hold anything, so the state is what follows the last one.
  return text?.slice(text.lastIndexOf(')') + 2);
}

async function ps(pid: number, column: string): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('ps', ['-ww', '-o', column, '-p', String(pid)])).stdout.trim();
  } catch {
    return undefined;
  }
}

/** Whether the process is the PostgreSQL server of this cluster: a process id in a file may have been reused. */
export async function identify(pid: number, cluster: string): Promise<Identity> {
  if (process.platform === 'linux') return identifyInProc(pid, cluster);
  const command = await ps(pid, 'command=');
  if (command === undefined) return 'unknown';
  if (!command.includes('postgres')) return 'other';
  return command.includes(cluster) ? 'ours' : 'unknown';
}

async function identifyInProc(pid: number, cluster: string): Promise<Identity> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (line === undefined) return 'unknown';
  const words = line.split('\0');
  if (basename(words[0] ?? '') !== 'postgres') return 'other';
  const folder = words[words.indexOf('-D') + 1] ?? '';
  if (isAbsolute(folder)) return (await sameFile(folder, cluster).catch(() => false)) ? 'ours' : 'other';
  // Started by hand in another way: PostgreSQL always works inside its cluster folder.
  const same = await sameFile(`/proc/${pid}/cwd`, cluster).catch(() => undefined);
  if (same === undefined) return 'unknown';
  return same ? 'ours' : 'other';
}

export async function sameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one), stat(other)]);
  return a.dev === b.dev && a.ino === b.ino;
}

/** Nothing from our own environment (PGDATA, PGOPTIONS, TZ, LD_PRELOAD …) may change how PostgreSQL behaves. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', LANG: 'C' };
}

export function identityOf(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** In some containers even root may not change to another user. */
export function spawnRefusal(error: unknown, account: Account | undefined): unknown {
  if (codeOf(error) !== 'EPERM' || account === undefined) return error;
  return new EmbeddedServerRefusal(
    `PostgreSQL never runs as root, and this process may not change to the user ${account.name}: ` +
      `allow it (capabilities SETUID and SETGID), start the gateway as an ordinary user, or configure a database URL.`,
    { cause: error },
  );
}

export interface ProcessOutcome {
  readonly code: number | null;
  readonly output: string;
}

export async function runProgram(
  command: string,
  words: readonly string[],
  account: Account | undefined,
): Promise<ProcessOutcome> {
  try {
    return await runToEnd(command, words, account);
  } catch (error) {
    throw spawnRefusal(error, account);
  }
}

function runToEnd(command: string, words: readonly string[], account: Account | undefined): Promise<ProcessOutcome> {
  return new Promise((resolve, reject) => {
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    // The root folder, as the account may not be allowed to enter the folder the gateway was started in.
    const child = spawn(command, words, { cwd: '/', env: plainEnvironment(), ...identityOf(account), stdio });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-8000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
