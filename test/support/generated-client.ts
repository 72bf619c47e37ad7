// A client somebody generates from our document: generated and compiled in a folder of its own, then run as a process that
// does what it is told.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const MODULES = join(ROOT, 'node_modules');
const PROGRAMS = join(ROOT, 'test', 'tools', 'openapi', 'clients');
const DOCUMENT = 'supplier-api.yaml';

const COMPILER_OPTIONS = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  target: 'es2024',
  lib: ['es2024', 'dom', 'dom.iterable'],
  module: 'nodenext',
  types: ['node'],
  rootDir: '.',
  outDir: 'out',
  skipLibCheck: true,
};

export interface Told {
  status: number;
  reference?: string;
  code?: string;
  message?: string;
  slots?: { timeslotStartDateTime: string; timeslotEndDateTime: string }[];
  verdict?: string;
}

export interface Generator {
  name: string;
  /** Beside the document; written before the generator runs. */
  files: Record<string, string>;
  /** The generator's program and arguments, within node_modules. */
  command: string[];
}

export class GeneratedClient {
  private running: { child: ChildProcess; lines: Interface } | undefined;

  constructor(
    private readonly folder: string,
    private readonly generator: Generator,
  ) {}

  /** Throws what the generator or the compiler said. */
  async make(document: string): Promise<void> {
    const { files, command, name } = this.generator;
    await mkdir(this.folder, { recursive: true });
    await symlink(MODULES, join(this.folder, 'node_modules'));
    const written = {
      [DOCUMENT]: document,
      'package.json': JSON.stringify({ type: 'module' }),
      'tsconfig.json': JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['*.ts', 'generated'] }),
      ...files,
    };
    for (const [file, text] of Object.entries(written)) await writeFile(join(this.folder, file), text);
    await copyFile(join(PROGRAMS, 'play.ts.txt'), join(this.folder, 'play.ts'));
    await copyFile(join(PROGRAMS, `${name}.ts.txt`), join(this.folder, 'client.ts'));
    await this.run(command, 'cannot read our document');
    await this.run(['typescript/bin/tsc', '-p', 'tsconfig.json'], 'makes a client that no longer compiles');
  }

  start(url: string, token: string): void {
    const child = spawn(process.execPath, [join(this.folder, 'out', 'client.js'), url, token], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.running = { child, lines: createInterface({ input: child.stdout }) };
  }

  /** Has the client do one thing, and returns the answer as its types told it. */
  async does(act: string, ...given: unknown[]): Promise<Told> {
    const { running } = this;
    if (running === undefined) throw new Error('The client was not started.');
    const told = new Promise<Told>((resolve, reject) => {
      running.lines.once('line', (line) => resolve(JSON.parse(line) as Told));
      running.child.once('exit', (code) => reject(new Error(`The client ended with ${String(code)} at "${act}".`)));
    });
    running.child.stdin?.write(`${JSON.stringify({ act, given })}\n`);
    return told;
  }

  stop(): void {
    this.running?.child.kill();
  }

  private async run([program = '', ...args]: string[], failed: string): Promise<void> {
    await promisify(execFile)(process.execPath, [join(MODULES, program), ...args], { cwd: this.folder }).catch(
      ({ stdout = '', stderr = '' }: { stdout?: string; stderr?: string }) => {
        throw new Error(
          `${this.generator.name} ${failed}. Whoever generates from our document meets the same: give back what is missing, ` +
            `or, if it must go, raise REVISION in src/tools/openapi/supplier-api.document.ts, describe the change in openapi/CHANGELOG.md and ` +
            `change test/tools/openapi/clients.\n${stdout}${stderr}`,
        );
      },
    );
  }
}
