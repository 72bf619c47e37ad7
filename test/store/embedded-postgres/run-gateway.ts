// Starts the gateway program of the tests as a process of its own and reads what it says.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

// Node runs TypeScript itself, but looks for './x.js' where the source is './x.ts'.
const HOOK = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) =>
  next(/^[.].*[.]js$/.test(name) && context.parentURL?.endsWith('.ts') ? name.replace(/js$/, 'ts') : name, context) });`;
const PROGRAM = join(import.meta.dirname, 'gateway-process.ts');

export interface Said {
  readonly word: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export class GatewayProcess {
  readonly said: Said[] = [];
  readonly child: ChildProcess;
  #listeners: (() => void)[] = [];

  constructor(folder: string, account: { uid?: number; gid?: number } = {}) {
    const words = ['--no-warnings', '--import', `data:text/javascript,${encodeURIComponent(HOOK)}`, PROGRAM, folder];
    this.child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/', ...account });
    let rest = '';
    this.child.stdout?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(line);
    });
    this.child.on('close', () => this.#hear('CLOSED {}'));
  }

  /** Waits until the program says one of the words, or ends. */
  async until(...words: string[]): Promise<Said> {
    for (;;) {
      const found = this.said.find(({ word }) => words.includes(word) || word === 'CLOSED');
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  /** The outcome of its start. */
  started(): Promise<Said> {
    return this.until('READY', 'REFUSED');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.until('CLOSED');
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.until('CLOSED');
  }

  #hear(line: string): void {
    const space = line.indexOf(' ');
    const facts = JSON.parse(line.slice(space + 1)) as Said['facts'];
    this.said.push({ word: line.slice(0, space), facts });
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
