// The port through which every supplier is reached: what it offers, how it is asked, and how it tells.

import type { Command, ListAppointments, Operation, ReserveAppointment, TestService, Timeslot } from '../request.js';
import type { Outcome } from '../outcome.js';
import type { ServiceProblem } from '../problem.js';
import type { Effect, SupplierReport } from '../report.js';

/** A command with everything a message about it needs. */
export interface SupplierRequest {
  tenant: string;
  command: Command;
  /** Our reference of the command, as told north. */
  reference: string;
  /** UUID kept with the command: the same on every attempt. */
  messageId: string;
  ourReference: string;
  /** The supplier's reference of the problem: learnt from the supplier, else as the caller gave it, unverified. */
  supplierReference: string | undefined;
  /** The problem before the command. */
  problem: ServiceProblem;
  /** False where the problem was reported before this gateway was in between, so that its details are not known. */
  problemKnown: boolean;
  /** The appointment the request names by the platform's id of it, where it was reserved through this gateway. */
  reservation: Reservation | undefined;
  /** What the supplier answered to the preparations of this command so far, by their names. Nothing for most suppliers. */
  stepResults?: Readonly<Record<string, unknown>>;
  receivedAt: Date;
  now: Date;
}

/** A call whose answer the message itself needs: made before it, one after another, each answer kept before the next. */
export interface Preparation {
  /** Under which its answer is kept. */
  name: string;
  /** False where asking twice may do something twice: a lost answer then leaves the whole request unknown. */
  repeatable: boolean;
  run(): Promise<Prepared>;
}

export type Prepared = { kind: 'learnt'; answer: unknown } | { kind: 'outcome'; outcome: Outcome };

/** An appointment reserved through this gateway. */
export interface Reservation {
  /** The platform's id of the appointment. */
  id: number;
  /** The supplier's key. */
  key: string;
  timeslot: Timeslot;
  /** ISO 8601; undefined where the supplier names no lapse. */
  lapsesAt: string | undefined;
  /** The platform's id of another unfinished problem that has this appointment. */
  usedBy?: number | undefined;
  /** True where the problem of the request named it before. */
  isBooked?: boolean;
}

/** Who asks for an appointment or a test, and under which ids. */
export interface AppointmentCall {
  tenant: string;
  messageId: string;
  /** The platform's conversation: at most 200 printable characters. */
  conversationId: string;
  now: Date;
}

export type Listed = { kind: 'slots'; slots: Timeslot[] } | { kind: 'outcome'; outcome: Outcome };
export type Reserved =
  { kind: 'reserved'; reservation: Omit<Reservation, 'id'> } | { kind: 'outcome'; outcome: Outcome };

/** What the platform lets a service test end with: GREEN and FAILED do not permit raising a problem. */
export const TEST_RESULTS = ['GREEN', 'AMBER', 'RED', 'FAILED', 'UNAVAILABLE'] as const;

/** The result of a service test, as it is told north. */
export interface TestResult {
  testResult: (typeof TEST_RESULTS)[number];
  description: string;
  supplierCodes: string[];
}
export type Tested = { kind: 'tested'; result: TestResult } | { kind: 'outcome'; outcome: Outcome };

/** A message ready to leave: already checked against the supplier's contract. */
export interface WrittenMessage {
  /** The supplier's own name of the message, for its address and for log lines. */
  name: string;
  body: string;
  expectedEffects: Effect[];
  /** A message the supplier should have before this one: what this one has no room for. */
  before: { name: string; body: string } | undefined;
}

/** A value that cannot be sent. `reasons` name the caller's field and the rule. */
export interface Unwritable {
  reasons: string[];
}

/** A notification as it arrived, before anything is believed of it. */
export interface RawNotification {
  /** The path on which it came, where it came by HTTP: a supplier may name the event there. */
  path?: string | undefined;
  body: Buffer;
  /** What the same bytes have alike, where whoever keeps them has worked it out. */
  digest?: string | undefined;
  contentType: string | undefined;
}

/** What was found when an arrived notification was opened just far enough to file and to answer it. */
export interface NotificationEnvelope {
  /** The supplier's name for the tenant it concerns. */
  account: string | undefined;
  ourReference: string | undefined;
  messageId: string | undefined;
  /** Why it cannot be read, or undefined when it can. */
  unreadable: { kind: 'not-well-formed' | 'not-known' | 'header-not-understood'; why: string } | undefined;
}

export interface HttpReply {
  status: number;
  contentType: string;
  body: string;
}

/** How what a supplier tells is understood. Pure: the listener, the poll and the store are elsewhere. */
export interface ReportReader {
  open(arrival: RawNotification): NotificationEnvelope;
  read(arrival: RawNotification, tenant: string): SupplierReport;
  /** The tenant an account belongs to. */
  tenantOf(account: string): string | undefined;
}

/** How a supplier that notifies is understood and answered. */
export interface NotificationReader extends ReportReader {
  /** Root of the callback addresses; any path below it is accepted. */
  readonly root: string;
  /** The answer once the arrival is kept. `keptAt` is the time of the first arrival of these bytes. */
  acknowledge(arrival: RawNotification, opened: NotificationEnvelope, keptAt: Date): HttpReply;
}

/** How a supplier that cannot notify is asked what is new, and how its answers are understood. */
export interface Poll extends ReportReader {
  /** Everything the supplier now tells of a problem, oldest first. The same news is the same bytes every time. */
  fetch(problem: ProblemAtSupplier): Promise<Fetched>;
  /** How often a problem is looked at: while there is news, and at most as seldom as this. Milliseconds. */
  pace(tenant: string): { busyMs: number; quietMs: number };
}

export type Fetched =
  | { kind: 'told'; arrivals: RawNotification[] }
  /** Nothing could be read this time. `credentials` asks for an alarm, because only a person can mend them. */
  | { kind: 'not-told'; why: string; credentials: boolean; retryAfterMs: number | undefined };

export interface Supplier {
  readonly id: string;
  /** Operations this supplier offers; any other is answered "not implemented" without asking it. */
  readonly operations: ReadonlySet<Operation>;
  readonly notifications: NotificationReader | undefined;
  /** Where the supplier cannot notify: how it is asked what is new. */
  readonly poll?: Poll;
  /** Milliseconds after which the supplier closes a resolved problem by itself. Left out: it never does. */
  readonly closesAfterSilenceMs?: number;
  /** Milliseconds after which an unanswered cancellation needs a person. Left out: 24 hours. */
  readonly cancellationDecisionMs?: number;
  accountOf(tenant: string): string;
  /** The next call to make before `write`; undefined when nothing more is needed. What can be refused already, is. */
  prepare?(question: SupplierRequest): Preparation | Unwritable | undefined;
  /** Pure translation. A value the supplier's contract cannot carry is refused here, before anything is sent. */
  write(question: SupplierRequest): WrittenMessage | Unwritable;
  /** What our messages say of a problem as it stands now: the same coming back is no news. */
  ownWording?(problem: ServiceProblem): Effect[];
  /** Sends once and says what came of it. Never throws for what the supplier or the network does. */
  send(question: SupplierRequest, message: WrittenMessage): Promise<Outcome>;
  /** Asks the supplier to tell the problem's state again, by notification. False: not asked. */
  requestUpdate?(problem: ProblemAtSupplier): Promise<boolean>;
  /** True where the tenant's settings let service tests end UNAVAILABLE, because the supplier has none. */
  endsTestsUnavailable?(tenant: string): boolean;
  /** Tests a service. Asked once; the result is told by KCI. */
  testService?(call: AppointmentCall, wanted: TestService): Promise<Tested>;
  listAppointments?(call: AppointmentCall, wanted: ListAppointments): Promise<Listed>;
  reserveAppointment?(call: AppointmentCall, wanted: ReserveAppointment): Promise<Reserved>;
  /** A message between this supplier and us without what is personal in it. Left out: such messages are withheld whole. */
  redact?(text: string): string;
}

/** How a supplier knows a problem. */
export interface ProblemAtSupplier {
  tenant: string;
  ourReference: string;
  supplierReference: string;
  messageId: string;
  now: Date;
}
