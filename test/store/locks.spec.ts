// Rows that another transaction changes while a statement waits for them: none is lost, whichever of the two comes first.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/store/db/database.js';
import type { Statement } from '../../src/store/db/statement.js';
import { statementsByConstant } from './statements.js';
import { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { makeFolder, removeFolder } from '../support/folder.js';
import { unsafeLocks } from './locking-selects.js';

jest.setTimeout(60_000);

const STATEMENTS = await statementsByConstant();

function named(constant: string): Statement {
  const found = STATEMENTS.get(constant);
  if (found === undefined) throw new Error(`no statement is exported as ${constant}`);
  return found;
}

const ME = '00000000-0000-4000-8000-00000000000a';
const REQUESTS = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const UPDATES = ['00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000012'];

let folder: string;
let server: TestDatabase;
let one: pg.Client;
let other: pg.Client;

beforeAll(async () => {
  folder = await makeFolder('locks');
  server = await TestDatabase.start(folder);
  const database = new Database(server.url, 2, () => undefined);
  await database.migrate();
  await database.close();
  [one, other] = await Promise.all([connect(), connect()]);
});

afterAll(async () => {
  await Promise.all([one.end(), other.end()]);
  await server.stop();
  await removeFolder(folder);
});

/** As the gateway plans: by indexes, for any values. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  for (const set of ['enable_seqscan = off', 'plan_cache_mode = force_generic_plan']) await client.query(`set ${set}`);
  return client;
}

function run(client: pg.Client, { text }: Statement, values: unknown[]): Promise<object[]> {
  return client.query<object>(text, values).then(({ rows }) => rows);
}

beforeEach(async () => {
  await one.query('truncate problem, command, pending_reply, notification, kci, watch restart identity cascade');
  await one.query(
    `insert into problem (tenant, platform_id, supplier, account, our_reference, supplier_reference, known_locally, document, reported,
       conversation_id, closure_warning_at, reconcile_at)
     select 'TENANT1', n, 'cityfibre', 'BUYER1', 'TENANT1-' || n, 'TIC-' || n, true, '{"status":"RESOLVED"}', '{}', 'c',
       now() - interval '1 s', now() - interval '1 s'
     from generate_series(1, 2) n`,
  );
  await one.query(`insert into watch (problem_key) select problem_key from problem`);
  await one.query(
    `insert into notification (supplier, account, our_reference, digest, path, subject, body, progress)
     select 'cityfibre', 'BUYER1', 'TENANT1-' || n, 'd' || n, '/', 's', '<x/>', 'stored' from generate_series(1, 2) n`,
  );
  await one.query(
    `insert into kci (kci_id, tenant, entity, entity_id, entity_created_at, sequence, issued_on, body, conversation_id)
     select id, 'TENANT1', 'serviceProblem', n, now(), 1, now(), '{}', 'c'
     from unnest($1::uuid[]) with ordinality as given (id, n)`,
    [UPDATES],
  );
});

/** Two requests: of one problem, or each of a problem of its own. */
async function requests(progress: string, answered: string, apart = false): Promise<void> {
  await one.query(
    `insert into command (command_id, problem_key, tenant, operation, request_key, digest, request, request_id,
       conversation_id, progress, reply_state, blocks_until, due_at)
     select id, case when $4 then n else 1 end, 'TENANT1', 'amend-problem', n, 'd', '{}', 'r', 'c', $2, $3,
       now() - interval '1 s', now() + case when $5 then interval '1 h' else interval '-1 s' end
     from unnest($1::uuid[]) with ordinality as given (id, n)`,
    [REQUESTS, progress, answered, apart, progress === 'queued'],
  );
  await one.query(
    `insert into pending_reply (problem_key, command_id) select problem_key, command_id from command where reply_state = 'pending'`,
  );
}

interface Case {
  statement: Statement;
  values: unknown[];
  arrange: () => Promise<void>;
  /** What the other transaction does to both rows; what the statement looks for still holds. */
  change: string;
  /** What came back, told by how many of the two rows it covers. */
  rows: (rows: object[]) => number | Promise<number>;
}

const count = (rows: object[]): number => rows.length;
const touch = (table: string): string => `update ${table} set conversation_id = 'changed'`;

const WAITING: Record<string, Case> = {
  OPEN_COMMANDS: {
    statement: named('OPEN_COMMANDS'),
    values: [1],
    arrange: () => requests('pending', 'pending'),
    change: `with given as (update command set reply_state = 'sent' returning command_id)
      delete from pending_reply using given where pending_reply.command_id = given.command_id`,
    rows: count,
  },
  CLAIM_NOTIFICATIONS: {
    statement: named('CLAIM_NOTIFICATIONS'),
    values: [[1]],
    arrange: () => requests('pending', 'pending'),
    change: `with given as (update command set reply_state = 'sent' returning command_id)
      delete from pending_reply using given where pending_reply.command_id = given.command_id`,
    rows: (rows) => (rows[0] as { commands: unknown[] }).commands.length,
  },
  QUEUED_BEHIND: {
    statement: named('QUEUED_BEHIND'),
    values: [1],
    arrange: () => requests('queued', 'sent'),
    change: touch('command'),
    rows: count,
  },
  OVERDUE_DECISIONS: {
    statement: named('OVERDUE_DECISIONS'),
    values: [],
    arrange: () => requests('pending', 'sent'),
    change: touch('command'),
    rows: count,
  },
  COMMANDS_DUE_NOW: {
    statement: named('COMMANDS_DUE_NOW'),
    values: ['cityfibre', 'BUYER1'],
    arrange: () => requests('queued', 'sent', true),
    change: touch('command'),
    rows: async () => (await one.query('select from command where due_at <= now()')).rowCount ?? 0,
  },
  CONFIRM_REPLIES: {
    statement: named('CONFIRM_REPLIES'),
    values: [REQUESTS, 'sent'],
    arrange: () => requests('settled', 'pending', true),
    change: touch('command'),
    rows: async () =>
      (
        await one.query(
          `select from command where reply_state = 'sent' and command_id not in (select command_id from pending_reply)`,
        )
      ).rowCount ?? 0,
  },
  LOCK_COMMAND: {
    statement: named('LOCK_COMMAND'),
    values: [REQUESTS[1]],
    arrange: () => requests('pending', 'sent'),
    change: `with p as (update problem set conversation_id = 'changed') ${touch('command')}`,
    rows: (rows) => rows.length * 2,
  },
  EXPIRED_LEASES_TO_UNKNOWN: {
    statement: named('EXPIRED_LEASES_TO_UNKNOWN'),
    values: ['{}', REQUESTS],
    arrange: async () => {
      await requests('asking', 'sent', true);
      await one.query(`update command set claimed_until = now() - interval '1 s'`);
    },
    change: touch('command'),
    rows: count,
  },
};

/** Those that leave out what another transaction holds. */
const SKIPPING: Record<string, Case> = {
  CLAIM_COMMANDS: {
    statement: named('CLAIM_COMMANDS'),
    values: [ME, 10, 1000, []],
    arrange: async () => {
      await requests('queued', 'sent', true);
      await one.query(`update command set due_at = now() - interval '1 s'`);
    },
    change: touch('command'),
    rows: count,
  },
  UNKNOWN_TO_RECONCILE: {
    statement: named('UNKNOWN_TO_RECONCILE'),
    values: [1000],
    arrange: () => requests('unknown', 'sent', true),
    change: touch('command'),
    rows: count,
  },
  PROBLEMS_TO_RECONCILE: {
    statement: named('PROBLEMS_TO_RECONCILE'),
    values: [10, 1000],
    arrange: () => Promise.resolve(),
    change: touch('problem'),
    rows: count,
  },
  CLAIM_WATCHES: {
    statement: named('CLAIM_WATCHES'),
    values: [ME, 10, 1000],
    arrange: () => Promise.resolve(),
    change: `update watch set quiet = 1`,
    rows: count,
  },
  CLAIM_KCIS: {
    statement: named('CLAIM_KCIS'),
    values: [ME, 10, 1000],
    arrange: () => Promise.resolve(),
    change: touch('kci'),
    rows: count,
  },
  PROBLEM_TO_WARN: {
    statement: named('PROBLEM_TO_WARN'),
    values: [],
    arrange: () => Promise.resolve(),
    change: touch('problem'),
    rows: (rows) => rows.length * 2,
  },
};

/** Once the connection waits for a lock. */
async function waits(client: pg.Client): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  await eventually('the statement waits', async () => {
    const { rows } = await one.query<{ waits: boolean }>(
      `select exists (select from pg_locks where pid = $1 and not granted) as waits`,
      [processID],
    );
    return rows[0]?.waits === true;
  });
}

describe('a statement that waits for two rows another transaction changes', () => {
  it.each(Object.entries(WAITING))('sees both when the change comes first: %s', async (_name, each) => {
    await each.arrange();
    await one.query('begin');
    await one.query(each.change);
    await other.query('begin');
    const waiting = run(other, each.statement, each.values);
    await waits(other);
    await one.query('commit');
    const rows = await waiting;
    await other.query('commit');
    expect(await each.rows(rows)).toBe(2);
  });

  it.each(Object.entries(WAITING))('sees both when it comes first, and the change waits: %s', async (_name, each) => {
    await each.arrange();
    await other.query('begin');
    const rows = await run(other, each.statement, each.values);
    const third = await connect();
    const change = third.query(each.change);
    await waits(third);
    await other.query('commit');
    await change;
    await third.end();
    expect(await each.rows(rows)).toBe(2);
  });
});

it('the update that a transaction queued is seen after the confirmation of replies that waited for the transaction', async () => {
  await requests('settled', 'pending', true);
  await one.query('begin');
  await one.query('select from command where command_id = any($1) order by position for update', [REQUESTS]);
  await one.query('update kci set about_command = $1 where kci_id = $2', [REQUESTS[0], UPDATES[0]]);
  const confirming = run(other, named('CONFIRM_REPLIES'), [REQUESTS, 'sent']);
  await waits(other);
  await one.query('commit');
  await confirming;
  expect(await run(other, named('KCI_WAITS'), [REQUESTS])).toEqual([{ waits: true }]);
});

describe('a statement that leaves out what another transaction changes', () => {
  it.each(Object.entries(SKIPPING))('finds both once the change is committed: %s', async (_name, each) => {
    await each.arrange();
    await one.query('begin');
    await one.query(each.change);
    const meanwhile = await run(other, each.statement, each.values);
    await one.query('commit');
    expect(meanwhile).toEqual([]);
    expect(await each.rows(await run(other, each.statement, each.values))).toBe(2);
  });
});

describe('SQL that locks rows', () => {
  const store = join(import.meta.dirname, '..', '..', 'src', 'store');
  // The schema holds each function as the last migration left it.
  const sources = readdirSync(store, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') || file === 'schema.sql')
    .map((file) => [file, readFileSync(join(store, file), 'utf8')] as const);

  it('locks by the keys of one table alone, in every statement and function', () => {
    const faults = sources.flatMap(([file, text]) =>
      (file.endsWith('.ts') ? [...text.matchAll(/`([^`]*)`|'([^'\n]*)'/g)].map(([all]) => all) : [text]).flatMap(
        (sql) => unsafeLocks(sql.replaceAll('`', '')).map((fault) => `${file}: ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  it.each([
    'select * from command where command_id in (select command_id from pending_reply) for update',
    'select c.* from command c join problem p using (problem_key) for no key update of c',
    'select * from command c, problem p where c.problem_key = p.problem_key for update',
    'select distinct tenant from command for update',
    'update command set due_at = now() where command_id in (select command_id from command order by position for update)',
    'update command set due_at = now() where command_id = any(array(select 1)) and x = (select 1 from command for update)',
  ])('is refused where it locks through more: %s', (sql) => {
    expect(unsafeLocks(sql)).not.toEqual([]);
  });
});
