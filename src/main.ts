// The process: reads the command line, and loads no more than it asks for.

import { parseArgs } from 'node:util';

const HELP = `problem-gateway: service problems as JSON on one side, suppliers' SOAP on the other

  npm start                        run the gateway
  npm start -- --check             read the settings, name every fault, and end
  npm start -- --check --connect   and try the database, the issuer and every address with its TLS handshake
  npm start -- --migrate           bring the store to the schema of this version, and end
  npm start -- --health            ask the gateway that runs here whether it is ready: 0 when it is, 1 when not
  npm start -- --config FILE       use FILE instead of $GATEWAY_CONFIG or ./gateway.yaml
  npm start -- --help              this text

  SIGTERM, SIGINT   stop taking, finish what runs, leave the rest in the store
  SIGHUP            read the settings and certificates again (also done when a file changes)

Settings: docker/gateway.example.yaml, described by docker/gateway.schema.json.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      check: { type: 'boolean' },
      connect: { type: 'boolean' },
      migrate: { type: 'boolean' },
      health: { type: 'boolean' },
      config: { type: 'string' },
    },
  });
  if (values.help === true) {
    process.stdout.write(HELP);
  } else if (values.health === true) {
    const { askHealth } = await import('./runtime/health-check.js');
    const fault = await askHealth(values.config);
    if (fault !== undefined) process.stderr.write(`${fault}\n`);
    process.exitCode = fault === undefined ? 0 : 1;
  } else {
    const { run } = await import('./run.js');
    await run(values);
  }
}

/** A wrong command line is a sentence on standard error, never a stack. */
main().catch((error: unknown) => {
  const { code = '', message, stack } = error as NodeJS.ErrnoException;
  const expected = code.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${expected ? message : (stack ?? message)}\n`);
  process.exit(expected ? 2 : 1);
});
