// Migrations: files that are applied once each, in their order, and never change after they were committed.

import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';

const FOLDER = new URL('../migrations/', import.meta.url);
/** One key for all replicas: the one that holds it migrates, the others wait. */
const MIGRATION_LOCK = 7_318_221_904;

export interface Migration {
  /** From one, without a gap. */
  version: number;
  /** The name of its file. */
  name: string;
  text: string;
}

interface AppliedMigration {
  version: number;
  name: string;
  /** Null in a store of a version that stored none. */
  digest: string | null;
}

/** The schema of the store is not one that this version can use. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** SHA-256 of a migration's text, in hexadecimal. */
export function migrationDigest(text: string): string {
  return hash('sha256', text, 'hex');
}

/** The migrations of this version, in their order. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).sort();
  return Promise.all(
    names.map(async (name) => ({
      version: Number(name.slice(0, 4)),
      name,
      text: await readFile(new URL(name, FOLDER), 'utf8'),
    })),
  );
}

/** Why this version cannot use a store with these migrations; undefined where it can. */
export function refusalOf(applied: readonly AppliedMigration[], known: readonly Migration[]): string | undefined {
  for (const { version, name, digest } of applied) {
    const migration = known.find((one) => one.version === version);
    if (migration?.name !== name) {
      return (
        `The store has the migration ${name}, which this version does not know: another version made it. ` +
        'Start the version that made the store, or give this version an empty database.'
      );
    }
    if (digest !== migrationDigest(migration.text)) {
      return (
        `The store has the migration ${name} with another content than this version: the file was edited after it was applied. ` +
        'Start a version with the original file, or give this version an empty database.'
      );
    }
  }
  return undefined;
}

/** Applies what is missing, in one transaction, and returns the versions that were applied. Throws `StoreRefused`. */
export async function applyMigrations(client: pg.Client, known: readonly Migration[]): Promise<number[]> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      `create table if not exists schema_migration (version integer primary key, name text not null, digest text not null,
         applied_at timestamptz not null default now())`,
    );
    // By way of JSON: the table of an older version has no digests.
    const { rows: applied } = await client.query<AppliedMigration>(
      `select version, name, to_jsonb(m) ->> 'digest' as digest from schema_migration m order by version`,
    );
    const refusal = refusalOf(applied, known);
    if (refusal !== undefined) throw new StoreRefused(refusal);
    const missing = known.filter(({ version }) => !applied.some((one) => one.version === version));
    for (const { version, name, text } of missing) {
      await client.query(text);
      const values = [version, name, migrationDigest(text)];
      await client.query('insert into schema_migration (version, name, digest) values ($1, $2, $3)', values);
    }
    await client.query('commit');
    return missing.map(({ version }) => version);
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
