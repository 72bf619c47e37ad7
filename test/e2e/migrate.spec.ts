// `--migrate`: the store is brought to the schema of this version as a step of its own, before any gateway starts.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestDatabase } from '../support/database.js';
import { makeFolder, removeFolder } from '../support/folder.js';
import { GatewayWorld } from '../support/gateway-world.js';
import { shippedGateway } from '../support/shipped.js';

let folder: string;
let database: TestDatabase;
let at: GatewayWorld;
beforeAll(async () => {
  folder = await makeFolder('migrate');
  database = await TestDatabase.start(folder);
  at = await GatewayWorld.open({ name: 'migrate', databaseUrl: database.url });
});
afterAll(async () => {
  await at.close();
  await database.stop();
  await removeFolder(folder);
});

it('The migration step makes the schema, ends, and may run again; a gateway then finds nothing to migrate.', async () => {
  const main = await shippedGateway();
  const migrate = (): Promise<{ stdout: string }> =>
    promisify(execFile)(process.execPath, [main, '--migrate', '--config', at.world.settingsPath]);
  const versions = 'select version from schema_migration order by version';

  expect((await migrate()).stdout).toContain('The store has the schema of this version.\n');
  const made = await database.query(versions);
  expect(made.length).toBeGreaterThan(0);
  expect((await migrate()).stdout).toBe('The store has the schema of this version.\n');
  expect(await database.query(versions)).toEqual(made);

  const gateway = await at.startProcess(main);
  expect(gateway.lines.filter(({ event }) => event === 'database.migrated')).toEqual([]);
});
