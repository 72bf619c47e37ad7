// Reads PostgreSQL's own note of the running server (postmaster.pid) and tells a live server from a stale note.
import { chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withTemporary } from './leftovers.js';
import { identify, isRunning } from './process.js';
import { codeOf } from './refusal.js';

export type Inspection =
  | { readonly kind: 'none' }
  /** A server that has not noted its port yet. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly pid: number; readonly port: number }
  | { readonly kind: 'stale'; readonly why: string; readonly note: string };

/** PostgreSQL creates the file and fills it a moment later: an older empty file is left from a power cut. */
const EMPTY_FOR = 2000;
/** No system gives out this process id, so PostgreSQL finds the noted process dead. */
const NOBODY = 2_147_483_647;

export function pidFileOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

export async function inspect(cluster: string): Promise<Inspection> {
  const note = await readNote(cluster);
  if (note === undefined) return { kind: 'none' };
  const lines = note.split('\n');
  // A server that serves a single session (maintenance by hand) notes its process id as a negative number.
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  if (!Number.isSafeInteger(pid) || pid === 0) return inspectEmpty(cluster, note);
  if (pid === NOBODY) return { kind: 'none' };
  if (!(await isRunning(pid))) return { kind: 'stale', why: `process ${pid} is dead`, note };
  if ((await identify(pid, cluster)) === 'other') {
    return { kind: 'stale', why: `process ${pid} is another program now`, note };
  }
  const port = Number.parseInt(lines[3] ?? '', 10);
  return Number.isSafeInteger(port) && port > 0 ? { kind: 'running', pid, port } : { kind: 'starting' };
}

async function inspectEmpty(cluster: string, note: string): Promise<Inspection> {
  const facts = await stat(pidFileOf(cluster)).catch(() => undefined);
  if (facts === undefined) return { kind: 'none' };
  if (Date.now() - facts.mtimeMs < EMPTY_FOR) return { kind: 'starting' };
  return { kind: 'stale', why: 'the file is empty', note };
}

/**
 * Makes PostgreSQL ignore a stale note. The rest of the note is kept: by it PostgreSQL checks that no process of the
 * dead server still uses the shared memory, without which two servers could write the same files.
 */
export async function disarm(cluster: string, note: string): Promise<void> {
  const file = pidFileOf(cluster);
  const [first = '', ...rest] = note.split('\n');
  const known = Number.parseInt(first, 10);
  await withTemporary(file, async (temporary) => {
    await writeFile(temporary, [String(NOBODY), ...rest].join('\n'), { mode: 0o600 });
    const { uid, gid } = await stat(cluster);
    if (process.getuid?.() === 0) await chown(temporary, uid, gid);
    // Another gateway may have started a server by now, whose note must stay.
    if ((await readNote(cluster)) !== note) return;
    if (Number.isNaN(known)) await rm(file, { force: true });
    else await rename(temporary, file);
  });
}

async function readNote(cluster: string): Promise<string | undefined> {
  try {
    return await readFile(pidFileOf(cluster), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
