// A folder for one spec file, where the database's own account can reach it, gone when the file is done.

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function makeFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `gateway-${name}-`));
  await chmod(folder, 0o755);
  return folder;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
