// The operating-system account PostgreSQL runs as, and what that account can reach in the file system.
import { execFile } from 'node:child_process';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Looks an account up by name, or by user id. */
export type FindAccount = (wanted: string | number) => Promise<Account | undefined>;

export const READ = 4;
export const ENTER = 1;

export async function findAccount(wanted: string | number): Promise<Account | undefined> {
  return (await findInPasswd('/etc/passwd', wanted)) ?? (await askSystem(wanted));
}

export async function findInPasswd(file: string, wanted: string | number): Promise<Account | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name === undefined || !isId(uid) || !isId(gid)) continue;
    if (name === wanted || Number(uid) === wanted) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** Accounts may live in LDAP or a directory service, which only the system's own tools can ask. */
async function askSystem(wanted: string | number): Promise<Account | undefined> {
  const ask = async (what: string): Promise<string> =>
    (await promisify(execFile)('id', [what, String(wanted)])).stdout.trim();
  try {
    const [name, uid, gid] = await Promise.all([ask('-un'), ask('-u'), ask('-g')]);
    return isId(uid) && isId(gid) ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
  } catch {
    return undefined;
  }
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d+$/.test(text);
}

/** Whether the account may enter every folder above the path and has the wanted rights on the path itself. */
export async function canReach(account: Account, path: string, rights: number): Promise<boolean> {
  try {
    const real = await realpath(path);
    if (!(await allows(account, real, rights))) return false;
    for (let folder = dirname(real); ; folder = dirname(folder)) {
      if (!(await allows(account, folder, ENTER))) return false;
      if (folder === dirname(folder)) return true;
    }
  } catch {
    return false;
  }
}

async function allows(account: Account, path: string, rights: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  // Like the kernel: only the first class that matches counts, and the account runs without further groups.
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return ((mode >> shift) & rights) === rights;
}
