// Writes the schema that the migrations make, and the digest of each migration that has none yet. A digest that is there is never
// replaced: a migration that was committed is not edited.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../store/db/database.js';
import { startEmbeddedServer } from '../../store/embedded-postgres.js';
import { migrationDigest, readMigrations } from '../../store/db/migrations.js';
import { DIGESTS_PATH, type Digests } from './digests.js';
import { dumpSchema, SCHEMA_PATH } from './schema-dump.js';

const folder = await mkdtemp(join(tmpdir(), 'schema-'));
const server = await startEmbeddedServer({ folder, log: () => undefined });
try {
  const database = new Database(server.url, 1, () => undefined);
  await database.migrate();
  await writeFile(SCHEMA_PATH, await dumpSchema(database));
  await database.close();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(`wrote ${SCHEMA_PATH}\n`);

const digests = JSON.parse(await readFile(DIGESTS_PATH, 'utf8').catch(() => '{}')) as Digests;
for (const { name, text } of await readMigrations()) digests[name] ??= migrationDigest(text);
const sorted = Object.fromEntries(Object.entries(digests).sort());
await writeFile(DIGESTS_PATH, `${JSON.stringify(sorted, undefined, 2)}\n`);
process.stdout.write(`wrote ${DIGESTS_PATH}\n`);
