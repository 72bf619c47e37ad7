// Temporary names beside the real ones, and the removal of those a killed gateway left behind.
import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './process.js';

const PATTERN = /\.new-(\d+)-[0-9a-f]{12}$/;
const ABANDONED_AFTER = 30 * 60_000;

const inUse = new Set<string>();

/** Runs the work with a fresh name beside `path`, which is removed afterwards unless it was renamed away. */
export async function withTemporary<T>(path: string, work: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${path}.new-${process.pid}-${randomBytes(6).toString('hex')}`;
  inUse.add(temporary);
  try {
    return await work(temporary);
  } finally {
    await remove(temporary);
    inUse.delete(temporary);
  }
}

export async function clearLeftovers(folder: string): Promise<string[]> {
  const cleared: string[] = [];
  for (const entry of await readdir(folder).catch(() => [])) {
    const owner = PATTERN.exec(entry)?.[1];
    const path = join(folder, entry);
    if (owner === undefined || !(await isAbandoned(path, Number(owner)))) continue;
    await remove(path);
    cleared.push(entry);
  }
  return cleared;
}

async function isAbandoned(path: string, owner: number): Promise<boolean> {
  // In a container every gateway has the same process id, so our own id alone does not mean it is our file.
  if (owner === process.pid) return !inUse.has(path);
  if (!isAlive(owner)) return true;
  const facts = await stat(path).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > ABANDONED_AFTER;
}

/** An orphaned initdb may still write into the folder: what cannot be removed now is removed by a later start. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 }).catch(() => undefined);
}
