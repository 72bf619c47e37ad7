// Opens the store: the configured PostgreSQL or an embedded one. Migrations are applied before anything else uses it.

import { errorFacts, type Log } from '../runtime/log.js';
import type { GatewaySettings } from '../runtime/settings/settings.js';
import { Database } from './db/database.js';
import { startEmbeddedServer } from './embedded-postgres.js';

export interface OpenStore {
  database: Database;
  close(): Promise<void>;
}

export async function openStore({ database: settings }: GatewaySettings, log: Log): Promise<OpenStore> {
  const server =
    settings.url === undefined
      ? await startEmbeddedServer({
          folder: settings.folder,
          log: (level, event, facts) => log.write(level, `database.${event}`, facts),
        })
      : undefined;
  const database = new Database(settings.url ?? server?.url ?? '', settings.connections, (error) =>
    log.warn('database.connection-lost', errorFacts(error)),
  );
  const close = async (): Promise<void> => {
    await database.close();
    await server?.stop();
  };
  try {
    const applied = await database.migrate();
    if (applied.length > 0) log.info('database.migrated', { versions: applied });
  } catch (error) {
    await close();
    throw error;
  }
  return { database, close };
}
