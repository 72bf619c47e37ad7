// The connections of the gateway: one pool, named statements, transactions.

import pg from 'pg';
import { applyMigrations, readMigrations } from './migrations.js';
import type { Statement } from './statement.js';

export interface Session {
  run<Row extends pg.QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

// Our bigints are keys and ids of platforms, all below 2^53.
const INT8 = 20;
pg.types.setTypeParser(INT8, Number);

/** How long plans are used: ever longer, because a new table grows fastest. */
const FIRST_PLANS_MS = 1_000;
const PLANS_MS = 60_000;

export class Database implements Session {
  private readonly plans = new WeakMap<pg.PoolClient, { madeAt: number; lastMs: number }>();
  private readonly pool: pg.Pool;
  private newest: number | undefined;

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
      // A statement that runs longer waits for a lock that is not released.
      statement_timeout: 30_000,
      // A dead connection reports nothing: without this a worker would wait for ever.
      query_timeout: 35_000,
      // Without this PostgreSQL would keep the locks of a gateway that cannot be reached.
      idle_in_transaction_session_timeout: 10_000,
      // A plan is made once for any values: planning for each costs as much as running. A plan that was made while a
      // table was small stays in use while the table grows, so it must not scan the table.
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

  /** Applies missing migrations. Safe when replicas start together: one migrates, the others wait and find nothing missing. */
  async migrate(): Promise<number[]> {
    const known = await readMigrations();
    // A connection of its own, without the time limits of the pool: a large table may take long.
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 5_000, keepAlive: true });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await applyMigrations(client, known);
    } finally {
      await client.end();
    }
  }

  /** True when the store answers and every migration of this version is in place. */
  async isReady(): Promise<boolean> {
    const { rows } = await this.pool.query<{ version: number }>('select max(version) as version from schema_migration');
    this.newest ??= (await readMigrations()).length;
    return (rows[0]?.version ?? 0) >= this.newest;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
