// `npm run demo`: both far sides and the gateway on this machine, the story, and then curl lines to play with.

import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXAMPLE_AMENDMENT } from './example-amendment.js';
import type { RecordedCall } from '../simulators/abillity/options.js';
import { playStory } from './play-story.js';
import { type Party, Printer } from './printer.js';
import { FibreCafeClient } from './fibre-cafe-client.js';
import { FULL_STORY } from './full-story.js';
import { STORY } from './story.js';
import { choosePorts, openWorld, OPERATORS, PLATFORM_CLIENT, type World } from './world.js';

const HELP = `The demo: CityFibre, aBILLity and the Fibre Cafe as simulators, the gateway between them.

  npm run demo                 play the story, then stay up and print curl lines
  npm run demo -- --exit       end after the story; 0 only if every step was as expected
  npm run demo -- --story full play a whole life of three problems instead: appointments, verdicts, a cancellation, polling
  npm run demo -- --no-story   only start everything
  npm run demo -- --help       this text
`;

const PREFERRED = {
  http: 3000,
  operations: 3001,
  notifications: 3443,
  fibreCafe: 4000,
  fibreCafeControl: 4001,
  cityfibre: 4443,
  cityfibreControl: 4444,
  abillity: 4100,
  abillityControl: 4101,
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      exit: { type: 'boolean' },
      story: { type: 'string', default: 'short' },
      'no-story': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const printer = new Printer();
  if (values.help === true) return printer.say(HELP);
  const story = values['no-story'] === true ? [] : STORIES[values.story];
  if (story === undefined) {
    throw new Error(`There is no story "${values.story}"; there are ${Object.keys(STORIES).join(' and ')}.`);
  }
  const { world, url, stop } = await start(printer);
  if (story.length > 0) {
    const client = new FibreCafeClient(url, world, printer);
    await playStory(story, { world, printer, client }).catch(async (error: unknown) => {
      // The gateway and its database are processes of their own: left alone they would outlive the demo.
      await stop();
      throw error;
    });
  }
  if (values.exit === true) {
    await stop();
    process.exit(printer.failed === 0 ? 0 : 1);
  }
  await printCurl(printer, world, url);
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) return;
    stopping = true;
    printer.say('\nStopping …');
    void stop().then(() => process.exit(0));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

interface Started {
  world: World;
  url: string;
  stop: () => Promise<void>;
}

async function start(printer: Printer): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'problem-gateway-demo-'));
  // The server of an embedded PostgreSQL may run as another user.
  await chmod(folder, 0o755);
  const { ports, moved } = await choosePorts(PREFERRED);
  for (const sentence of moved) printer.note(sentence);
  const world = await openWorld({
    folder,
    ports,
    timing: { acceptAfterMs: 300, amendedAfterMs: 300, retryFirstMs: 300 },
    onSoap: (message) => showSoap(printer, message),
    onKci: (message) => showKci(printer, message),
    onRest: restShower(printer),
  });
  printer.note(`Settings, certificates and the gateway's log are in ${folder} while the demo runs.`);
  printer.note('Starting the gateway: its PostgreSQL is made at the first start …');
  const gateway = await world.startGateway();
  printer.note(`The gateway is ready at ${gateway.url}; CityFibre notifies it at port ${ports.notifications}.`);
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { world, url: gateway.url, stop };
}

const STORIES: Record<string, typeof STORY> = { short: STORY, full: FULL_STORY };

interface Soap {
  direction: 'in' | 'out';
  kind: string;
  buyer: string;
  xml: string;
  httpStatus?: number;
}

function showSoap(printer: Printer, { direction, kind, buyer, xml, httpStatus }: Soap): void {
  const [from, to]: [Party, Party] = direction === 'in' ? ['gateway', 'CityFibre'] : ['CityFibre', 'gateway'];
  const status = httpStatus === undefined ? '' : `HTTP ${httpStatus}  `;
  printer.crossing(from, to, `${status}${kind}   SOAP over mutual TLS, buyer ${buyer}`, xml);
}

/** Calls and answers; looks for notes only where there are new ones, for most find nothing. */
function restShower(printer: Printer): (call: RecordedCall) => void {
  const shown = new Map<string, string>();
  return ({ method, path, body, status, answer }) => {
    if (path.endsWith('/notifications')) {
      if (status !== 200 || shown.get(path) === answer) return;
      shown.set(path, answer);
    }
    printer.crossing('gateway', 'aBILLity', `${method} ${path}   REST over HTTPS`, pretty(body));
    printer.crossing('aBILLity', 'gateway', String(status), pretty(answer));
  };
}

function pretty(json: string): string {
  return json === '' ? '' : JSON.stringify(JSON.parse(json), null, 2);
}

function showKci(
  printer: Printer,
  { method, path, body, status }: { method: string; path: string; body: unknown; status: number },
): void {
  if (!path.endsWith('/kcis')) return;
  printer.crossing('gateway', 'Fibre Cafe', `${method} ${path}   answered ${status}`, JSON.stringify(body, null, 2));
}

const OPERATOR_SCOPES = 'operations.read operations.write operations.personal';

async function printCurl(printer: Printer, world: World, url: string): Promise<void> {
  const operations = `http://127.0.0.1:${world.ports.operations}`;
  const token = await world.fibreCafe.token(PLATFORM_CLIENT);
  const operator = await world.fibreCafe.forge({ sub: 'desk', client_id: 'operations-desk', scope: OPERATOR_SCOPES });
  const header = (name: string, value: string): string => `  -H '${name}: ${value}' \\`;
  printer.say(
    [
      '\nEverything stays up; Ctrl-C ends it. To amend a problem yourself (the token is good for an hour):\n',
      `curl -i -X POST ${url}/service-problem-amendments \\`,
      header('Authorization', `Bearer ${token}`),
      header('Content-Type', 'application/json'),
      header('Tenant', 'TENANT1'),
      header('X-Request-ID', '0f0f6d5a-1c43-4d50-8b73-1d9f2b6a3c11'),
      header('X-Conversation-ID', '8a3c2d1e-5b6f-4a7d-9c8b-0e1f2a3b4c5d'),
      `  -d '${JSON.stringify(EXAMPLE_AMENDMENT)}'`,
      '\nTo make CityFibre do something, and to see what the Fibre Cafe was told:\n',
      `curl ${world.cityfibre.controlUrl}/          # everything CityFibre can be told, with examples`,
      `curl '${world.cityfibre.controlUrl}/messages?reference=TENANT1-12356'`,
      `curl ${world.abillity?.controlUrl}/          # the same for aBILLity, with TENANT3's lines`,
      `curl ${world.fibreCafe.controlUrl}/          # the same for the Fibre Cafe, a new token included`,
      `curl '${world.fibreCafe.controlUrl}/kcis?problem=12356'`,
      `\nTo see it as an operator: ${operations}/console/ (sign in as ${OPERATORS.join(', ')}). By hand, all that`,
      'crossed of one problem, and what waits:\n',
      `curl '${operations}/v1/conversations?ourReference=TENANT1-12356' -H 'Authorization: Bearer ${operator}'`,
      `curl '${operations}/v1/work' -H 'Authorization: Bearer ${operator}'`,
      '',
    ].join('\n'),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
