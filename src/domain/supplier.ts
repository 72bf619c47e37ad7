// The port through which every supplier is reached: what it offers, how it is asked, and how it tells.

import type { Command, Operation } from './command.js';
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
  receivedAt: Date;
  now: Date;
}

/** A message ready to leave: already checked against the supplier's contract. */
export interface WrittenMessage {
  /** The supplier's own name of the message, for its address and for log lines. */
  name: string;
  body: string;
  marks: Mark[];
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
}
