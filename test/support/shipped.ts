// The gateway as it is shipped: dist/main.js, built when it, or the simulators and tools that stand beside
// it, are missing or older than the sources.

import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(ROOT, 'dist', 'main.js');
/** Not part of the gateway's own build. */
const BESIDE = ['simulators/main.js', 'demo/main.js', 'tools/openapi/generate.js'].map((file) =>
  join(ROOT, 'dist', file),
);

/** Path of the built program. */
export async function shippedGateway(): Promise<string> {
  const built = await Promise.all([MAIN, ...BESIDE].map(changedAt));
  if (Math.min(...built) < (await newestSource())) {
    await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build', '--config', 'nest-cli.all.json'],
      {
        cwd: ROOT,
      },
    );
  }
  return MAIN;
}

async function newestSource(): Promise<number> {
  const names = await readdir(join(ROOT, 'src'), { recursive: true });
  const times = await Promise.all(names.map((name) => changedAt(join(ROOT, 'src', name))));
  return Math.max(...times);
}

async function changedAt(file: string): Promise<number> {
  return stat(file).then(
    (facts) => facts.mtimeMs,
    () => 0,
  );
}
