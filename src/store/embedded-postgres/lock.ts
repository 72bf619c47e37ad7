// The lock a running gateway holds on its data folder: a session-level advisory lock on a connection of its own.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OWNER } from './cluster.js';
import { sameFile } from './process.js';
import { codeOf, errorMessageOf } from './refusal.js';

/** Any constant will do; advisory locks belong to one database, and no other part of the gateway uses this one. */
const LOCK = '7066566001';
const LOCK_DATABASE = 'postgres';
/** A killed gateway's session may need a moment to end. */
export const PATIENCE = 3000;

export interface Lock {
  readonly client: pg.Client;
  /** Resolves when the connection, and with it the lock, is gone. */
  readonly lost: Promise<void>;
  readonly release: string;
}

export type LockAttempt =
  | { readonly kind: 'locked'; readonly lock: Lock }
  | { readonly kind: 'taken' }
  /** The server on this port serves other files. */
  | { readonly kind: 'elsewhere' }
  /** The server is there but not ready: it recovers, or shuts down. */
  | { readonly kind: 'busy'; readonly why: string }
  | { readonly kind: 'unavailable'; readonly why: string; readonly code: string | undefined };

export interface LockTarget {
  readonly port: number;
  readonly password: string;
  readonly cluster: string;
  readonly patience: number;
}

export async function tryLock(target: LockTarget): Promise<LockAttempt> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: target.port,
    user: OWNER,
    password: target.password,
    database: LOCK_DATABASE,
    ssl: false,
    application_name: 'gateway data folder lock',
    connectionTimeoutMillis: 3000,
  });
  // Without a listener a lost connection would end the whole gateway; `lost` tells instead.
  client.on('error', () => undefined);
  const lost = new Promise<void>((resolve) => client.once('end', () => resolve()));
  try {
    await client.connect();
    const attempt = await lockOn(client, lost, target);
    if (attempt.kind !== 'locked') await client.end();
    return attempt;
  } catch (error) {
    void client.end().catch(() => undefined);
    // "The database system is starting up", "shutting down", or "in recovery".
    if (codeOf(error) === '57P03') return { kind: 'busy', why: errorMessageOf(error) };
    return { kind: 'unavailable', why: errorMessageOf(error), code: codeOf(error) };
  }
}

async function lockOn(client: pg.Client, lost: Promise<void>, target: LockTarget): Promise<LockAttempt> {
  const facts = await client.query<{ folder: string; release: string | null }>(
    `SELECT current_setting('data_directory') AS folder, current_setting('gateway.release', true) AS release`,
  );
  const row = facts.rows[0];
  if (row === undefined || !(await sameFile(row.folder, target.cluster).catch(() => false))) {
    return { kind: 'elsewhere' };
  }
  const until = Date.now() + target.patience;
  for (;;) {
    const answer = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1::bigint) AS got', [LOCK]);
    if (answer.rows[0]?.got === true) return { kind: 'locked', lock: { client, lost, release: row.release ?? '' } };
    if (Date.now() > until) return { kind: 'taken' };
    await sleep(50);
  }
}

export async function ensureDatabase(lock: Lock, name: string): Promise<void> {
  const found = await lock.client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (found.rows.length === 0) await lock.client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
}
