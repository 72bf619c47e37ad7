// The processes of a bench: compiled, started on their core, watched from outside, and ended.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { transformFile } from '@swc/core';

const ROOT = join(import.meta.dirname, '..', '..');
/** Below the repository, so that packages are found; out of git. */
const BUILT = join(ROOT, 'node_modules', '.cache', 'problem-gateway-bench');
export const GATEWAY = join(ROOT, 'dist', 'main.js');

/** Compiled once, so that no process of the bench carries a compiler with it. */
export async function compileServers(): Promise<void> {
  const sources = join(import.meta.dirname, 'servers');
  await mkdir(BUILT, { recursive: true });
  await writeFile(join(BUILT, 'package.json'), '{"type":"module"}\n');
  for (const name of await readdir(sources)) {
    const { code } = await transformFile(join(sources, name), {
      swcrc: false,
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2024',
        keepClassNames: true,
      },
      module: { type: 'es6' },
    });
    await writeFile(join(BUILT, name.replace(/ts$/, 'js')), code);
  }
}

export function built(name: string): string {
  return join(BUILT, `${name}.js`);
}

/** Servers on one core, load and far side on another, PostgreSQL where there is room. */
export type Core = 'server' | 'load' | 'any';

const CAN_PIN = availableParallelism() > 1 && canRun('taskset');

function canRun(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export const PINNING = CAN_PIN
  ? 'server on core 0, load and far side on core 1, PostgreSQL on any'
  : 'not pinned: one core, or no taskset';

function pinned(core: Core, command: string[]): [string, string[]] {
  const [program = '', ...rest] = command;
  if (!CAN_PIN || core === 'any') return [program, rest];
  return ['taskset', ['-c', core === 'server' ? '0' : '1', ...command]];
}

interface Message {
  ready?: true;
  result?: unknown;
  accessToken?: string;
}

interface Surroundings {
  logFile?: string;
  env?: Record<string, string>;
}

/** Rejects when the bench is told to end, so that what it started is ended too. */
export function interrupted(): Promise<never> {
  return new Promise((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Error(`Ended by ${signal}.`)));
    }
  });
}

export class Running {
  private static readonly all = new Set<ChildProcess>();

  /** Whatever still runs ends at once. */
  static endAll(): void {
    for (const child of Running.all) child.kill('SIGKILL');
  }

  private readonly messages: Message[] = [];
  private exitCode: number | null | undefined;

  readonly name: string;
  private readonly child: ChildProcess;
  private readonly errors: () => string;

  private constructor(name: string, child: ChildProcess, errors: () => string) {
    this.name = name;
    this.child = child;
    this.errors = errors;
    child.on('message', (message) => this.messages.push(message as Message));
    child.once('exit', (code) => (this.exitCode = code));
  }

  /** One of the servers of the bench, ready. */
  static async server(name: string, orders: object, core: Core = 'server'): Promise<Running> {
    const running = Running.spawn(name, core, [process.execPath, built(name), JSON.stringify(orders)]);
    await running.until(({ ready }) => ready === true);
    return running;
  }

  /** The gateway as it is shipped; not yet ready. */
  static gateway(place: { settingsPath: string; logFile: string }, core: Core, node: string[] = []): Running {
    const command = [
      process.execPath,
      '--enable-source-maps',
      '--max-semi-space-size=16',
      '--heap-growing-percent=150',
      ...node,
      GATEWAY,
      '--config',
      place.settingsPath,
    ];
    return Running.spawn('gateway', core, command, { logFile: place.logFile, env: { MALLOC_ARENA_MAX: '2' } });
  }

  /** Runs the load and returns what it measured. */
  static async load<Result>(orders: object): Promise<Result> {
    const running = Running.spawn('load', 'load', [process.execPath, built('load'), JSON.stringify(orders)]);
    const { result } = await running.until((message) => message.result !== undefined, Infinity);
    return result as Result;
  }

  private static spawn(name: string, core: Core, command: string[], { logFile, env = {} }: Surroundings = {}): Running {
    const [program, given] = pinned(core, command);
    const log = logFile === undefined ? 'ignore' : openSync(logFile, 'a');
    const child = spawn(program, given, { stdio: ['ignore', log, 'pipe', 'ipc'], env: { ...process.env, ...env } });
    Running.all.add(child);
    child.once('exit', () => Running.all.delete(child));
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-4_000)));
    return new Running(name, child, () => errors);
  }

  async until(matches: (message: Message) => boolean, withinMs = 60_000): Promise<Message> {
    const late = Date.now() + withinMs;
    for (;;) {
      const found = this.messages.find(matches);
      if (found !== undefined) return found;
      if (this.exitCode !== undefined) throw new Error(`${this.name} ended: ${this.errors()}`);
      if (Date.now() > late) throw new Error(`${this.name} did not say in time what was waited for: ${this.errors()}`);
      await pause(5);
    }
  }

  /** Until an address answers 200. Milliseconds since this was called. */
  async untilAnswers(url: string, withinMs = 120_000): Promise<number> {
    const began = performance.now();
    for (;;) {
      const answered = await fetch(url).then(
        async (reply) => {
          await reply.arrayBuffer();
          return reply.status === 200;
        },
        () => false,
      );
      if (answered) return performance.now() - began;
      if (this.exitCode !== undefined) throw new Error(`${this.name} ended: ${this.errors()}`);
      if (performance.now() - began > withinMs) throw new Error(`${this.name} was not ready in time.`);
      await pause(3);
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Processor time so far, microseconds. */
  cpu(): number {
    return cpuOf(this.pid);
  }

  /** Resident memory, MB. */
  rss(): number {
    return rssOf(this.pid);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.exitCode !== undefined) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    const late = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(late);
  }
}

/** Of Linux: a tick of a process's clock is ten milliseconds. */
const TICK_US = 10_000;

export function cpuOf(pid: number): number {
  return ticksOf(pid, 11, 12) * TICK_US;
}

/** Sums fields of `/proc/<pid>/stat`, counted after the name of the program. */
function ticksOf(pid: number, ...fields: number[]): number {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const values = facts.slice(facts.lastIndexOf(')') + 2).split(' ');
    return fields.reduce((sum, field) => sum + Number(values[field]), 0);
  } catch {
    return 0;
  }
}

export function rssOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

export function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** A process and its children, those that have ended too: PostgreSQL with its backends. */
export function cpuOfFamily(pid: number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
    const ended = ticksOf(pid, 13, 14) * TICK_US;
    return cpuOf(pid) + ended + children.reduce((sum, child) => sum + cpuOf(child), 0);
  } catch {
    return 0;
  }
}
