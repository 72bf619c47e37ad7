// Cases: a folder of files for each message, in both directions. Dropping a folder in adds a test, a missing file fails.
//
// `<operation>.<situation>`: command.json and context.json, with response.* → request.xml and outcome.json. Where a second
// message goes first, before.request.xml and before.response.xml as well; where nothing may be sent, outcome.json alone.
// `fault-update.<situation>`: notification.xml, before.json and any earlier-*.xml → acknowledgement.xml and kci.json, with
// kci-2.json and so on where there are more.
//
// UPDATE_CASES=1 rewrites what comes out; read the difference before you commit it.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, ListAppointments, ReserveAppointment } from '../../src/domain/request.js';
import { type AppliedReport, applyReport } from '../../src/domain/apply-report.js';
import type { OpenRequest } from '../../src/domain/open-request.js';
import type { UpdateDraft, RequestLink } from '../../src/domain/update.js';
import { NOTHING_REPORTED, type ReportedState } from '../../src/domain/reported-state.js';
import { rejected } from '../../src/domain/outcome.js';
import { reportedProblem, type ServiceProblem, takenOverProblem } from '../../src/domain/problem.js';
import { ourReference, referenceOf } from '../../src/domain/references.js';
import { supplierRequestOf } from '../../src/domain/supplier/supplier-request.js';
import { openCancellation } from '../../src/tools/mappings/held.js';
import type { RawNotification, SupplierRequest, Reservation, Supplier } from '../../src/domain/supplier/port.js';
import { DEFAULT_KCI_NAMES, writeKci } from '../../src/platforms/fibre-cafe/updates/kci.body.js';

const ROOT = join(import.meta.dirname, '..', 'suppliers', 'cases');

/** Ids and times of every case: held still, so that what comes out is the same to the byte. */
export const PINNED = {
  tenant: 'NORTHWIND',
  messageId: '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964',
  conversationId: 'b7a90c1e-2f83-4d15-8e6a-91c4d03f7a25',
  receivedAt: new Date('2026-03-03T10:15:29.250Z'),
  now: new Date('2026-03-03T10:15:30.000Z'),
  kci: { id: '9d0b6f3e-14c7-4a52-b8e1-60f2c7ad3951', sequenceNumber: 2, issuedOn: '2026-03-03T10:15:31.000Z' },
  resolutionReference: 'RES_PINNEDREFERENCE',
};

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** A supplier on a bench: its HTTP peer answers what the case says, and what was sent to it is kept. */
export interface Bench {
  supplier: Supplier;
  /** Bodies sent, in order. */
  sent: string[];
}
export type MakeBench = (settings: Record<string, unknown>, responses: HttpResponse[]) => Bench;

interface ResponseHead {
  status: number;
  headers?: Record<string, string>;
}

interface Context {
  /** The problem before the command: `null` where it is not held. Left out of a report. */
  problem?: Partial<ServiceProblem> | null;
  supplierReference?: string;
  reservation?: Reservation;
  /** The tenant's settings at this supplier, beside the pinned ones. */
  settings?: Record<string, unknown>;
  response?: ResponseHead;
  beforeResponse?: ResponseHead;
}

export interface Before {
  problem: Partial<ServiceProblem>;
  reported?: Partial<ReportedState>;
  cancellation?: RequestLink;
  /** Requests that are open, oldest first; undecided where nothing else is said. */
  requests?: OpenRequestOfCase[];
  contentType?: string;
}

type OpenRequestOfCase = Pick<Command, 'operation'> & { request: unknown } & Partial<Omit<OpenRequest, 'command'>>;

/** What suppliers tell, each in its own words; every other case is named for an operation. */
const NOTIFICATIONS = new Set(['fault-update', 'note']);

/** Names of a supplier's cases of requests, or of its notifications. */
export function casesOf(supplier: string, kind: 'requests' | 'notifications'): string[] {
  const folders = readdirSync(join(ROOT, supplier), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .filter((name) => NOTIFICATIONS.has(name.split('.')[0] ?? '') === (kind === 'notifications'))
    .sort();
}

export function updating(environment: NodeJS.ProcessEnv = process.env): boolean {
  const asked = environment['UPDATE_CASES'] === '1';
  if (asked && environment['CI'] === 'true') throw new Error('UPDATE_CASES=1 rewrites cases: never in CI.');
  return asked;
}

/** The files of one case: what goes in is read, what comes out is compared, and neither may be missing. */
export class CaseFolder {
  private readonly used = new Set<string>();

  constructor(
    readonly path: string,
    private readonly update: boolean,
  ) {}

  bytes(name: string): Buffer {
    this.used.add(name);
    const path = join(this.path, name);
    if (!existsSync(path)) throw new Error(`${name} is missing from the case ${this.path}.`);
    return readFileSync(path);
  }

  json(name: string): unknown {
    return JSON.parse(this.bytes(name).toString('utf8'));
  }

  matching(pattern: RegExp): string[] {
    return readdirSync(this.path)
      .filter((name) => pattern.test(name))
      .sort();
  }

  /** What the case expects; while updating, what came out becomes what is expected. */
  expected(name: string, cameOut: string): string {
    if (this.update) writeFileSync(join(this.path, name), cameOut);
    return this.bytes(name).toString('utf8');
  }

  /** Files that no part of the case reads: misspelt, or left behind. */
  unused(): string[] {
    return readdirSync(this.path).filter((name) => !this.used.has(name));
  }
}

export function openCase(supplier: string, name: string): CaseFolder {
  return new CaseFolder(join(ROOT, supplier, name), updating());
}

/** File → what came out and what was expected, to be compared by the test. */
export interface Compared {
  [file: string]: { cameOut: string; expected: string };
}

export interface RequestRun {
  compared: Compared;
  /** What was sent, last last. */
  sent: string[];
  request: Record<string, unknown>;
}

export const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Puts the command of a case to the supplier and collects what was sent and what came of it. */
export async function runRequest(folder: CaseFolder, operation: string, makeBench: MakeBench): Promise<RequestRun> {
  const request = folder.json('command.json') as Record<string, unknown>;
  const context = folder.json('context.json') as Context;
  const { supplier, sent } = makeBench(context.settings ?? {}, responsesOf(folder, context));
  const outcome = await ask(supplier, { operation, request }, context);
  const compared: Compared = {};
  const compare = (file: string, cameOut: string): void => {
    compared[file] = { cameOut, expected: folder.expected(file, cameOut) };
  };
  compare('outcome.json', asJson(outcome));
  const names = sent.length === 2 ? ['before.request.xml', 'request.xml'] : ['request.xml'];
  sent.forEach((body, at) => compare(names[at] ?? `request-${at}.xml`, body));
  return { compared, sent, request };
}

function responsesOf(folder: CaseFolder, { response, beforeResponse }: Context): HttpResponse[] {
  const responses: HttpResponse[] = [];
  for (const [head, pattern] of [
    [beforeResponse, /^before\.response\./],
    [response, /^response\./],
  ] as const) {
    if (head === undefined) continue;
    const [file, ...others] = folder.matching(pattern);
    if (others.length > 0) throw new Error(`The case ${folder.path} has two responses.`);
    responses.push({ headers: { 'content-type': 'text/xml' }, ...head, body: folder.bytes(file ?? 'response.xml') });
  }
  return responses;
}

async function ask(
  supplier: Supplier,
  { operation, request }: { operation: string; request: Record<string, unknown> },
  context: Context,
): Promise<unknown> {
  const { tenant, messageId, conversationId, now } = PINNED;
  const call = { tenant, messageId, conversationId, now };
  if (operation === 'list-appointments')
    return supplier.listAppointments?.(call, request as unknown as ListAppointments);
  if (operation === 'reserve-appointment') {
    return supplier.reserveAppointment?.(call, request as unknown as ReserveAppointment);
  }
  const question = questionOf({ operation, request } as unknown as Command, context);
  const message = supplier.write(question);
  return 'reasons' in message ? rejected(message.reasons) : supplier.send(question, message);
}

function questionOf(command: Command, context: Context): SupplierRequest {
  const { tenant, messageId, receivedAt, now } = PINNED;
  const problem = problemBefore(command, context);
  return supplierRequestOf({
    tenant,
    command,
    commandId: messageId,
    ourReference: ourReference(tenant, problem.id),
    supplierReference: context.supplierReference,
    problem,
    problemKnown: context.problem !== null,
    reservation: context.reservation,
    receivedAt,
    now,
  });
}

function problemBefore(command: Command, { problem }: Context): ServiceProblem {
  if (command.operation === 'report-problem') return reportedProblem(PINNED.tenant, command.request);
  if (problem === undefined) throw new Error('context.json must name the problem, or null where it is not held.');
  const id = 'serviceProblemId' in command.request ? command.request.serviceProblemId : (problem?.id ?? 0);
  return { ...takenOverProblem(PINNED.tenant, id), ...problem };
}

export interface NotificationRun {
  compared: Compared;
  status: number;
  acknowledgement: string;
  tenant: string | undefined;
  before: ServiceProblem;
  after: ServiceProblem;
  updates: UpdateDraft[];
  /** Of the very same notification, applied again. */
  again: UpdateDraft[];
}

interface Moment {
  problem: ServiceProblem;
  reported: ReportedState;
  open: readonly OpenRequest[];
}

/** Applies one notification or note to a problem, exactly as the gateway does. */
export function applyArrival(
  supplier: Supplier,
  { problem, reported, open }: Moment,
  arrival: RawNotification,
  tenant = PINNED.tenant,
): AppliedReport & Moment {
  const reader = supplier.notifications ?? supplier.poll;
  if (reader === undefined) throw new Error('The supplier neither notifies nor is polled.');
  const applied = applyReport({
    ...{ problem, reported, open },
    report: reader.read(arrival, tenant),
    ownWording: supplier.ownWording?.(problem) ?? [],
    resolutionReference: PINNED.resolutionReference,
    receivedAt: PINNED.receivedAt.toISOString(),
  });
  return { ...applied, open: open.filter((one) => !applied.settled.some(({ request }) => request === one)) };
}

/** The problem of a case before its notification, and the requests about it that are open. */
export function momentBefore({ problem, reported, cancellation, requests = [] }: Before): Moment {
  const before = { ...takenOverProblem(PINNED.tenant, problem.id ?? 0), ...problem };
  return {
    problem: before,
    reported: { ...NOTHING_REPORTED, ...reported },
    open: [...requests.map(openRequest), ...openCancellation({ problem: before, cancellation })],
  };
}

function openRequest({ operation, request, ...rest }: OpenRequestOfCase): OpenRequest {
  const command = { operation, request } as Command;
  const reference = referenceOf(PINNED.messageId, command);
  return {
    ...{ commandId: PINNED.messageId, command, reference, progress: 'pending', replyPending: false },
    ...{ receivedAt: '2026-03-03T09:00:00.000Z', expectedEffects: [] },
    ...rest,
  };
}

/** The KCIs as their files: `kci.json`, and `kci-2.json` and so on for more than one. `null`: no KCI. */
export function kciFiles(folder: CaseFolder, updates: UpdateDraft[]): Compared {
  const files: Compared = {};
  const count = Math.max(updates.length, 1, folder.matching(/^kci(-\d+)?\.json$/).length);
  for (let at = 0; at < count; at++) {
    const draft = updates[at];
    const numbered = { ...PINNED.kci, sequenceNumber: PINNED.kci.sequenceNumber + at };
    const body =
      draft === undefined ? null : (JSON.parse(writeKci({ ...draft, ...numbered }, DEFAULT_KCI_NAMES)) as unknown);
    const file = at === 0 ? 'kci.json' : `kci-${at + 1}.json`;
    files[file] = { cameOut: asJson(body), expected: folder.expected(file, asJson(body)) };
  }
  return files;
}

/** Lets the supplier's reader acknowledge and read the notification of a case, and the domain apply its report. */
export function runNotification(folder: CaseFolder, makeBench: MakeBench): NotificationRun {
  const { supplier } = makeBench({}, []);
  const reader = supplier.notifications;
  if (reader === undefined) throw new Error('The supplier does not notify.');
  const given = folder.json('before.json') as Before;
  const { contentType } = given;
  const arrival: RawNotification = { body: folder.bytes('notification.xml'), contentType };
  const opened = reader.open(arrival);
  const reply = reader.acknowledge(arrival, opened, PINNED.now);
  let at = momentBefore(given);
  for (const earlier of folder.matching(/^earlier-/)) {
    at = applyArrival(supplier, at, { body: folder.bytes(earlier), contentType });
  }
  const before = at.problem;
  const applied = applyArrival(supplier, at, arrival);
  const updates = applied.updates.map(({ draft }) => draft);
  return {
    compared: {
      'acknowledgement.xml': { cameOut: reply.body, expected: folder.expected('acknowledgement.xml', reply.body) },
      ...kciFiles(folder, updates),
    },
    status: reply.status,
    acknowledgement: reply.body,
    tenant: reader.tenantOf(opened.account ?? ''),
    before,
    after: applied.problem,
    updates,
    again: applyArrival(supplier, applied, arrival).updates.map(({ draft }) => draft),
  };
}
