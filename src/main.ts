// The process: reads the command line and the settings, opens the gateway, and stops in order.

import { parseArgs } from 'node:util';
import { openGateway } from './bootstrap.js';
import { errorFacts, Log } from './runtime/log.js';
import { Settings, settingsPath, SettingsRefused } from './runtime/settings/settings.js';
import { EmbeddedServerRefusal } from './store/embedded-postgres.js';
import { SUPPLIER_SECTIONS } from './suppliers/suppliers.module.js';

const HELP = `problem-gateway: service problems as JSON on one side, suppliers' SOAP on the other

  npm start                        run the gateway
  npm start -- --check             read the settings, name every fault, and end
  npm start -- --config FILE       use FILE instead of $GATEWAY_CONFIG or ./gateway.yaml
  npm start -- --help              this text

  SIGTERM, SIGINT   stop taking, finish what runs, leave the rest in the store
  SIGHUP            read the settings and certificates again (also done when a file changes)

Settings: docker/gateway.example.yaml, described by docker/gateway.schema.json.
`;

const STOP_WITHIN_MS = 10_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' }, check: { type: 'boolean' }, config: { type: 'string' } },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  const log = new Log();
  const path = settingsPath(values.config);
  const settings = await Settings.load(path, SUPPLIER_SECTIONS);
  if (values.check === true) {
    process.stdout.write(`${path} can be used: ${Object.keys(settings.current.tenants).length} tenants.\n`);
    return;
  }
  const gateway = await openGateway(settings, log);
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info('gateway.stopping', { signal });
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    gateway
      .close()
      .then(() => {
        log.info('gateway.stopped');
        process.exit(0);
      })
      .catch((error: unknown) => {
        log.error('gateway.stop-failed', errorFacts(error));
        process.exit(1);
      });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** A refusal to start is a sentence on standard error, never a stack. */
main().catch((error: unknown) => {
  const expected = error instanceof SettingsRefused || error instanceof EmbeddedServerRefusal || isUsage(error);
  const text = error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(expected ? 2 : 1);
});

function isUsage(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  return code.startsWith('ERR_PARSE_ARGS') || code === 'EADDRINUSE' || code === 'EACCES' || code === 'ECONNREFUSED';
}
