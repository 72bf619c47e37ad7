// Migrations are counted from one, applied once, and never edited. A store that another version made is refused with a sentence.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { Database } from '../../src/store/db/database.js';
import { migrationDigest, readMigrations, refusalOf, StoreRefused } from '../../src/store/db/migrations.js';
import { DIGESTS_PATH, type Digests } from '../../src/tools/store/digests.js';
import { dumpSchema, SCHEMA_PATH } from '../../src/tools/store/schema-dump.js';
import { TestDatabase } from '../support/database.js';
import { makeFolder, removeFolder } from '../support/folder.js';

jest.setTimeout(60_000);

const ROOT = join(import.meta.dirname, '..', '..');

describe('the migrations', () => {
  const files = readdirSync(join(ROOT, 'src/store/migrations'))
    .filter((file) => file.endsWith('.sql'))
    .sort();

  it('are numbered from one without a gap or a repeat', () => {
    expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_file, index) => index + 1));
  });

  it('are all found', async () => {
    expect((await readMigrations()).map(({ name }) => name)).toEqual(files);
  });

  it('are the ones that were committed: a change of the schema is a new migration (npm run schema)', async () => {
    const committed = JSON.parse(readFileSync(join(ROOT, DIGESTS_PATH), 'utf8')) as Digests;
    const found = (await readMigrations()).map(({ name, text }) => [name, migrationDigest(text)]);
    expect(Object.fromEntries(found)).toEqual(committed);
  });
});

describe('a store that another version made', () => {
  const known = [
    { version: 1, name: '0001-one.sql', text: 'one' },
    { version: 2, name: '0002-two.sql', text: 'two' },
  ];
  const [one, two] = known.map(({ version, name, text }) => ({ version, name, digest: migrationDigest(text) }));
  const three = { version: 3, name: '0003-three.sql', digest: migrationDigest('three') };

  it.each([
    ['nothing', []],
    ['the first migration', [one]],
    ['every migration', [one, two]],
  ])('can be used with %s of this version', (_name, applied) => {
    expect(refusalOf(applied as never, known)).toBeUndefined();
  });

  it.each([
    ['a newer migration', [one, two, three], /0003-three\.sql, which this version does not know/],
    [
      'a migration of another name',
      [{ ...one, name: '0001-other.sql' }],
      /0001-other\.sql, which this version does not/,
    ],
    ['an edited migration', [one, { ...two, digest: migrationDigest('two!') }], /0002-two\.sql with another content/],
    ['a migration without a digest', [{ ...one, digest: null }], /0001-one\.sql with another content/],
  ])('is refused with %s', (_name, applied, sentence) => {
    expect(refusalOf(applied as never, known)).toMatch(sentence);
  });
});

describe('the store', () => {
  let folder: string;
  let server: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    folder = await makeFolder('migrations');
    server = await TestDatabase.start(folder);
    database = new Database(server.url, 2, () => undefined);
    await database.migrate();
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
    await removeFolder(folder);
  });

  it('has the schema that is committed (npm run schema)', async () => {
    expect(await dumpSchema(database)).toBe(readFileSync(join(ROOT, SCHEMA_PATH), 'utf8'));
  });

  it('has the digest of each migration', async () => {
    const stored = await server.query<{ name: string; digest: string }>('select name, digest from schema_migration');
    const expected = (await readMigrations()).map(({ name, text }) => ({ name, digest: migrationDigest(text) }));
    expect(stored).toEqual(expected);
    expect(await database.migrate()).toEqual([]);
  });

  it.each([
    ['an edited migration', `update schema_migration set digest = 'other'`, /with another content/],
    [
      'a newer migration',
      `insert into schema_migration (version, name, digest) values (9999, '9999-later.sql', 'd')`,
      /9999-later\.sql, which this version does not know/,
    ],
    ['no digests', 'alter table schema_migration drop column digest', /with another content/],
  ])('with %s refuses the start and stays as it is', async (_name, change, sentence) => {
    const applied = 'select to_jsonb(m) as row from schema_migration m order by version';
    await server.query('create table before as table schema_migration');
    await server.query(change);
    const changed = await server.query(applied);
    const refused = await database.migrate().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StoreRefused);
    expect((refused as Error).message).toMatch(sentence);
    expect(await server.query(applied)).toEqual(changed);
    await server.query('drop table schema_migration');
    await server.query('alter table before rename to schema_migration');
  });

  it.each([
    ['a column', 'alter table kci add column extra text', /extra text/],
    ['a default', `alter table kci alter column attempt set default 7`, /attempt integer default 7/],
    ['a constraint', 'alter table kci add constraint positive check (attempt >= 0)', /constraint positive/],
    ['an index', 'create index extra on kci (attempt)', /CREATE INDEX extra/],
    ['a storage option', 'alter table kci set (fillfactor = 90)', /fillfactor=90/],
    ['the storage of a column', 'alter table kci alter column why set storage plain', /why text storage plain/],
    ['a function', 'create function extra() returns integer language sql as $$ select 1 $$', /FUNCTION public\.extra/],
    ['a view', 'create view extra as select 1 as one', /create view extra/],
    ['an enumeration', `create type extra as enum ('one')`, /create type extra/],
    ['a sequence', 'create sequence extra', /create sequence extra/],
  ])('shows a change of the schema in its dump: %s', async (_name, change, expected) => {
    const before = await dumpSchema(database);
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`begin; ${change}`);
    const run = async (statement: { text: string }) => (await client.query(statement.text)).rows as never;
    const after = await dumpSchema({ run });
    await client.query('rollback');
    await client.end();
    expect(after).not.toBe(before);
    expect(after).toMatch(expected);
    expect(await dumpSchema(database)).toBe(before);
  });
});
