// The gateway as a process of its own, as it is shipped: started, asked whether it is ready, stopped, or killed.

import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const READY_WITHIN_MS = 60_000;

export interface LogLine {
  event: string;
  level: number;
  alarm?: boolean;
  [fact: string]: unknown;
}

export class GatewayProcess {
  /** Everything the gateway logged, oldest first. */
  readonly lines: LogLine[] = [];
  private readonly errors: string[] = [];
  readonly exited: Promise<number | null>;
  private ended = false;

  private constructor(
    private readonly child: ChildProcess,
    logFile: string,
  ) {
    this.exited = new Promise((resolve) => child.once('exit', resolve));
    // What it wrote last is read a moment later. Not on "close": a database it left behind may hold its pipes open.
    child.once('exit', () => setTimeout(() => (this.ended = true), 200));
    const file = createWriteStream(logFile, { flags: 'a' });
    child.once('exit', () => file.end());
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (!file.writableEnded) file.write(`${line}\n`);
        this.lines.push(parse(line));
      });
    }
    child.stderr?.on('data', (chunk: Buffer) => this.errors.push(chunk.toString('utf8')));
  }

  /** Resolves when the gateway is ready; rejects with what it said when it is not. */
  static async start(settingsPath: string, logFile: string, main = MAIN): Promise<GatewayProcess> {
    const child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        '--max-semi-space-size=16',
        '--heap-growing-percent=150',
        main,
        '--config',
        settingsPath,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const gateway = new GatewayProcess(child, logFile);
    try {
      await gateway.waitFor((line) => line.event === 'gateway.ready', READY_WITHIN_MS);
      return gateway;
    } catch (error) {
      await gateway.kill();
      throw error;
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get url(): string {
    return String(this.lines.find((line) => line.event === 'gateway.ready')?.['url']);
  }

  /** Waits for a log line; throws when the gateway ends first or the time is over. */
  async waitFor(matches: (line: LogLine) => boolean, withinMs = 10_000): Promise<LogLine> {
    const until = Date.now() + withinMs;
    for (;;) {
      const found = this.lines.find(matches);
      if (found !== undefined) return found;
      if (this.ended) {
        throw new Error(
          `The gateway ended: ${this.errors.join('').trim() || `exit code ${String(this.child.exitCode)}`}`,
        );
      }
      if (Date.now() > until) throw new Error(`The gateway did not log what was waited for within ${withinMs} ms.`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exited;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}

function parse(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { event: 'unparsed', level: 0, text: line };
  }
}
