// One gateway as an operator runs it: the shipped program under a supervisor that starts it again whenever it ends.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const RESTART_AFTER_MS = 50;

export interface LogLine {
  event: string;
  time?: string;
  alarm?: boolean;
  [fact: string]: unknown;
}

export class Gateway {
  /** Everything it logged in all its lives. */
  readonly lines: LogLine[] = [];
  /** Ends after it was ready that nobody here brought about. */
  readonly crashes: string[] = [];
  ready = false;
  /** Where its metrics are. */
  operationsUrl = '';
  /** Not started again until this resolves. */
  restartWhen: Promise<unknown> = Promise.resolve();
  private readonly settingsPath: string;
  private child: ChildProcess | undefined;
  private wanted = false;
  private killed = false;
  private life: Promise<void> = Promise.resolve();

  constructor(settingsPath: string) {
    this.settingsPath = settingsPath;
  }

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.life = this.keepAlive();
  }

  /** SIGKILL, now; the supervisor starts it again. */
  kill(): void {
    this.ready = false;
    this.killed = true;
    this.child?.kill('SIGKILL');
  }

  /** Ends it in good order; after ten seconds, not so good. */
  async stop(): Promise<void> {
    this.wanted = false;
    this.ready = false;
    this.killed = true;
    this.child?.kill('SIGTERM');
    const late = setTimeout(() => this.child?.kill('SIGKILL'), 12_000);
    await this.life;
    clearTimeout(late);
  }

  async untilReady(withinMs = 60_000): Promise<void> {
    const until = Date.now() + withinMs;
    while (!this.ready) {
      if (Date.now() > until) throw new Error(`The gateway was not ready within ${withinMs} ms.`);
      await pause(10);
    }
  }

  private async keepAlive(): Promise<void> {
    while (this.wanted) {
      await this.restartWhen;
      if (this.wanted) await this.live();
      await pause(RESTART_AFTER_MS);
    }
  }

  /** From start to end, all of its output read. */
  private async live(): Promise<void> {
    this.killed = false;
    const child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        '--max-semi-space-size=16',
        '--heap-growing-percent=150',
        MAIN,
        '--config',
        this.settingsPath,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.child = child;
    let errors = '';
    let wasReady = false;
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString('utf8')).slice(-2_000)));
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parse(text);
      this.lines.push(line);
      if (line.event === 'operations.listening') this.operationsUrl = String(line['url']);
      if (line.event !== 'gateway.ready' || this.killed) return;
      this.ready = wasReady = true;
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.once('error', () => resolve([null, 'not started']));
      child.once('close', (...how) => resolve(how));
    });
    this.ready = false;
    if (wasReady && !this.killed) this.crashes.push(`${signal ?? `exit code ${String(code)}`}: ${errors.trim()}`);
  }
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { event: 'unparsed', text };
  }
}
