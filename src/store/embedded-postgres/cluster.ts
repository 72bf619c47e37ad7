// Creates the database cluster and its password, so that a kill at any moment leaves either nothing or a whole cluster.
import { randomBytes } from 'node:crypto';
import { chown, constants, copyFile, link, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { withTemporary } from './leftovers.js';
import type { Place } from './place.js';
import { runProgram } from './process.js';
import { reasonIn } from './reason.js';
import { asRefusal, codeOf, EmbeddedServerRefusal } from './refusal.js';

export const OWNER = 'gateway';

/** The superuser's password: kept for the life of the cluster, readable by the gateway only. */
export async function keepPassword(place: Place): Promise<string> {
  const file = join(place.root, 'password');
  const kept = await readPassword(file);
  if (kept !== undefined) return kept;
  if (await isCluster(place.cluster)) {
    throw new EmbeddedServerRefusal(
      `The file ${file} with the password of the database is missing: restore it together with ${place.cluster}.`,
    );
  }
  await withTemporary(file, async (temporary) => {
    await writeSafely(temporary, `${randomBytes(24).toString('hex')}\n`);
    await linkOnce(temporary, file);
  });
  return (await readPassword(file)) ?? '';
}

/** Of two gateways starting at once, the first one's password counts for both. */
async function linkOnce(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    // A file system without hard links.
    await copyFile(temporary, file, constants.COPYFILE_EXCL);
  }
}

async function readPassword(file: string): Promise<string | undefined> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Creates the cluster unless there is one; returns whether it did. */
export async function ensureCluster(place: Place, binaries: Binaries, password: string): Promise<boolean> {
  if (await isCluster(place.cluster)) return false;
  return withTemporary(place.cluster, async (temporary) => {
    await mkdir(temporary, { mode: 0o700 });
    const passwordFile = join(temporary, 'password');
    await writeSafely(passwordFile, `${password}\n`);
    await give(temporary, place.account);
    await give(passwordFile, place.account);
    await initdb(binaries, join(temporary, 'cluster'), passwordFile, place.account);
    return putInPlace(join(temporary, 'cluster'), place);
  });
}

async function isCluster(folder: string): Promise<boolean> {
  try {
    await stat(join(folder, 'PG_VERSION'));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function initdb(
  binaries: Binaries,
  folder: string,
  passwordFile: string,
  account: Account | undefined,
): Promise<void> {
  const words = ['-D', folder, '-U', OWNER, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '-E', 'UTF8'];
  // Sorts by code point on every machine, yet upper() and lower() know all letters.
  words.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  const failed = `The database could not be created in ${folder}`;
  const outcome = await runProgram(binaries.initdb, words, account).catch((error: unknown) => {
    throw asRefusal(error, failed);
  });
  if (outcome.code === 0) return;
  throw new EmbeddedServerRefusal(`${failed}: ${reasonIn(outcome.output, 'initdb gave no reason')}`);
}

async function putInPlace(made: string, place: Place): Promise<boolean> {
  try {
    await rename(made, place.cluster);
  } catch (error) {
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
    // Another gateway created it a moment ago; anything else there must not be touched.
    if (await isCluster(place.cluster)) return false;
    throw new EmbeddedServerRefusal(
      `The folder ${place.cluster} exists but holds no PostgreSQL database: move it away, or restore it completely.`,
    );
  }
  const folder = await open(place.root, 'r');
  await folder.sync().finally(() => folder.close());
  return true;
}

async function give(path: string, account: Account | undefined): Promise<void> {
  if (account !== undefined) await chown(path, account.uid, account.gid);
}

async function writeSafely(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
