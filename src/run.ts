// Runs what the command line asks for: the settings checked, the store migrated, or the gateway, which stops in order.

import { openGateway } from './bootstrap.js';
import { noteAddress } from './runtime/health-check.js';
import { errorFacts, Log } from './runtime/log.js';
import { settingsPath } from './runtime/settings/environment.js';
import { Settings, SettingsRefused } from './runtime/settings/settings.js';
import { StoreRefused } from './store/db/migrations.js';
import { EmbeddedServerRefusal } from './store/embedded-postgres.js';
import { openStore } from './store/open-store.js';
import { SETTINGS_SECTIONS } from './settings-sections.js';
import { sectionRemarks } from './suppliers/suppliers.module.js';

const STOP_WITHIN_MS = 10_000;

export interface CommandLine {
  check?: boolean;
  migrate?: boolean;
  config?: string;
}

/** A refusal to start is a sentence on standard error, never a stack. */
export async function run(commandLine: CommandLine): Promise<void> {
  try {
    await carryOut(commandLine);
  } catch (error) {
    const expected =
      error instanceof SettingsRefused ||
      error instanceof EmbeddedServerRefusal ||
      error instanceof StoreRefused ||
      isRefusal(error);
    const text = error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(expected ? 2 : 1);
  }
}

async function carryOut({ check, migrate, config }: CommandLine): Promise<void> {
  const log = new Log();
  const path = settingsPath(config);
  const settings = await Settings.load(path, SETTINGS_SECTIONS);
  if (check === true) {
    for (const remark of sectionRemarks(settings.current)) process.stdout.write(`Note: ${remark}\n`);
    for (const warning of settings.warnings) process.stdout.write(`Warning: ${warning}\n`);
    process.stdout.write(`${path} can be used: ${Object.keys(settings.current.tenants).length} tenants.\n`);
    return;
  }
  if (migrate === true) {
    const store = await openStore(settings.current, log);
    await store.close();
    process.stdout.write('The store has the schema of this version.\n');
    return;
  }
  for (const warning of settings.warnings) log.warn('settings.superseded', { warning });
  await serve(settings, log);
}

async function serve(settings: Settings, log: Log): Promise<void> {
  const gateway = await openGateway(settings, log);
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info('gateway.stopping', { signal });
    setTimeout(() => void log.exit(1), STOP_WITHIN_MS).unref();
    gateway
      .close()
      .then(() => {
        log.info('gateway.stopped');
        return log.exit(0);
      })
      .catch((error: unknown) => {
        log.error('gateway.stop-failed', errorFacts(error));
        return log.exit(1);
      });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  noteAddress(gateway.url);
}

function isRefusal(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return code === 'EADDRINUSE' || code === 'EACCES' || code === 'ECONNREFUSED';
}
