// aBILLity on this machine: its API over HTTP or HTTPS, steered over a second small HTTP interface.
import { Listener } from '../fibre-cafe/listener.js';
import { HttpExchange } from '../fibre-cafe/http-exchange.js';
import { Api, type ApiAnswer } from './api.js';
import { type Behaviour, Behaviours } from './behaviour.js';
import { ControlApi, type Steering } from './control-api.js';
import { type Incident, Incidents, type Note, type NoteOrder } from './incidents.js';
import { type Line, Lines } from './lines.js';
import type { AbillitySimulatorOptions, RecordedCall } from './options.js';
import { type Caller, Sessions } from './sessions.js';

const CAPACITY = 20_000;
const PAGE = '<!DOCTYPE html>\n<html><head><title>aBILLity</title></head><body>Page not found.</body></html>\n';

export async function startAbillitySimulator(options: AbillitySimulatorOptions): Promise<AbillitySimulator> {
  const simulator = new AbillitySimulator(options);
  try {
    await simulator.start();
    return simulator;
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}

export class AbillitySimulator implements Steering {
  private readonly listener: Listener;
  private readonly control: Listener;
  private readonly behaviours = new Behaviours();
  private readonly lines = new Lines();
  private readonly incidents: Incidents;
  private readonly sessions: Sessions;
  private readonly api: Api;
  private recorded: RecordedCall[] = [];

  constructor(private readonly options: AbillitySimulatorOptions) {
    const host = options.host ?? '127.0.0.1';
    this.listener = new Listener(host, options.port, options.tls);
    this.control = new Listener(host, options.controlPort);
    this.incidents = new Incidents(options.firstIncident ?? 7_000_001);
    this.sessions = new Sessions(options);
    this.api = new Api(this.lines, this.incidents);
    this.listener.answerWith((request, response) => this.serve(new HttpExchange(request, response)));
    const control = new ControlApi(this);
    this.control.answerWith((request, response) => control.serve(new HttpExchange(request, response)));
  }

  async start(): Promise<void> {
    await this.listener.up();
    await this.control.up();
    this.say(`listens at ${this.url}, is steered at ${this.controlUrl}`);
  }

  get url(): string {
    return this.listener.url;
  }

  get controlUrl(): string {
    return this.control.url;
  }

  /** Every call that arrived, oldest first. */
  calls(path?: string): RecordedCall[] {
    return this.recorded.filter((call) => path === undefined || call.path.startsWith(path));
  }

  /** Copies: what the caller does to them does not reach the incidents. */
  list(): Incident[] {
    return structuredClone(this.incidents.list());
  }

  note(id: number, order: NoteOrder): Note {
    this.say(`notes on incident ${id}: ${order.subject}`);
    return this.incidents.note(id, order);
  }

  line(cli: string, changes: Partial<Omit<Line, 'CLI'>>): Line {
    return this.lines.change(cli, changes);
  }

  behave(behaviour: Behaviour): void {
    this.say(`is told to ${JSON.stringify(behaviour)}`);
    this.behaviours.add(behaviour);
  }

  expireTokens(): void {
    this.sessions.expire();
  }

  down(): Promise<void> {
    return this.listener.down();
  }

  up(): Promise<void> {
    return this.listener.up();
  }

  async reset(): Promise<void> {
    this.behaviours.clear();
    this.lines.clear();
    this.incidents.clear();
    this.sessions.expire();
    this.recorded = [];
    await this.up();
  }

  async stop(): Promise<void> {
    await Promise.all([this.listener.down(), this.control.down()]);
  }

  private async serve(exchange: HttpExchange): Promise<void> {
    const body = await exchange.read();
    const caller = this.sessions.who(exchange.request.headers);
    const name = nameOf(exchange.path);
    const behaviour = this.behaviours.take(name);
    if (behaviour?.action === 'delay') await exchange.pause(behaviour.ms ?? 1000);
    const processed = behaviour === undefined || isProcessed(behaviour);
    const honest = processed ? this.answer(exchange, caller, body) : undefined;
    this.finish(exchange, { body, caller, honest, behaviour });
  }

  private answer(exchange: HttpExchange, caller: Caller, body: string): ApiAnswer | undefined {
    const { method, path, query } = exchange;
    if (method === 'POST' && /^\/api\/Authenticate$/i.test(path)) return this.login(body);
    const route = this.api.find(method, path);
    // A wrong address is answered with a page, before anybody asks who calls.
    if (route === undefined) return { status: 404, content: PAGE };
    if (caller.by === 'nothing') return { status: caller.status, content: { Message: caller.message } };
    const mayReport = this.options.users[caller.user]?.mayReport ?? true;
    const contentType = exchange.header('content-type') ?? '';
    return this.api.answer(route, { path, query, body, contentType, user: caller.user, mayReport });
  }

  private login(body: string): ApiAnswer {
    const session = this.sessions.login(JSON.parse(body) as Record<string, unknown>);
    if ('token' in session) return { status: 200, content: { Token: session.token } };
    return { status: session.status, content: { Message: session.message } };
  }

  private finish(
    exchange: HttpExchange,
    {
      body,
      caller,
      honest,
      behaviour,
    }: { body: string; caller: Caller; honest: ApiAnswer | undefined; behaviour: Behaviour | undefined },
  ): void {
    const answer = behaviour === undefined ? honest : CHANGES[behaviour.action](honest, behaviour);
    const text = answer === undefined ? '' : textOf(answer.content);
    const { method, path } = exchange;
    const contentType = exchange.header('content-type') ?? '';
    const call = {
      at: exchange.at,
      method,
      path,
      body: secret(path, body),
      contentType,
      user: caller.user,
      by: caller.by,
    };
    const note = behaviour === undefined ? {} : { note: `by order: ${behaviour.action}` };
    this.record({ ...call, status: answer?.status ?? 0, answer: secret(path, text), ...note });
    if (answer === undefined) return exchange.drop();
    const type = text.startsWith('<') ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
    exchange.response.writeHead(answer.status, { 'content-type': type }).end(text);
  }

  private record(call: RecordedCall): void {
    this.recorded.push(call);
    if (this.recorded.length > CAPACITY) this.recorded.splice(0, CAPACITY / 10);
    this.say(`${call.method} ${call.path} ${call.status || 'not answered'}${call.note ? ` (${call.note})` : ''}`);
    this.options.onMessage?.(call);
  }

  private say(line: string): void {
    this.options.log?.(`abillity ${line}`);
  }
}

function nameOf(path: string): Parameters<Behaviours['take']>[0] {
  const found = /(Authenticate|LineDetails|LineTest|Appointment|Fault|notifications)$/i.exec(path)?.[1];
  const names = ['Authenticate', 'LineDetails', 'LineTest', 'Appointment', 'Fault', 'notifications'] as const;
  return names.find((name) => name.toLowerCase() === found?.toLowerCase());
}

function isProcessed({ action, processed = false }: Behaviour): boolean {
  return action === 'delay' || action === 'drop-after' || action === 'truncated' || processed;
}

type Change = (honest: ApiAnswer | undefined, behaviour: Behaviour) => ApiAnswer | undefined;

/** What is answered instead of the honest answer; undefined hangs up. */
const CHANGES: Record<Behaviour['action'], Change> = {
  delay: (honest) => honest,
  'drop-before': () => undefined,
  'drop-after': () => undefined,
  http: (_honest, { status = 503, reason = 'An error has occurred.' }) => ({ status, content: { Message: reason } }),
  reject: (_honest, { status = 400, reason = 'It was refused.' }) => ({ status, content: { Message: reason } }),
  html: (_honest, { status = 200 }) => ({ status, content: PAGE }),
  truncated: (honest) => honest && { ...honest, content: `{${textOf(honest.content).slice(1, -4)}` },
};

function textOf(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

/** Passwords and tokens are not for the records. */
function secret(path: string, text: string): string {
  return /Authenticate$/i.test(path) ? '***' : text;
}
