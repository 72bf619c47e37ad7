// The small HTTP interface on loopback by which people and tests steer the simulator.
import { Misfit, mustFit, type Shape } from '../cityfibre/json-shape.js';
import type { HttpExchange } from '../fibre-cafe/http-exchange.js';
import { actions, type Behaviour, callNames } from './behaviour.js';
import { type Incident, NoSuchIncident, type Note, type NoteOrder } from './incidents.js';
import type { Line } from './lines.js';
import type { RecordedCall } from './options.js';

const behaviourShape: Shape = {
  ...{ action: actions, call: callNames, times: 'number', ms: 'number', status: 'number', reason: 'string' },
  processed: 'boolean',
};
const noteShape: Shape = {
  ...{ subject: 'string', notes: 'string', actionId: 'number', createdBy: 'string', dateTime: 'string' },
};
const lineShape: Shape = {
  ...{ LineType: 'string', ServiceMaintenanceLevel: 'string' },
  SQCs: [{ SQC: 'string', Description: 'string' }],
  Features: [{ FeatureID: 'string', Name: 'string', PINRequired: 'boolean' }],
  test: { outcome: 'number', faultLocation: 'string', diagnosis: 'string', message: 'string' },
};

/** What can be asked of the simulator from outside. */
export interface Steering {
  list(): Incident[];
  calls(): RecordedCall[];
  note(id: number, order: NoteOrder): Note;
  line(cli: string, changes: Partial<Omit<Line, 'CLI'>>): Line;
  behave(behaviour: Behaviour): void;
  expireTokens(): void;
  down(): Promise<void>;
  up(): Promise<void>;
  reset(): Promise<void>;
}

type Handler = (simulator: Steering, name: string, body: unknown) => unknown;
const done = { done: true };

const ROUTES: [method: string, path: RegExp, handler: Handler][] = [
  ['GET', /^\/incidents$/, (simulator) => simulator.list()],
  ['GET', /^\/calls$/, (simulator) => simulator.calls()],
  [
    ...(['POST', /^\/incidents\/(\d+)\/notes$/] as const),
    (simulator, id, body) => simulator.note(Number(id), read<NoteOrder>(body, noteShape, 'subject')),
  ],
  [
    ...(['PUT', /^\/lines\/([^/]+)$/] as const),
    (simulator, cli, body) => simulator.line(cli, read<Partial<Line>>(body, lineShape)),
  ],
  [
    ...(['POST', /^\/behaviour$/] as const),
    (simulator, _name, body) => (simulator.behave(read<Behaviour>(body, behaviourShape, 'action')), done),
  ],
  ['POST', /^\/tokens\/expire$/, (simulator) => (simulator.expireTokens(), done)],
  ['POST', /^\/down$/, (simulator) => simulator.down().then(() => done)],
  ['POST', /^\/up$/, (simulator) => simulator.up().then(() => done)],
  ['POST', /^\/reset$/, (simulator) => simulator.reset().then(() => done)],
];

const HELP = `The aBILLity simulator. It can be told:

GET  /incidents              what was reported, with its notes
GET  /calls                  every call that arrived
POST /incidents/ID/notes     {"subject":"Cleared","notes":"A joint was replaced."}; optional: actionId, createdBy, dateTime
PUT  /lines/CLI              {"LineType":"ISDN30e","ServiceMaintenanceLevel":"2.5","test":{"outcome":2,"faultLocation":"CA"}}
POST /behaviour              {"action":"drop-after","call":"Fault","times":1}
                             action: ${actions.join(', ')}
                             call: ${callNames.join(', ')}
                             optional: times, ms, status, reason, processed
POST /tokens/expire          every token there is ends now
POST /down  POST /up  POST /reset
`;

export class ControlApi {
  constructor(private readonly simulator: Steering) {}

  async serve(exchange: HttpExchange): Promise<void> {
    if (exchange.path === '/') return exchange.answer({ status: 200, body: HELP });
    try {
      const text = await exchange.read();
      const body: unknown = text.trim() === '' ? {} : JSON.parse(text);
      for (const [method, path, handler] of ROUTES) {
        const match = path.exec(exchange.path);
        if (exchange.method !== method || match === null) continue;
        const told = await handler(this.simulator, decodeURIComponent(match[1] ?? ''), body);
        return exchange.answer({ status: 200, body: told });
      }
      exchange.answer({ status: 404, body: { message: 'There is no such call; GET / lists them.' } });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      exchange.answer({ status: statusOf(error), body: { message } });
    }
  }
}

function statusOf(error: unknown): number {
  if (error instanceof NoSuchIncident) return 404;
  return error instanceof Misfit || error instanceof SyntaxError || error instanceof URIError ? 400 : 500;
}

function read<T>(body: unknown, shape: Shape, required?: string): T {
  mustFit(body, shape);
  if (required !== undefined && !Object.hasOwn(body as object, required))
    throw new Misfit(`The body needs ${required}.`);
  return body as T;
}
