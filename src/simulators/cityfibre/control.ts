// The small HTTP interface on loopback by which people and tests steer the simulator.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { notificationActions, requestActions, serverActions } from './behaviour.js';
import type { Behaviour } from './behaviour.js';
import { helpText } from './control-help.js';
import { NothingToDecide } from './desk.js';
import type { Decision } from './desk.js';
import { notifyEvents } from './events.js';
import type { RecordedMessage } from './journal.js';
import { Misfit, mustFit } from './json-shape.js';
import type { Shape } from './json-shape.js';
import type { NotifyOrder } from './notification.js';
import type { NotifyResult } from './notifier.js';
import { NoSuchTicket } from './ticket.js';
import type { Ticket } from './ticket.js';
import type { Element } from './xml.js';

/** What can be asked of the simulator from outside. */
export interface Steering {
  tickets(): Ticket[];
  messages(reference?: string): RecordedMessage[];
  behave(order: Behaviour): void;
  notify(reference: string, order: NotifyOrder): Promise<NotifyResult>;
  decide(reference: string, decision: Decision): Promise<NotifyResult>;
  down(): Promise<void>;
  up(): Promise<void>;
  reset(): Promise<void>;
}

type Handler = (steering: Steering, call: { reference: string; query: URLSearchParams; body: unknown }) => unknown;

// How long a call waits for the buyer to acknowledge before it answers that delivery goes on.
const patience = 2000;

const strings = (...names: string[]): Shape => Object.fromEntries(names.map((name) => [name, 'string' as const]));
const appointment = strings('key', 'date', 'startTime', 'endTime', 'confirmation', 'closureCode', 'cancelled');
const exclusion: Shape = { reason: 'string', days: 'number', start: 'string', end: 'string' };
const days = { totalDelayInDays: 'number', sellerDelayDays: 'number', nonSellerDelayDays: 'number' } as const;
const orderShape: Shape = {
  ...{ event: notifyEvents, buyer: 'string', update: 'string', statusReason: 'string', comment: 'string' },
  ...{ appointment, status: 'string', bare: 'boolean', messageId: 'string', sentAt: 'string' },
  missed: strings('seller', 'amended', 'cancelled', 'endUser', 'endUserPreAgreed', 'mborc'),
  triage: { complete: 'boolean', findings: 'string' },
  lateRepair: { ...days, exclusions: [exclusion] },
};
const behaviourShape: Shape = {
  action: [...requestActions, ...notificationActions, ...serverActions],
  ...{ times: 'number', operation: 'string', reference: 'string', reason: 'string', inBody: 'boolean', ms: 'number' },
  ...{ when: ['before', 'after'], status: 'number', retryAfter: 'number', processed: 'boolean', copies: 'number' },
};
const decisionShape: Shape = { decision: ['accept', 'reject'], reason: 'string', buyer: 'string' };

const done = { done: true };
const routes: [method: string, path: RegExp, handler: Handler][] = [
  ['GET', /^\/tickets$/, (steering) => steering.tickets().map(printable)],
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
    ...(['POST', /^\/decide\/([^/]+)$/] as const),
    (steering, { reference, body }) =>
      soon(steering.decide(reference, read<Decision>(body, decisionShape, 'decision'))),
  ],
  ['POST', /^\/down$/, (steering) => steering.down().then(() => done)],
  ['POST', /^\/up$/, (steering) => steering.up().then(() => done)],
  ['POST', /^\/reset$/, (steering) => steering.reset().then(() => done)],
];

export class ControlServer {
  private readonly server: Server;

  constructor(private readonly steering: Steering) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(helpText(this.url));
      return;
    }
    try {
      const body = await readJson(request);
      for (const [method, path, handler] of routes) {
        const match = path.exec(pathname);
        if (request.method !== method || match === null) continue;
        const call = { reference: decodeURIComponent(match[1] ?? ''), query: searchParams, body };
        return answer(response, 200, await handler(this.steering, call));
      }
      answer(response, 404, { message: 'There is no such call; GET / lists them.' });
    } catch (error) {
      answer(response, statusOf(error), { message: error instanceof Error ? error.message : String(error) });
    }
  }
}

function statusOf(error: unknown): number {
  if (error instanceof NoSuchTicket) return 404;
  if (error instanceof NothingToDecide) return 409;
  return error instanceof Misfit || error instanceof SyntaxError || error instanceof URIError ? 400 : 500;
}

function read<T>(body: unknown, shape: Shape, required: string): T {
  mustFit(body, shape);
  if (!Object.hasOwn(body as object, required)) throw new Misfit(`The body needs ${required}.`);
  return body as T;
}

async function soon(delivery: Promise<NotifyResult>): Promise<unknown> {
  const impatience = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience).unref());
  return (await Promise.race([delivery, impatience])) ?? { acknowledged: false, message: 'Still trying.' };
}

function printable(ticket: Ticket): unknown {
  const undecided = ticket.undecided.map((one) => one.kind);
  return { ...ticket, report: plain(ticket.report), undecided };
}

function plain(element: Element): unknown {
  if (element.children.length === 0) return element.text;
  return Object.fromEntries(element.children.map((one) => [one.name, plain(one)]));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text.trim() === '' ? {} : (JSON.parse(text) as unknown);
}

function answer(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(content, null, 2)}\n`);
}
