// What a supplier tells of a problem, in the gateway's words: always the whole report, never only the change.

import type { ProblemCode } from './kci.js';
import type { Timeslot } from './command.js';

/** Something a sent message changes, by which a later notification shows that the change took effect. */
export interface Mark {
  name: string;
  value: string;
}

export type SupplierState =
  | 'pending'
  | 'accepted'
  | 'open'
  | 'in-progress'
  | 'on-hold'
  | 'rejected'
  | 'resolved'
  | 're-opened'
  | 'closed'
  | 'cancelled'
  /** The report names no state. */
  | 'unsaid'
  /** The report names one nobody has documented; `stateText` holds it. */
  | 'unrecognised';

export type AppointmentEvent = 'noted' | 'confirmed' | 'failed' | 'cancelled' | 'completed' | 'missed' | 'unrecognised';

export interface AppointmentFact {
  event: AppointmentEvent;
  slot: Timeslot | undefined;
  /** What it means for the problem, where it is not good news. */
  problemCode: ProblemCode | undefined;
  supplierCodes: string[];
  /** The fact as a sentence. Two facts with the same sentence are the same fact. */
  sentence: string;
}

export interface Remark {
  text: string;
  by: 'buyer' | 'seller' | undefined;
  /** ISO 8601, as the supplier wrote it. */
  at: string | undefined;
}

export interface SupplierReport {
  messageId: string | undefined;
  /** ISO 8601 with zone; undefined where the supplier left it out. */
  sentAt: string | undefined;
  supplierReference: string | undefined;
  state: SupplierState;
  stateText: string | undefined;
  stateReason: string | undefined;
  appointments: AppointmentFact[];
  /** Every update of the report, oldest first. */
  updates: Remark[];
  comment: Remark | undefined;
  /** Other facts worth telling, each a sentence: late repairs, attachments, errors. */
  facts: string[];
  /** What the report now holds of the things a sent message can change. */
  shown: Mark[];
  resolutionCode: string;
}
