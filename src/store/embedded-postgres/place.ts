// Decides where the database files are and which account PostgreSQL runs as.
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Account, canReach, ENTER, findAccount, type FindAccount } from './account.js';
import { codeOf, EmbeddedServerRefusal } from './refusal.js';

export interface Place {
  /** The configured data folder, with symbolic links resolved. */
  readonly configured: string;
  /** Holds the cluster, the password file and the server log. */
  readonly root: string;
  readonly cluster: string;
  /** The account PostgreSQL runs as; undefined when it is the gateway's own. */
  readonly account: Account | undefined;
  /** Finds (and makes) the folder the PostgreSQL programs may be copied to. */
  readonly copies: () => Promise<string>;
}

/** What a test replaces to look like another machine. */
export interface Surroundings {
  readonly findAccount: FindAccount;
  /** Folders used when the configured one cannot be reached by the server's account, best first. */
  readonly bases: readonly string[];
}

export function realSurroundings(): Surroundings {
  return { findAccount, bases: ['/var/lib/problem-gateway', join(tmpdir(), 'problem-gateway')] };
}

export async function choosePlace(folder: string, around: Surroundings): Promise<Place> {
  const wanted = await realPathOf(resolve(folder));
  if (process.getuid?.() !== 0) return ownPlace(wanted);
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const trusted: string[] = [];
  for (const base of around.bases) if (await isTrusted(base)) trusted.push(base);
  const roots = [wanted, ...trusted.map((base) => join(base, key))];
  // An existing cluster always wins, so that a change of rights or of TMPDIR never starts an empty database.
  for (const root of roots) {
    const owner = await ownerOf(join(root, 'cluster'));
    if (owner !== undefined) return { configured: wanted, ...(await existingPlace(root, owner, around)) };
  }
  return newPlace(wanted, key, around);
}

async function ownPlace(root: string): Promise<Place> {
  await makeFolders(root);
  const cluster = join(root, 'cluster');
  const owner = await ownerOf(cluster);
  if (owner !== undefined && owner !== process.getuid?.() && process.getuid !== undefined) {
    throw new EmbeddedServerRefusal(
      `The data folder ${root} belongs to another user (id ${owner}): start the gateway as that user or as root, ` +
        `or give it another data folder.`,
    );
  }
  return { configured: root, root, cluster, account: undefined, copies: async () => root };
}

async function existingPlace(root: string, owner: number, around: Surroundings): Promise<Omit<Place, 'configured'>> {
  const cluster = join(root, 'cluster');
  if (owner === 0) {
    throw new EmbeddedServerRefusal(
      `The data folder ${cluster} belongs to root, as which PostgreSQL never runs: ` +
        `give it to its server's account, for example with "chown -R postgres ${cluster}".`,
    );
  }
  const { gid } = await stat(cluster);
  const account = (await around.findAccount(owner)) ?? { name: `user id ${owner}`, uid: owner, gid };
  if (!(await canReach(account, root, ENTER))) {
    throw new EmbeddedServerRefusal(
      `The database is in ${cluster}, but its account ${account.name} may not enter a folder above it: ` +
        `allow that (chmod o+x on each folder above), or move the data folder.`,
    );
  }
  return { root, cluster, account, copies: () => folderForCopies(around, account, root) };
}

async function newPlace(wanted: string, key: string, around: Surroundings): Promise<Place> {
  const account = (await around.findAccount('postgres')) ?? (await around.findAccount('nobody'));
  if (account === undefined) {
    throw new EmbeddedServerRefusal(
      'PostgreSQL never runs as root and this machine has neither a user "postgres" nor a user "nobody": ' +
        'create one (useradd --system postgres), start the gateway as an ordinary user, or configure a database URL.',
    );
  }
  const root = await newRoot(wanted, key, account, around);
  if (root === undefined) {
    throw new EmbeddedServerRefusal(
      `The account ${account.name}, as which PostgreSQL must run, can reach neither the data folder ${wanted} ` +
        `nor a folder in any of ${around.bases.join(', ')}: configure a data folder it can enter.`,
    );
  }
  await makeFolders(root);
  const cluster = join(root, 'cluster');
  return { configured: wanted, root, cluster, account, copies: () => folderForCopies(around, account, root) };
}

async function newRoot(
  wanted: string,
  key: string,
  account: Account,
  around: Surroundings,
): Promise<string | undefined> {
  if (await canReach(account, await nearestExisting(wanted), ENTER)) return wanted;
  const base = await firstUsable(around.bases, account);
  return base === undefined ? undefined : join(base, key);
}

async function folderForCopies(around: Surroundings, account: Account, root: string): Promise<string> {
  return (await firstUsable(around.bases, account)) ?? root;
}

async function firstUsable(bases: readonly string[], account: Account): Promise<string | undefined> {
  for (const base of bases) {
    try {
      await makeFolders(base);
    } catch {
      continue;
    }
    if ((await isTrusted(base)) && (await canReach(account, base, ENTER))) return base;
  }
  return undefined;
}

/** A folder in a place everybody may write to could have been put there by somebody else. */
async function isTrusted(folder: string): Promise<boolean> {
  const facts = await lstat(folder).catch(() => undefined);
  return facts !== undefined && facts.isDirectory() && facts.uid === 0 && (facts.mode & 0o022) === 0;
}

async function ownerOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).uid;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function realPathOf(path: string): Promise<string> {
  const existing = await nearestExisting(path);
  return join(await realpath(existing), path.slice(existing.length));
}

async function nearestExisting(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (folder === dirname(folder) || (await ownerOf(folder)) !== undefined) return folder;
  }
}

/** Like mkdir -p; as root every folder made is open for passing through, whatever the umask says. */
async function makeFolders(path: string): Promise<void> {
  const existing = await nearestExisting(path);
  if (existing === path) return;
  await makeFolders(dirname(path));
  try {
    await mkdir(path);
    if (process.getuid?.() === 0) await chmod(path, 0o755);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}
