// The calls of the aBILLity API the simulator answers, each as its public page describes it.
import type { CallName } from './behaviour.js';
import { objectionTo, readForm, Refused, textIn } from './fault-form.js';
import { Incidents, NoSuchIncident } from './incidents.js';
import { Lines } from './lines.js';

export interface ApiCall {
  path: string;
  query: URLSearchParams;
  body: string;
  contentType: string;
  user: string;
  mayReport: boolean;
}

export interface ApiAnswer {
  status: number;
  content: unknown;
}

interface Route {
  name: CallName | undefined;
  method: string;
  path: RegExp;
  handle: (api: Api, call: ApiCall, id: number) => ApiAnswer;
}

export class Api {
  private nextKey = 1;

  constructor(
    readonly lines: Lines,
    readonly incidents: Incidents,
  ) {}

  find(method: string, path: string): Route | undefined {
    return ROUTES.find((route) => route.method === method && route.path.test(path));
  }

  answer(route: Route, call: ApiCall): ApiAnswer {
    const id = Number(route.path.exec(call.path)?.[1] ?? NaN);
    try {
      return route.handle(this, call, id);
    } catch (error) {
      if (error instanceof NoSuchIncident) return refused(404, 'The incident was not found.');
      if (error instanceof Refused || error instanceof SyntaxError) return refused(400, error.message);
      throw error;
    }
  }

  newKey(): string {
    return `APPT${String(this.nextKey++).padStart(6, '0')}`;
  }
}

const ROUTES: Route[] = [
  { name: 'LineDetails', method: 'GET', path: /^\/api\/LineDetails$/i, handle: lineDetails },
  { name: 'LineTest', method: 'POST', path: /^\/api\/WLR3\/LineTest$/i, handle: lineTest },
  { name: 'Appointment', method: 'POST', path: /^\/api\/WLR3\/Appointment$/i, handle: appointment },
  { name: 'Fault', method: 'POST', path: /^\/api\/WLR3\/Fault$/i, handle: fault },
  { name: 'notifications', method: 'GET', path: /^\/api\/incident\/(\d+)\/notifications$/i, handle: notifications },
  {
    name: undefined,
    method: 'GET',
    path: /^\/api\/incident\/status$/i,
    handle: () => ({ status: 200, content: STATUSES }),
  },
  {
    ...{ name: undefined, method: 'POST', path: /^\/api\/incident$/i },
    handle: () => refused(400, 'You cannot create WLR3 incidents.'),
  },
  {
    ...{ name: undefined, method: 'PATCH', path: /^\/api\/incident\/(\d+)$/i },
    handle: () => refused(400, 'You cannot ammend WLR3 incidents.'),
  },
];

const STATUSES = [
  ['Reported', true, false],
  ['With Openreach', false, false],
  ['Cleared', false, true],
].map(([Status, First, Final], at) => ({
  ...{ CategoryID: 1, Category: 'WLR3', IncidentStatusID: at + 1, Status, Description: Status, Actionable: true },
  ...{ Responsible: false, First, Final, Delete: false, Timeout: 0, TimeoutStatus: 0 },
}));

function refused(status: number, message: string): ApiAnswer {
  return { status, content: { Message: message } };
}

function lineDetails({ lines }: Api, { query }: ApiCall): ApiAnswer {
  const line = lines.find(query.get('CLI') ?? '');
  if (line === undefined) return refused(404, 'The CLI was not found.');
  const { CLI, LineType, ServiceMaintenanceLevel, SQCs, Features } = line;
  return { status: 200, content: { CLI, LineType, ServiceMaintenanceLevel, SQCs, Features } };
}

function lineTest({ lines }: Api, { body }: ApiCall): ApiAnswer {
  const line = lines.find(textIn(objectIn(body)['CLI']));
  if (line === undefined) return refused(404, 'The CLI was not found.');
  const { outcome, faultLocation = null, diagnosis = null, message = null } = line.test;
  const told = { Outcome: outcome, FaultLocation: faultLocation, DiagnosisCode: diagnosis, Message: message };
  return { status: 200, content: told };
}

function appointment(api: Api, { body }: ApiCall): ApiAnswer {
  const { CLI, Date: date, Slot: slot } = objectIn(body);
  if (api.lines.find(textIn(CLI)) === undefined) return refused(404, 'The CLI was not found.');
  if (!/^\d{4}-\d\d-\d\d$/.test(textIn(date))) return refused(400, 'The date is not valid.');
  if (slot !== 0) return refused(400, 'The slot is not available.');
  const told = { Date: `${textIn(date)}T00:00:00`, Time: '08:00 - 13:00', Slot: 0, AppointmentKey: api.newKey() };
  return { status: 200, content: told };
}

function fault({ lines, incidents }: Api, { body, contentType, user, mayReport }: ApiCall): ApiAnswer {
  if (!mayReport) return { status: 401, content: { Message: 'Authorization has been denied for this request.' } };
  const form = readForm(body, contentType);
  const objection = objectionTo(form, lines.find(textIn(form['CLI'])));
  if (objection !== undefined) return refused(400, objection);
  const { id } = incidents.open(form, user);
  return { status: 200, content: { IncidentID: id, Message: 'Fault reported.' } };
}

function notifications({ incidents }: Api, _call: ApiCall, id: number): ApiAnswer {
  const { notes } = incidents.get(id);
  if (notes.length === 0) return refused(404, 'No notifications were found.');
  // Newest first: no page promises an order.
  return { status: 200, content: notes.toReversed() };
}

function objectIn(body: string): Record<string, unknown> {
  const value = JSON.parse(body) as unknown;
  if (typeof value !== 'object' || value === null) throw new Refused('The request is invalid.');
  return value as Record<string, unknown>;
}
