// The port through which every supplier is reached: what it offers, how it is asked, and how it tells.

import type { Command, ListAppointments, Operation, ReserveAppointment, Timeslot } from './command.js';
import type { Outcome } from './outcome.js';
import type { ServiceProblem } from './problem.js';
import type { Mark, SupplierReport } from './supplier-report.js';

/** A command with everything a message about it needs. */
export interface Question {
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
  problemHeld: boolean;
  /** The appointment the request names by its Fibre Cafe id, where it was reserved through this gateway. */
  reservation: Reservation | undefined;
  receivedAt: Date;
  now: Date;
}

/** An appointment reserved through this gateway. */
export interface Reservation {
  /** Fibre Cafe id of the appointment. */
  id: number;
  /** The supplier's key. */
  key: string;
  timeslot: Timeslot;
  /** ISO 8601; undefined where the supplier names no lapse. */
  lapsesAt: string | undefined;
}

/** Who asks for an appointment, and under which ids. */
export interface AppointmentCall {
  tenant: string;
  messageId: string;
  /** Echoed by the supplier; the conversation's id where it can be. */
  correlationId: string;
  now: Date;
}

export type Listed = { kind: 'slots'; slots: Timeslot[] } | { kind: 'outcome'; outcome: Outcome };
export type Reserved =
  { kind: 'reserved'; reservation: Omit<Reservation, 'id'> } | { kind: 'outcome'; outcome: Outcome };

/** A message ready to leave: already checked against the supplier's contract. */
export interface WrittenMessage {
  /** The supplier's own name of the message, for its address and for log lines. */
  name: string;
  body: string;
  marks: Mark[];
  /** A message the supplier should have before this one: what this one has no room for. */
  before: { name: string; body: string } | undefined;
}

/** A value that cannot be sent. `reasons` name the caller's field and the rule. */
export interface Unwritable {
  reasons: string[];
}

/** A notification as it arrived, before anything is believed of it. */
export interface Arrival {
  body: Buffer;
  contentType: string | undefined;
}

/** What was found when an arrived notification was opened just far enough to file and to answer it. */
export interface OpenedArrival {
  /** The supplier's name for the tenant it concerns (CityFibre: buyerIdentifier). */
  account: string | undefined;
  ourReference: string | undefined;
  messageId: string | undefined;
  /** Why it cannot be read, or undefined when it can. */
  unreadable: { kind: 'not-well-formed' | 'not-known'; why: string } | undefined;
}

export interface HttpReply {
  status: number;
  contentType: string;
  body: string;
}

/** How a supplier that notifies is understood and answered. Pure: the listener and the store are elsewhere. */
export interface NotificationReader {
  open(arrival: Arrival): OpenedArrival;
  /** The answer once the arrival is kept. `keptAt` is the time of the first arrival of these bytes. */
  acknowledge(arrival: Arrival, opened: OpenedArrival, keptAt: Date): HttpReply;
  read(arrival: Arrival, tenant: string): SupplierReport;
  /** The tenant an account belongs to. */
  tenantOf(account: string): string | undefined;
}

export interface Supplier {
  readonly id: string;
  /** Operations this supplier offers; any other is answered "not implemented" without asking it. */
  readonly operations: ReadonlySet<Operation>;
  readonly notifications: NotificationReader | undefined;
  accountOf(tenant: string): string;
  /** Pure translation. A value the supplier's contract cannot carry is refused here, before anything is sent. */
  write(question: Question): WrittenMessage | Unwritable;
  /** Sends once and says what came of it. Never throws for what the supplier or the network does. */
  send(question: Question, message: WrittenMessage): Promise<Outcome>;
  /** Asks the supplier to tell the problem's state again, by notification. False: not asked. */
  askForUpdate?(problem: ProblemAtSupplier): Promise<boolean>;
  /** True where the tenant's settings let service tests end UNAVAILABLE, because the supplier has none. */
  endsTestsUnavailable?(tenant: string): boolean;
  listAppointments?(call: AppointmentCall, wanted: ListAppointments): Promise<Listed>;
  reserveAppointment?(call: AppointmentCall, wanted: ReserveAppointment): Promise<Reserved>;
}

/** How a supplier knows a problem. */
export interface ProblemAtSupplier {
  tenant: string;
  ourReference: string;
  supplierReference: string;
  messageId: string;
  now: Date;
}
