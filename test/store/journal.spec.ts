// How the journal is written: in batches, through an absence of the store, within a bound, by the day; and how it is purged.

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Exchange } from '../../src/runtime/exchange-log.js';
import { Log } from '../../src/runtime/log.js';
import { type GatewaySettings, Settings } from '../../src/runtime/settings/settings.js';
import { READ_EXCHANGES } from '../../src/store/journal/conversation.queries.js';
import { type ConversationIds, Conversations } from '../../src/store/journal/conversations.js';
import { Database } from '../../src/store/db/database.js';
import { Journal } from '../../src/store/journal/journal.js';
import { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { makeFolder, removeFolder } from '../support/folder.js';
import { NO_SECTIONS } from '../support/no-sections.js';

jest.setTimeout(90_000);

const DAY_MS = 24 * 3_600_000;

let folder: string;
let server: TestDatabase;
let database: Database;
let lines: Record<string, unknown>[] = [];
beforeAll(async () => {
  folder = await makeFolder('journal-store');
  server = await TestDatabase.start(folder);
  database = new Database(server.url, 4, () => undefined);
  await database.migrate();
});
beforeEach(async () => {
  lines = [];
  await server.query('truncate journal');
});
afterAll(async () => {
  await database.close();
  await server.stop();
  await removeFolder(folder);
});

function aJournal(): Journal {
  const current = {
    database: { folder, connections: 4 },
    fibreCafe: { clientSecret: 'very"secret&word', otherSecret: 'geheimnisvöll' },
    journal: { keepFor: 2 * DAY_MS },
  } as unknown as GatewaySettings;
  const log = new Log({ write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  return new Journal(
    database,
    new Settings('', NO_SECTIONS, { settings: current, files: new Map(), warnings: [] }),
    log,
  );
}

function exchange(changes: Partial<Exchange> = {}): Exchange {
  return {
    side: 'south',
    party: 'cityfibre',
    operation: 'amendFaultReport',
    at: new Date(),
    ms: 12.4,
    attempt: 1,
    status: 200,
    outcome: 'done',
    why: undefined,
    request: '<a/>',
    answer: Buffer.from('<b/>'),
    ids: { tenant: 'TENANT1', problemId: 1 },
    ...changes,
  };
}

const count = async (): Promise<number> =>
  Number((await server.query<{ n: string }>('select count(*) as n from journal'))[0]?.n);

describe('the journal', () => {
  it('writes entries that were recorded together in one commit', async () => {
    const journal = aJournal();
    journal.record(exchange());
    await journal.flush();
    const commits = async (): Promise<number> =>
      (await server.query<{ n: string }>('select count(distinct xmin::text) as n from journal')).map(({ n }) =>
        Number(n),
      )[0] ?? 0;
    for (let at = 0; at < 400; at++) journal.record(exchange());
    await eventually('all of them', async () => (await count()) === 401);
    expect(await commits()).toBe(2);
    await journal.close();
  });

  it('stores bytes of any encoding unchanged, and odd characters in ids', async () => {
    const journal = aJournal();
    const bytes = Buffer.from([0x3c, 0xe9, 0x00, 0xff, 0x3e]);
    journal.record(exchange({ request: bytes, ids: { requestId: 'odd\u0000\ud800id' } }));
    await journal.close();
    const [row] = await server.query<{ request: Buffer; request_id: string }>(
      'select request, request_id from journal',
    );
    expect(row?.request).toEqual(bytes);
    expect(row?.request_id).toMatch(/^odd.id$/);
  });

  it('stores the bytes of each exchange of a batch with that exchange', async () => {
    const journal = aJournal();
    const bodies: [Buffer | string | undefined, Buffer | string | undefined][] = [
      [undefined, Buffer.from([0, 1, 0xff])],
      ['', undefined],
      ['Grüße', Buffer.alloc(0)],
      [undefined, undefined],
      ['x'.repeat(70_000), 'ÿ'],
    ];
    for (const [request, answer] of bodies) journal.record(exchange({ request, answer }));
    await journal.close();
    const rows = await server.query('select request, answer from journal order by journal_id');
    expect(rows).toEqual([
      { request: null, answer: Buffer.from([0, 1, 0xff]) },
      { request: null, answer: null },
      { request: Buffer.from('Grüße'), answer: null },
      { request: null, answer: null },
      { request: Buffer.from('x'.repeat(70_000)), answer: Buffer.from('ÿ') },
    ]);
  });

  it('removes a secret with accents, in either encoding', async () => {
    const journal = aJournal();
    for (const encoding of ['utf8', 'latin1'] as const) {
      journal.record(
        exchange({ request: Buffer.from('<p>geheimnisvöll für uns</p>', encoding), why: 'geheimnisvöll' }),
      );
    }
    await journal.close();
    const rows = await server.query<{ request: Buffer; why: string }>('select request, why from journal order by 1');
    expect(rows.map(({ why }) => why)).toEqual(['(secret removed)', '(secret removed)']);
    expect(rows.map(({ request }) => request)).toEqual([
      Buffer.from('<p>(secret removed) für uns</p>'),
      Buffer.from('<p>(secret removed) für uns</p>', 'latin1'),
    ]);
  });

  it('removes secrets in every spelling, and tokens', async () => {
    const journal = aJournal();
    const token = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(20)}.${'c'.repeat(20)}`;
    const spelt = ['very"secret&word', '"very\\"secret&word"', '<x>very"secret&amp;word</x>', 'very%22secret%26word'];
    for (const text of [...spelt, token, `Bearer ${'x'.repeat(30)}`])
      journal.record(exchange({ request: `a ${text} b`, why: text }));
    await journal.close();
    const rows = await server.query<{ request: Buffer; why: string }>('select request, why from journal');
    expect(rows).toHaveLength(6);
    for (const { request, why } of rows) {
      expect([request.toString(), why]).toEqual([
        expect.stringContaining('removed'),
        expect.stringContaining('removed'),
      ]);
      expect(request.toString() + why).not.toMatch(/very|eyJ|xxx/);
      expect(request.toString()).toMatch(/^a .* b$/s);
    }
  });

  it('buffers entries while PostgreSQL is away, and writes them when it is back', async () => {
    const journal = aJournal();
    await server.pause();
    for (let at = 0; at < 30; at++) journal.record(exchange());
    await journal.flush();
    expect(journal.state()).toEqual({ waiting: 30, lost: 0 });
    await server.resume();
    await eventually('all of them', async () => (await count()) === 30);
    expect(lines.filter(({ event }) => event === 'journal.not-written')).toHaveLength(1);
    await journal.close();
  });

  it('drops the oldest entries beyond its limit, and counts them', async () => {
    const journal = aJournal();
    await server.pause();
    for (let at = 0; at < 20_500; at++)
      journal.record(exchange({ attempt: at, request: undefined, answer: undefined }));
    await journal.flush();
    const { waiting, lost } = journal.state();
    expect(waiting + lost).toBe(20_500);
    expect([waiting <= 20_000, lost >= 500, lost < 3_000]).toEqual([true, true, true]);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'journal.dropped', lost }));
    await server.resume();
    await eventually('the rest', async () => (await count()) === waiting);
    const [row] = await server.query<{ first: number }>('select min(attempt) as first from journal');
    expect(row?.first).toBe(lost);
    await journal.close();
  });

  it('files exchanges under their work, and its outcome under the last', async () => {
    const journal = aJournal();
    const work = { ids: { tenant: 'TENANT2', messageId: 'm-1' }, attempt: 3 };
    await journal.about(
      work,
      async () => {
        journal.record(exchange({ ids: { tenant: undefined, requestId: 'r-1' } }));
        await Promise.resolve();
        journal.record(exchange({ ids: {} }));
      },
      () => ({ outcome: 'rejected', why: 'no' }),
    );
    await journal.close();
    const rows = await server.query(
      'select tenant, message_id, request_id, attempt, outcome, why from journal order by journal_id',
    );
    const filed = { tenant: 'TENANT2', message_id: 'm-1', attempt: 3 };
    expect(rows).toEqual([
      { ...filed, request_id: 'r-1', outcome: 'done', why: null },
      { ...filed, request_id: null, outcome: 'rejected', why: 'no' },
    ]);
  });

  it('drops whole days after the retention time, also by several replicas at once', async () => {
    const journal = aJournal();
    for (const days of [0, 1, 2, 3, 30]) journal.record(exchange({ at: new Date(Date.now() - days * DAY_MS) }));
    await journal.flush();
    const others = [aJournal(), aJournal(), journal];
    for (const one of others) one.start();
    await eventually('the old days gone', async () => (await count()) === 3);
    await Promise.all(others.map((one) => one.close()));
    expect(lines.filter(({ event }) => event === 'journal.not-purged')).toEqual([]);
    const tables = await server.query<{ n: string }>(
      `select count(*) as n from pg_inherits where inhparent = 'journal'::regclass`,
    );
    expect(Number(tables[0]?.n)).toBe(3);
  });

  it('is searched by indexes', async () => {
    const journal = aJournal();
    // Opens the day.
    journal.record(exchange());
    await journal.flush();
    await server.query(
      `insert into journal (at, side, party, operation, ms, attempt, outcome, tenant, problem_id, request_id,
         conversation_id, our_reference, supplier_reference, message_id, kci_id, notification_id)
       select now(), 'south', 'cityfibre', 'x', 1, 1, 'done', 'TENANT1', case when n % 3 = 0 then n end, 'r' || n, 'c' || n,
         'o' || n, 's' || n, 'm' || n, case when n % 4 = 0 then 'k' || n end, case when n % 5 = 0 then n end
       from generate_series(1, 20000) n`,
    );
    await server.query('analyze journal');
    const nothing = Object.fromEntries(NAMES.map((name) => [name, undefined])) as unknown as ConversationIds;
    const found = await new Conversations(database).find({ ...nothing, requestId: 'r4711' });
    expect(found.exchanges.map((row) => row.request_id)).toEqual(['r4711']);
    const values = [['TENANT1'], [1], ['r4711'], ['c1'], ['o1'], ['s1'], ['m1'], ['k1'], [1], 500];
    const plan = await server.query<{ 'QUERY PLAN': string }>(`explain ${READ_EXCHANGES.text}`, values);
    const today = `journal_${new Date().toISOString().slice(0, 10).replaceAll('-', '')}`;
    const scans = plan
      .map((line) => line['QUERY PLAN'])
      .filter((line) => line.includes(today) && line.includes('Scan'));
    expect(scans.filter((line) => line.includes('Seq Scan'))).toEqual([]);
    expect(scans.length).toBeGreaterThanOrEqual(8);
    await journal.close();
  });
});

const NAMES = [
  'tenant',
  'requestId',
  'conversationId',
  'problemId',
  'ourReference',
  'supplierReference',
  'messageId',
  'kciId',
] as const satisfies (keyof ConversationIds)[];
