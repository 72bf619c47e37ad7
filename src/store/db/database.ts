// The only file that knows pg: one pool, named statements, transactions, and migrations that only go forward.

import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Statement } from './statement.js';

export interface Session {
  run<Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

// Our bigints are keys and ids of platforms, all below 2^53.
const INT8 = 20;
pg.types.setTypeParser(INT8, Number);

const MIGRATIONS = new URL('../migrations/', import.meta.url);
/** One key for all replicas: who holds it migrates, the others wait. */
const MIGRATION_LOCK = 7_318_221_904;

/** How long plans are used: ever longer, because a new table grows fastest. */
const FIRST_PLANS_MS = 1_000;
const PLANS_MS = 60_000;

export class Database implements Session {
  private readonly plans = new WeakMap<pg.PoolClient, { madeAt: number; lastMs: number }>();
  private readonly pool: pg.Pool;

  constructor(
    readonly url: string,
    connections: number,
    onConnectionError: (error: Error) => void,
  ) {
    this.pool = new pg.Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      application_name: 'problem-gateway',
      // A statement that waits longer than this waits for something that will not come.
      statement_timeout: 30_000,
      // A line that went silent tells nothing, not even that: without this a worker would wait for ever.
      query_timeout: 35_000,
      // And without this PostgreSQL would keep the locks of a transaction whose gateway cannot be heard any more.
      idle_in_transaction_session_timeout: 10_000,
      // A plan is made once for any values: to plan a statement anew for each costs as much as to run it. One made while a
      // table is small is kept while the table grows, so it must not read the table whole.
      options: '-c enable_seqscan=off -c plan_cache_mode=force_generic_plan',
    });
    // A connection that breaks while idle is replaced on the next use.
    this.pool.on('error', onConnectionError);
    // One that breaks between two statements of a transaction fails the next one; unheard, it would end the process.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.pool.on('acquire', (client) => this.refreshPlans(client));
  }

  /** From time to time, ahead of what the connection was taken for: tables grow under the plans made for them. */
  private refreshPlans(client: pg.PoolClient): void {
    const now = performance.now();
    const plans = this.plans.get(client) ?? { madeAt: now, lastMs: FIRST_PLANS_MS };
    if (now - plans.madeAt > plans.lastMs) {
      client.query('discard plans').catch(() => undefined);
      plans.madeAt = now;
      plans.lastMs = Math.min(plans.lastMs * 2, PLANS_MS);
    }
    this.plans.set(client, plans);
  }

  async run<Row extends pg.QueryResultRow>({ name, text }: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.pool.query<Row>({ name, text, values: [...values] })).rows;
  }

  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const session: Session = {
      run: async <Row extends pg.QueryResultRow>({ name, text }: Statement, values: readonly unknown[] = []) =>
        (await client.query<Row>({ name, text, values: [...values] })).rows,
    };
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(session);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Brings the schema forward. Safe when replicas start together: one migrates, the others wait and find it done. */
  async migrate(): Promise<number[]> {
    const files = (await readdir(MIGRATIONS)).filter((file) => /^\d{4}-[a-z-]+\.sql$/.test(file)).sort();
    // A connection of its own: to rewrite a large table, or to wait for another replica that does, takes as long as it takes.
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5_000, keepAlive: true });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await applyMissing(client, files);
    } finally {
      await client.end();
    }
  }

  /** True when the store answers and every migration of this version is in place. */
  async isReady(): Promise<boolean> {
    const { rows } = await this.pool.query<{ version: number }>('select max(version) as version from schema_migration');
    const newest = (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql')).length;
    return (rows[0]?.version ?? 0) >= newest;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** The store was made by a version whose schema this version cannot use. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';

  constructor(migration: string) {
    super(
      `The store has the migration ${migration}, which this version does not know: another version made it. ` +
        'Start the version that made the store, or give this version an empty database.',
    );
  }
}

async function applyMissing(client: pg.Client, files: string[]): Promise<number[]> {
  const applied: number[] = [];
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists schema_migration (version integer primary key, name text not null, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ version: number; name: string }>(
      'select version, name from schema_migration',
    );
    const foreign = rows.find(({ version, name }) => files[version - 1] !== name);
    if (foreign !== undefined) throw new StoreRefused(foreign.name);
    const done = new Set(rows.map(({ version }) => version));
    for (const file of files) {
      const version = Number(file.slice(0, 4));
      if (done.has(version)) continue;
      await client.query(await readFile(new URL(file, MIGRATIONS), 'utf8'));
      await client.query('insert into schema_migration (version, name) values ($1, $2)', [version, file]);
      applied.push(version);
    }
    await client.query('commit');
    return applied;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
