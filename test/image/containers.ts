// buildah and podman, with storage of this test's own: images and containers of the machine are left alone.

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const FOLDER = join(tmpdir(), 'problem-gateway-image-test');
const STORAGE = ['--root', join(FOLDER, 'storage'), '--runroot', join(FOLDER, 'run')];

// Limits are named because podman's own defaults cannot be set where limits cannot be raised.
const CONFIGURATION = `[containers]
default_ulimits = ["nofile=1024:4096", "nproc=1024:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

export interface Output {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; its output is returned, and shown as it comes where `shown`. */
export function exec(program: string, given: readonly string[], { cwd, shown = false }: Options = {}): Promise<Output> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CONTAINERS_CONF: join(FOLDER, 'containers.conf') };
    const child = spawn(program, given, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        if (shown) process.stdout.write(text);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, ...output }));
  });
}

interface Options {
  cwd?: string;
  shown?: boolean;
}

/** As `exec`; rejects with what the program wrote where it fails. */
export async function must(program: string, given: readonly string[], options: Options = {}): Promise<string> {
  const { code, stdout, stderr } = await exec(program, given, options);
  if (code !== 0) throw new Error(`${program} ${given.join(' ')} ended with ${code}:\n${stderr || stdout}`);
  return stdout.trim();
}

export function prepareFolder(): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'containers.conf'), CONFIGURATION);
}

export const buildah = (given: readonly string[], options: Options = {}): Promise<string> =>
  must('buildah', [...STORAGE, ...given], options);

export const podman = (given: readonly string[]): Promise<string> => must('podman', [...STORAGE, ...given]);

export const tryPodman = (given: readonly string[]): Promise<Output> => exec('podman', [...STORAGE, ...given]);

export async function hasImage(name: string): Promise<boolean> {
  return (await tryPodman(['image', 'exists', name])).code === 0;
}
