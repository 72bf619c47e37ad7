// What can be ordered over the control interface: each call, and what its body may hold.
import { notificationActions, requestActions, serverActions } from './behaviour.js';
import type { Behaviour } from './behaviour.js';
import type { Decision } from './desk.js';
import { notifyEvents } from './events.js';
import type { RecordedMessage } from './journal.js';
import { Misfit, mustFit } from './json-shape.js';
import type { Shape } from './json-shape.js';
import { scriptNames } from './life-cycle.js';
import type { Script, ScriptName } from './life-cycle.js';
import type { NotifyOrder } from './notification.js';
import type { NotifyResult } from './notifier.js';
import type { Reservation } from './reservations.js';
import type { Ticket } from './ticket.js';
import type { Element } from './xml.js';

/** What can be asked of the simulator from outside. */
export interface Steering {
  tickets(): Ticket[];
  reservations(): Reservation[];
  messages(reference?: string): RecordedMessage[];
  behave(order: Behaviour): void;
  notify(reference: string, order: NotifyOrder): Promise<NotifyResult>;
  play(reference: string, script?: Script, buyer?: string): Promise<NotifyResult[]>;
  decide(reference: string, decision: Decision): Promise<NotifyResult>;
  now(): Date;
  advance(ms: number): Date;
  down(): Promise<void>;
  up(): Promise<void>;
  reset(): Promise<void>;
}

type Handler = (steering: Steering, call: { reference: string; query: URLSearchParams; body: unknown }) => unknown;

/** The order to play a ticket: by the name of a script, or step by step. */
interface PlayOrder {
  script?: ScriptName;
  steps?: NotifyOrder[];
  buyer?: string;
}

// How long a call waits for the buyer to acknowledge before it answers that delivery goes on.
const patience = 2000;
const patienceForAll = 20_000;

const strings = (...names: string[]): Shape => Object.fromEntries(names.map((name) => [name, 'string' as const]));
const appointment = strings('key', 'date', 'startTime', 'endTime', 'confirmation', 'closureCode', 'cancelled');
const exclusion: Shape = { reason: 'string', days: 'number', start: 'string', end: 'string' };
const days = { totalDelayInDays: 'number', sellerDelayDays: 'number', nonSellerDelayDays: 'number' } as const;
const orderShape: Shape = {
  ...{ event: notifyEvents, buyer: 'string', update: 'string', statusReason: 'string', comment: 'string' },
  ...{
    appointment,
    appointments: [appointment],
    status: 'string',
    bare: 'boolean',
    messageId: 'string',
    sentAt: 'string',
  },
  missed: strings('seller', 'amended', 'cancelled', 'endUser', 'endUserPreAgreed', 'mborc'),
  triage: { complete: 'boolean', findings: 'string' },
  lateRepair: { ...days, exclusions: [exclusion] },
  attachments: [{ filename: 'string', url: 'string', uploaded: 'boolean' }],
  errorMessage: 'string',
};
const playShape: Shape = { script: scriptNames, steps: [orderShape], buyer: 'string' };
const behaviourShape: Shape = {
  action: [...requestActions, ...notificationActions, ...serverActions],
  ...{ times: 'number', operation: 'string', reference: 'string', reason: 'string', inBody: 'boolean', ms: 'number' },
  ...{ when: ['before', 'after'], status: 'number', retryAfter: 'number', processed: 'boolean', copies: 'number' },
};
const decisionShape: Shape = { decision: ['accept', 'reject'], reason: 'string', buyer: 'string' };

const done = { done: true };
export const routes: [method: string, path: RegExp, handler: Handler][] = [
  ['GET', /^\/tickets$/, (steering) => steering.tickets().map(printable)],
  ['GET', /^\/reservations$/, (steering) => steering.reservations()],
  ['GET', /^\/messages$/, (steering, { query }) => steering.messages(query.get('reference') ?? undefined)],
  [
    'POST',
    /^\/behaviour$/,
    (steering, { body }) => (steering.behave(read<Behaviour>(body, behaviourShape, 'action')), done),
  ],
  [
    ...(['POST', /^\/tickets\/([^/]+)\/notify$/] as const),
    (steering, { reference, body }) => soon(steering.notify(reference, read<NotifyOrder>(body, orderShape, 'event'))),
  ],
  [
    ...(['POST', /^\/tickets\/([^/]+)\/play$/] as const),
    (steering, { reference, body }) => playOut(steering, reference, body),
  ],
  [
    ...(['POST', /^\/decide\/([^/]+)$/] as const),
    (steering, { reference, body }) =>
      soon(steering.decide(reference, read<Decision>(body, decisionShape, 'decision'))),
  ],
  ['GET', /^\/clock$/, (steering) => ({ now: steering.now() })],
  [
    ...(['POST', /^\/clock$/] as const),
    (steering, { body }) => ({
      now: steering.advance(read<{ advanceMs: number }>(body, { advanceMs: 'number' }, 'advanceMs').advanceMs),
    }),
  ],
  ['POST', /^\/down$/, (steering) => steering.down().then(() => done)],
  ['POST', /^\/up$/, (steering) => steering.up().then(() => done)],
  ['POST', /^\/reset$/, (steering) => steering.reset().then(() => done)],
];

function read<T>(body: unknown, shape: Shape, required: string): T {
  mustFit(body, shape);
  if (!Object.hasOwn(body as object, required)) throw new Misfit(`The body needs ${required}.`);
  return body as T;
}

async function soon(delivery: Promise<NotifyResult>): Promise<unknown> {
  return (await within(patience, delivery)) ?? { acknowledged: false, message: 'Still trying.' };
}

async function playOut(steering: Steering, reference: string, body: unknown): Promise<unknown> {
  mustFit(body, playShape);
  const { script, steps, buyer } = body as PlayOrder;
  if (script !== undefined && steps !== undefined) throw new Misfit('Name a script or give steps, not both.');
  for (const step of steps ?? []) read<NotifyOrder>(step, orderShape, 'event');
  const results = await within(patienceForAll, steering.play(reference, steps ?? script, buyer));
  return results ? { finished: true, results } : { finished: false, message: 'Still playing.' };
}

function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const impatience = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms).unref());
  return Promise.race([work, impatience]);
}

function printable(ticket: Ticket): unknown {
  const undecided = ticket.undecided.map((one) => one.kind);
  return { ...ticket, report: plain(ticket.report), undecided };
}

function plain(element: Element): unknown {
  if (element.children.length === 0) return element.text;
  return Object.fromEntries(element.children.map((one) => [one.name, plain(one)]));
}
