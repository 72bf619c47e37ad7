// Problems that are looked at in turn: nobody starves, nobody is looked at twice at once.

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { NOTHING_REPORTED } from '../../src/domain/reported-state.js';
import { Database } from '../../src/store/db/database.js';
import { Watches } from '../../src/store/schedules/watches.js';
import { TestDatabase } from '../support/database.js';
import { makeFolder, removeFolder } from '../support/folder.js';

jest.setTimeout(60_000);

let folder: string;
let server: TestDatabase;
let database: Database;
let watches: Watches;
beforeAll(async () => {
  folder = await makeFolder('watches');
  server = await TestDatabase.start(folder);
  database = new Database(server.url, 4, () => undefined);
  await database.migrate();
  watches = new Watches(database);
});
beforeEach(() => server.query('truncate problem cascade'));
afterAll(async () => {
  await database.close();
  await server.stop();
  await removeFolder(folder);
});

async function problems(
  tenant: string,
  count: number,
  { supplier = 'abillity', status = 'IN_PROGRESS' } = {},
): Promise<void> {
  await server.query(
    `insert into problem (tenant, platform_id, supplier, account, our_reference, supplier_reference, known_locally, document, reported, conversation_id)
     select $1, n, $2, $1, $1 || '-' || n, n::text, true, jsonb_build_object('status', $3::text), $4, 'c'
     from generate_series(1, $5) n`,
    [tenant, supplier, status, JSON.stringify(NOTHING_REPORTED), count],
  );
}

const claimed = async (count: number, by: string = randomUUID()): Promise<string[]> =>
  (await watches.claim(by, count, 60_000)).map(({ problem }) => problem.tenant).sort();

describe('the polling schedule', () => {
  it('has unfinished problems of polled suppliers alone, and loses those that ended', async () => {
    await problems('NORTH', 2);
    await problems('SOUTH', 1, { status: 'COMPLETED' });
    await problems('WEST', 1, { supplier: 'cityfibre' });
    await watches.refresh(['abillity']);
    expect(await server.query('select 1 from watch')).toHaveLength(2);
    await server.query(`update problem set document = '{"status":"COMPLETED"}' where platform_id = 1`);
    await watches.refresh(['abillity']);
    expect(await server.query('select 1 from watch')).toHaveLength(1);
  });

  it('gives every account one problem before any account a second', async () => {
    await problems('NORTH', 500);
    await watches.refresh(['abillity']);
    await problems('SOUTH', 2);
    await watches.refresh(['abillity']);
    expect(await claimed(4)).toEqual(['NORTH', 'NORTH', 'SOUTH', 'SOUTH']);
  });

  it('gives the longest waiting problem of an account first, so that each is polled before any a second time', async () => {
    await problems('NORTH', 20);
    await watches.refresh(['abillity']);
    const seen: number[] = [];
    for (let round = 0; round < 4; round++) {
      const by = randomUUID();
      for (const { problem } of await watches.claim(by, 5, 60_000)) {
        seen.push(problem.platform_id);
        await watches.settle(problem.problem_key, by, { quiet: 1, failures: 0, inMs: 0 });
      }
    }
    expect(new Set(seen).size).toBe(20);
  });

  it('leases a problem to one replica at a time, until the lease expires', async () => {
    await problems('NORTH', 3);
    await watches.refresh(['abillity']);
    const both = await Promise.all([claimed(3), claimed(3)]);
    expect(both.flat()).toHaveLength(3);
    expect(await claimed(3)).toEqual([]);
    await server.query('update watch set claimed_until = now()');
    expect(await claimed(3)).toHaveLength(3);
  });

  it('is updated only by the replica with the lease, and due again when that replica says', async () => {
    await problems('NORTH', 1);
    await watches.refresh(['abillity']);
    const by = randomUUID();
    const [watch] = await watches.claim(by, 1, 60_000);
    const key = watch?.problem.problem_key ?? 0;
    await watches.settle(key, randomUUID(), { quiet: 9, failures: 9, inMs: 0 });
    expect(await claimed(1)).toEqual([]);
    await watches.settle(key, by, { quiet: 3, failures: 0, inMs: 60_000 });
    expect(await claimed(1)).toEqual([]);
    await server.query('update watch set due_at = now()');
    expect(await watches.claim(by, 1, 60_000)).toMatchObject([{ quiet: 3, failures: 0 }]);
  });
});
