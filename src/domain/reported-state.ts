// What the platform was reported last of a supplier's reports, thing by thing: stored with the problem.

import type { AppointmentFact, Effect, SupplierState } from './report.js';

/** An effect, and since when reports have shown it without a break: ISO 8601, by our clock. */
export interface ObservedEffect extends Effect {
  since: string;
}

export interface ReportedState {
  /** The state reported last of those that counted for the problem, and the supplier's word where we do not know it. */
  state: SupplierState | undefined;
  stateText?: string | undefined;
  /** A late state that was reported after `state` and did not count for the problem. */
  late?: { state: SupplierState; stateText: string | undefined; sentAt: string | undefined } | undefined;
  /** `sentAt` of the newest report, never later than its receipt. */
  sentAt: string | undefined;
  /** The number of the newest report, where the supplier numbers them. */
  reportNumber?: number | undefined;
  /** When the newest re-opening was sent, and its number. */
  reopenedAt?: string | undefined;
  reopenedNumber?: number | undefined;
  /** Single things, each with its value as reported last: the reason, the comment, each finding, each other fact. */
  things: Record<string, string>;
  /** By the key of an appointment: its facts as reported last. */
  appointments: Record<string, AppointmentFact[]>;
  /** What late reports said of appointments since the last report that counted: sentences, reported without effect. */
  lateAppointments?: string[] | undefined;
  /** Updates of the supplier's list: each is reported once. */
  remarks: string[];
  /** Keys of the lost appointments that the problem is PENDING for. */
  blockedBy: string[];
  /** What the newest report showed of the things our messages can change, and when it arrived. */
  observedEffects: ObservedEffect[];
  observedAt: string | undefined;
  /** When the supplier was last due to be asked for the present state, because a report was late. */
  reconcileAt?: string | undefined;
}

export const NOTHING_REPORTED: ReportedState = {
  state: undefined,
  sentAt: undefined,
  things: {},
  appointments: {},
  remarks: [],
  blockedBy: [],
  observedEffects: [],
  observedAt: undefined,
};
