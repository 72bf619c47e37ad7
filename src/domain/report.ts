// What a supplier tells of a problem, in the gateway's words: always the whole report, never only the change.

import type { ProblemCode } from './update.js';
import type { Timeslot } from './request.js';

/** The name of the effect that is a remark of ours: something said once, not a value that stays. */
export const COMMENT_EFFECT = 'comment';
/** The name under which a report shows a remark of ours that the supplier entered in its own list. */
export const ENTERED_EFFECT = 'entered remark';

/** Something a sent message changes, by which a later notification shows that the change took effect. */
export interface Effect {
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
  /** It names a date or a time that nobody can read: the slot is not known, and no earlier one stands in for it. */
  slotUnreadable?: true;
  /** What it means for the problem, where it is not good news. */
  problemCode: ProblemCode | undefined;
  supplierCodes: string[];
  /** What tells the appointment from others, as the supplier names it; undefined: the supplier names none. */
  key?: string | undefined;
  /** The fact as a sentence. Two facts of one appointment with the same sentence are the same fact. */
  sentence: string;
}

export interface Remark {
  text: string;
  by: 'buyer' | 'seller' | undefined;
  /** ISO 8601, as the supplier wrote it. */
  at: string | undefined;
  /** True where it is our own message, entered by the supplier. */
  ours?: boolean;
}

/** A fact worth reporting beside the state: `thing` names it, so that a change of it is known as one. */
export interface Fact {
  thing: string;
  sentence: string;
}

/** Something a report says that may be our own words coming back: told only where it is not, and then once. */
export interface Finding extends Effect {
  sentence: string;
  ours: boolean;
}

export type DriftKind =
  | 'unknown-element'
  | 'missing-element'
  | 'repeated-element'
  /** A listed code, written otherwise: capitals, a blank for a hyphen. */
  | 'other-spelling'
  | 'unknown-value'
  /** A value that breaks its type or its limit. */
  | 'bad-value'
  /** A reference that is none: blank, or the supplier's printed placeholder. */
  | 'placeholder';

/** Where a message is not as its contract says, by the supplier's own names. Recorded, never a reason to refuse. */
export interface DriftNote {
  /** The kind of message, by what it tells. */
  event: string;
  kind: DriftKind;
  element: string;
}

export interface SupplierReport {
  messageId: string | undefined;
  /** ISO 8601 with zone; undefined where the supplier left it out. */
  sentAt: string | undefined;
  /** The supplier's own number of the report, ascending within a problem. Where there is one, it alone says what is late. */
  reportNumber?: number;
  supplierReference: string | undefined;
  state: SupplierState;
  stateText: string | undefined;
  stateReason: string | undefined;
  appointments: AppointmentFact[];
  /** Every update of the report, oldest first. */
  updates: Remark[];
  comment: Remark | undefined;
  /** Late repairs, attachments, errors. */
  facts: Fact[];
  findings: Finding[];
  /** What the report now holds of the things a sent message can change. */
  observedEffects: Effect[];
  resolutionCode: string;
  /** True where the supplier sends the report to say that an amendment took effect. */
  confirmsAmendment?: boolean;
  drift: DriftNote[];
}
