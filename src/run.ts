// Runs what the command line asks for: the settings checked, the store migrated, or the gateway, which stops in order.

import { openGateway } from './bootstrap.js';
import { tryConnections } from './check-connections.js';
import { noteAddress } from './runtime/health-check.js';
import { errorFacts, Log, reasonOf } from './runtime/log.js';
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
  /** With `check`. */
  connect?: boolean;
  migrate?: boolean;
  config?: string;
}

/** A refusal to start is one sentence on standard error, and one line in the log with its reasons. */
export async function run(commandLine: CommandLine): Promise<void> {
  const log = new Log();
  try {
    await carryOut(commandLine, log);
  } catch (error) {
    const expected =
      error instanceof SettingsRefused ||
      error instanceof EmbeddedServerRefusal ||
      error instanceof StoreRefused ||
      isRefusal(error);
    if (commandLine.check === true) {
      process.stderr.write(`${reasonOf(error)}\n`);
    } else {
      const why = shortReason(error);
      const facts = error instanceof SettingsRefused ? { faults: error.faults } : errorFacts(error);
      log.error('gateway.start-failed', { ...facts, error: why });
      await log.out();
      process.stderr.write(`The gateway does not start: ${why}\n`);
    }
    process.exit(expected ? 2 : 1);
  }
}

async function carryOut({ check, connect, migrate, config }: CommandLine, log: Log): Promise<void> {
  const path = settingsPath(config);
  const settings = await Settings.load(path, SETTINGS_SECTIONS);
  if (check === true) {
    for (const remark of sectionRemarks(settings.current)) process.stdout.write(`Note: ${remark}\n`);
    for (const warning of settings.warnings) process.stdout.write(`Warning: ${warning}\n`);
    process.stdout.write(`${path} can be used: ${Object.keys(settings.current.tenants).length} tenants.\n`);
    if (connect === true) await showConnections(settings);
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

async function showConnections(settings: Settings): Promise<void> {
  const tried = await tryConnections(settings);
  for (const { setting, fault } of tried) process.stdout.write(`${setting}: ${fault ?? 'ok'}\n`);
  if (tried.some(({ fault }) => fault !== undefined)) process.exitCode = 1;
}

/** On one line. `--check` names every fault of the settings; the start names the first. */
function shortReason(error: unknown): string {
  if (!(error instanceof SettingsRefused)) return reasonOf(error).replace(/\s*\n\s*/g, ' ');
  const [first = '', ...others] = error.faults;
  const more = others.length === 0 ? '' : ` (and ${others.length} more, which npm start -- --check names)`;
  return `the settings in ${error.path} cannot be used: ${first.replace(/\.$/, '')}${more}.`;
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
