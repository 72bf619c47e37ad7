// With years of settled work and a million journal rows, what the gateway asks all day still finds its rows by indexes.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/store/db/database.js';
import { STORE_COMMANDS } from '../../src/store/requests/requests.queries.js';
import { TestDatabase } from '../support/database.js';
import { makeFolder, removeFolder } from '../support/folder.js';
import { sources, statementsByConstant } from './statements.js';

jest.setTimeout(120_000);

const PROBLEMS = 20_000;
const SETTLED = 60_000;
const EXCHANGES = 1_000_000;

let folder: string;
let server: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  folder = await makeFolder('plans');
  server = await TestDatabase.start(folder);
  const database = new Database(server.url, 4, () => undefined);
  await database.migrate();
  await database.close();
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
  for (const text of HISTORY) await client.query(text);
});
afterAll(async () => {
  await client.end();
  await server.stop();
  await removeFolder(folder);
});

/** Nearly everything is over; a little of everything is not. */
const HISTORY = [
  `set synchronous_commit = off`,
  `insert into problem (tenant, platform_id, supplier, account, our_reference, supplier_reference, known_locally, document, reported,
     conversation_id, next_sequence, closure_warning_at, reconcile_at)
   select 'TENANT' || n % 3, n, case when n % 50 = 0 then 'abillity' else 'cityfibre' end, 'BUYER' || n % 3, 'TENANT' || n % 3 || '-' || n, 'TIC-' || n, true,
     jsonb_build_object('id', n, 'status', case when n % 100 = 0 then 'IN_PROGRESS' else 'COMPLETED' end,
       'serviceProblemResolution', jsonb_build_object('supplierReference', 'RES_' || n)),
     '{}', 'c' || n, 4, case when n % 5000 = 0 then now() end, case when n % 7000 = 0 then now() end
   from generate_series(1, ${PROBLEMS}) n`,
  `insert into command (command_id, problem_key, tenant, operation, request_key, digest, request, request_id,
     conversation_id, received_at, progress, outcome, reply_state, answer, attempt, due_at, claimed_until, settled_at)
   select gen_random_uuid(), n % ${PROBLEMS} + 1, 'TENANT' || n % 3, 'amend-problem', n, 'd', '{}', 'r' || n, 'c' || n,
     now() - interval '1 day',
     case when n % 1000 = 0 then 'queued' when n % 1000 = 1 then 'asking' when n % 1000 = 2 then 'pending'
       when n % 1000 = 3 then 'unknown' else 'settled' end,
     '{}', case when n % 1000 = 4 then 'pending' else 'sent' end, '{}', 1, now(), now(), now()
   from generate_series(1, ${SETTLED}) n`,
  `insert into notification (supplier, account, our_reference, message_id, digest, path, subject, body, progress, reply_state,
     problem_key, settled_at)
   select 'cityfibre', 'BUYER' || n % 3, 'TENANT' || n % 3 || '-' || n, 'm' || n, 'd' || n, '/', 's', '<x/>',
     case when n % 1000 = 0 then 'stored' when n % 1000 = 1 then 'quarantined' else 'applied' end, 'sent',
     n % ${PROBLEMS} + 1, now()
   from generate_series(1, ${SETTLED}) n`,
  `insert into kci (kci_id, tenant, entity, entity_id, entity_created_at, sequence, issued_on, body, conversation_id,
     progress, due_at, claimed_until)
   select gen_random_uuid(), 'TENANT' || n % 3, 'serviceProblem', n % ${PROBLEMS} + 1, now(), n / ${PROBLEMS} + 1, now(),
     '{}', 'c' || n, case when n % 1000 = 0 then 'due' when n % 1000 = 1 then 'sending' when n % 1000 = 2 then 'parked'
       else 'delivered' end, now(), now()
   from generate_series(1, ${SETTLED}) n`,
  // Filled before it has indexes, which is quicker, and joined to the journal with them.
  `create table journal_history (like journal including defaults)`,
  `insert into journal_history (at, side, party, operation, ms, attempt, outcome, tenant, problem_id, request_id,
     conversation_id, our_reference, supplier_reference, message_id, kci_id, notification_id)
   select date_trunc('day', now() - interval '1 day') + n * interval '80 ms', 'south', 'cityfibre', 'amendFaultReport', 1, 1,
     'done', 'TENANT' || n % 3, n / 30, 'r' || n / 3, 'c' || n / 30, 'o' || n / 30, 's' || n / 30, 'm' || n / 3,
     case when n % 4 = 0 then 'k' || n end, case when n % 4 = 1 then n end
   from generate_series(1, ${EXCHANGES}) n`,
  `select set_config('timezone', 'UTC', false)`,
  `do $$ begin execute format('alter table journal attach partition journal_history for values from (%L) to (%L)',
     date_trunc('day', now() - interval '1 day'), date_trunc('day', now())); end $$`,
  `analyze`,
];

const GROWING = ['problem', 'command', 'notification', 'kci', 'journal', 'journal_history'];

/** Asked once after a gap, once when settings change, or hold what is rare: they may read a table whole. */
const SELDOM = new Set(['reconcile_all_open', 'open_problems']);

/** Statements the functions of the store run inside, as PostgreSQL itself tells their plans. */
async function plansInside(text: string, values: unknown[]): Promise<string[]> {
  const told: string[] = [];
  const listen = ({ message = '' }: { message?: string | undefined }): void => void told.push(message);
  client.on('notice', listen);
  await client.query(`load 'auto_explain'`);
  for (const setting of ['log_min_duration = 0', 'log_nested_statements = on', `log_level = notice`]) {
    await client.query(`set auto_explain.${setting}`);
  }
  await client.query(text, values);
  await client.query('set auto_explain.log_min_duration = -1');
  client.off('notice', listen);
  return told.flatMap((one) => one.split('\n'));
}

const all = [...(await statementsByConstant()).values()];
const statements = all.filter(({ name }) => !SELDOM.has(name));

/** What a plan reads from end to end, of the tables that grow. */
function wholeReads(plan: string[]): string[] {
  const read = plan.flatMap((line) => /Seq Scan on (\w+)/.exec(line)?.slice(1) ?? []);
  return read.filter((table) => GROWING.includes(table));
}

const lines = (rows: { 'QUERY PLAN': string }[]): string[] => rows.map((row) => row['QUERY PLAN']);

describe('the statements', () => {
  it('stand in the files of queries, where every test finds them', () => {
    const writing = [...sources()].filter(([, text]) => /\bstatement\(|\bnew Statement\(/.test(text));
    const elsewhere = writing.map(([file]) => file).filter((file) => !file.endsWith('.queries.ts'));
    expect(elsewhere).toEqual([join('store', 'db', 'statement.ts')]);
  });

  it('are all found where they stand', () => {
    const written = [...sources()].filter(([file]) => file.endsWith('.queries.ts'));
    const names = written.flatMap(([, text]) => [...text.matchAll(/= statement\(\s*'(\w+)'/g)].map(([, name]) => name));
    expect(names.filter((name) => !all.some((one) => one.name === name))).toEqual([]);
    expect(names.length).toBeGreaterThan(70);
  });

  it('have a name each, because a connection prepares a statement by its name', () => {
    const names = all.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});

describe('with a million journal rows and years of settled work', () => {
  it.each(statements.map((statement) => [statement.name, statement] as const))(
    '%s finds its rows by indexes',
    async (_name, { text }) => {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${text}`);
      expect(wholeReads(lines(rows)).length > 0 ? lines(rows) : []).toEqual([]);
    },
  );

  it('storing a request finds its problem and older requests by indexes', async () => {
    const ids = { command_id: '00000000-0000-4000-8000-000000000001', request_id: 'r', conversation_id: 'c' };
    const about = { tenant: 'TENANT0', operation: 'amend-problem', request_key: 'new', digest: 'd', problem_id: 3 };
    const given = [{ n: 0, ...ids, ...about, request: {}, new_problem: null, later: {} }];
    const claimant = '00000000-0000-4000-8000-000000000002';
    const plans = await plansInside(STORE_COMMANDS.text, [
      JSON.stringify(given),
      ['TENANT0'],
      [3],
      claimant,
      1_000,
      '1s',
    ]);
    const scans = plans.filter((line) => / Scan /.test(line) && !line.includes('Function Scan'));
    expect(scans.filter((line) => line.includes('problem')).length).toBeGreaterThan(0);
    expect(scans.filter((line) => line.includes('command')).length).toBeGreaterThan(1);
    expect(wholeReads(plans)).toEqual([]);
  });
});
