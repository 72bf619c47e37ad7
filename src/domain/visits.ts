// Appointments judged by key: which are new, which stand, which are lost, and what that means for the problem.

import type { AppointmentFact } from './report.js';
import type { ReportedState } from './reported-state.js';
import type { ServiceProblem } from './problem.js';
import { row, type ReportRow } from './report-rows.js';
import type { Timeslot } from './request.js';

export interface Visits {
  /** Facts that differ from what was reported last of their appointments. */
  fresh: AppointmentFact[];
  /** The appointment that stands: neither lost nor over. */
  standing: AppointmentFact | undefined;
  /** Facts that an appointment is lost and the customer needs another. */
  lost: AppointmentFact[];
}

/** The most pressing first. */
const LOST = ['missed', 'failed', 'cancelled', 'completed'] as const;

/** "Failed to attend" closes a visit that never was: the customer needs another. */
function isLost({ event, problemCode }: AppointmentFact): boolean {
  if (event === 'completed') return problemCode === 'UNABLE_TO_ATTEND';
  return LOST.some((lost) => lost === event);
}

export function judgeVisits(
  shown: AppointmentFact[],
  { reported, isOverruled }: { reported: ReportedState; isOverruled: boolean },
  { appointmentTimeslot }: ServiceProblem,
): Visits {
  const facts = withKnown(shown, reported);
  const late = isOverruled ? (reported.lateAppointments ?? []) : [];
  const isKnown = (fact: AppointmentFact): boolean =>
    late.includes(fact.sentence) || reportedOf(fact, reported).some(({ sentence }) => sentence === fact.sentence);
  const fresh = facts.filter((fact) => !isKnown(fact));
  const lost = facts.filter(isLost);
  const ended = facts.filter((fact) => isLost(fact) || fact.event === 'completed');
  const standing = facts.filter(
    (fact) => (fact.event === 'confirmed' || fact.event === 'noted') && !ended.some((end) => isSameVisit(end, fact)),
  );
  const known = standing.find(({ slot }) => isSameSlot(slot, appointmentTimeslot));
  const chosen = standing.findLast((fact) => fresh.includes(fact)) ?? known ?? standing.at(-1);
  return { fresh, standing: chosen, lost: inOrder(lost) };
}

function reportedOf(fact: AppointmentFact, { appointments }: ReportedState): AppointmentFact[] {
  return appointments[keyOf(fact)] ?? [];
}

/** A listing by key and slot alone says nothing of what became of the appointment: what was reported of it still holds. */
function withKnown(facts: AppointmentFact[], reported: ReportedState): AppointmentFact[] {
  return facts.map((fact) => {
    if (fact.event !== 'noted' || fact.key === undefined) return fact;
    return reportedOf(fact, reported).findLast((known) => !isOtherSlot(known.slot, fact.slot)) ?? fact;
  });
}

function inOrder(lost: AppointmentFact[]): AppointmentFact[] {
  return LOST.flatMap((event) => lost.filter((fact) => fact.event === event));
}

/** Undefined: the appointments decide nothing. `isOnHold`: the work waits for something else too. */
export function visitRow(
  { fresh, standing, lost }: Visits,
  { appointmentTimeslot }: ServiceProblem,
  isOnHold: boolean,
): ReportRow | undefined {
  const working = isOnHold ? undefined : 'IN_PROGRESS';
  const newlyLost = lost.find((fact) => fresh.includes(fact));
  if (newlyLost !== undefined && standing === undefined) return row('PENDING', 'REAPPOINT', newlyLost.problemCode);
  const changesSlot = standing !== undefined && isOtherSlot(standing.slot, appointmentTimeslot);
  const isFresh = standing !== undefined && fresh.includes(standing);
  if (newlyLost !== undefined) return row(working, isFresh || changesSlot ? 'REAPPOINTED' : 'UPDATE');
  const completed = fresh.find(({ event }) => event === 'completed');
  if (completed !== undefined) {
    return row(working, completed.problemCode === undefined ? 'UPDATE' : 'WARNING', completed.problemCode);
  }
  return isFresh ? standingRow(standing, working, changesSlot) : undefined;
}

/** An appointment that is only noted again, in the slot that is known, changes nothing. */
function standingRow(
  { event }: AppointmentFact,
  working: ReportRow['status'],
  changesSlot: boolean,
): ReportRow | undefined {
  if (changesSlot) return row(working, 'REAPPOINTED');
  return event === 'confirmed' ? row(working, 'UPDATE') : undefined;
}

/** The most pressing of what is new, as the text of its update. */
export function visitText({ fresh, lost }: Visits): string | undefined {
  const pressing = lost.find((fact) => fresh.includes(fact)) ?? fresh.find(({ event }) => event === 'completed');
  return (pressing ?? lost[0])?.sentence;
}

/** Keys of the lost appointments for which the problem waits after a report. */
export function blockedAfter({ fresh, standing, lost }: Visits, { blockedBy }: ReportedState): string[] {
  const isVisited =
    fresh.some((fact) => fact.event === 'completed' && !isLost(fact)) && !lost.some((fact) => fresh.includes(fact));
  if (standing !== undefined || isVisited) return [];
  const blocking = lost.filter((fact) => fresh.includes(fact) || blockedBy.includes(keyOf(fact)));
  return [...new Set(blocking.map(keyOf))];
}

/**
 * What a report shows of an appointment takes the place of all that was reported of it. A late report leaves that to the
 * report that settles it.
 */
export function rememberedVisits(
  facts: AppointmentFact[],
  reported: ReportedState,
  isOverruled: boolean,
): Pick<ReportedState, 'appointments' | 'lateAppointments'> {
  if (isOverruled) {
    const late = [...(reported.lateAppointments ?? []), ...facts.map(({ sentence }) => sentence)];
    return { appointments: reported.appointments, lateAppointments: [...new Set(late)] };
  }
  const shown: ReportedState['appointments'] = {};
  for (const fact of withKnown(facts, reported)) shown[keyOf(fact)] = [...(shown[keyOf(fact)] ?? []), fact];
  return { appointments: { ...reported.appointments, ...shown }, lateAppointments: undefined };
}

/** The slot after a report: of the appointment that stands, else of the newest lost one, else as before. */
export function slotAfter({ fresh, standing, lost }: Visits, before: Timeslot | undefined): Timeslot | undefined {
  if (standing === undefined) {
    const named = fresh.findLast(({ slot, slotUnreadable }) => slot !== undefined || slotUnreadable === true);
    return named === undefined ? before : named.slot;
  }
  const isGone = standing.slotUnreadable === true || lost.some(({ slot }) => isSameSlot(slot, before));
  return standing.slot ?? (isGone ? undefined : before);
}

function keyOf({ key = '' }: AppointmentFact): string {
  return key;
}

function isSameVisit(one: AppointmentFact, other: AppointmentFact): boolean {
  if (one.key !== undefined && other.key !== undefined && one.key !== other.key) return false;
  return !isOtherSlot(one.slot, other.slot);
}

function isSameSlot(one: Timeslot | undefined, other: Timeslot | undefined): boolean {
  return one !== undefined && other !== undefined && !isOtherSlot(one, other);
}

function isOtherSlot(one: Timeslot | undefined, other: Timeslot | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const ends = ['timeslotStartDateTime', 'timeslotEndDateTime'] as const;
  return ends.some((end) => Date.parse(one[end]) !== Date.parse(other[end]));
}
