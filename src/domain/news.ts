// What is new in a supplier's report, and what the customer is told of it: design tables as data.

import type { KciDraft, ProblemCode, ReasonCode, RequestLink, SupplierNote } from './kci.js';
import { FINAL_STATUSES, type ProblemStatus, type ServiceProblem } from './problem.js';
import type { Mark } from './supplier-report.js';
import type { AppointmentEvent, AppointmentFact, Remark, SupplierReport, SupplierState } from './supplier-report.js';

/** What the supplier has told of a problem so far: kept with the problem, so that nothing is told twice. */
export interface Told {
  state: SupplierState | undefined;
  /** `sentAt` of the report applied last, where it had one. */
  sentAt: string | undefined;
  /** Everything else told, one sentence each. */
  facts: string[];
  /** What the report applied last showed of the things our messages can change, and when it arrived. */
  shown: Mark[];
  shownAt: string | undefined;
}

export const NOTHING_TOLD: Told = { state: undefined, sentAt: undefined, facts: [], shown: [], shownAt: undefined };

export interface NewsInput {
  problem: ServiceProblem;
  told: Told;
  report: SupplierReport;
  /** Our undecided cancellation of this problem, if there is one. */
  cancellation: RequestLink | undefined;
  /** The reference a resolution gets, should this report resolve the problem. */
  resolutionReference: string;
  receivedAt: string;
}

export interface News {
  told: Told;
  problem: ServiceProblem;
  /** Undefined where nothing is new. */
  kci: KciDraft | undefined;
}

interface Row {
  status: ProblemStatus | undefined;
  reasonCode: ReasonCode;
  problemCode: ProblemCode | undefined;
}

const row = (status: ProblemStatus | undefined, reasonCode: ReasonCode, problemCode?: ProblemCode): Row => ({
  status,
  reasonCode,
  problemCode,
});

/** Nothing of the problem moves; what is new travels as notes. */
const ADDITIONAL = row(undefined, 'ADDITIONAL');

const BEFORE_ACKNOWLEDGEMENT: ReadonlySet<ProblemStatus> = new Set(['RECEIVED_BY_GATEWAY', 'SENT_TO_SUPPLIER']);
const WAITING: ReadonlySet<ProblemStatus> = new Set(['PENDING', 'HELD']);
const ENDS: ReadonlySet<SupplierState> = new Set(['resolved', 'closed', 'cancelled', 'rejected']);

const PROGRESS = (problem: ServiceProblem): Row =>
  row('IN_PROGRESS', WAITING.has(problem.status) ? 'RESUMED' : 'UPDATE');

/** A changed state of the supplier → status, reasonCode and problemCode. */
const STATE_ROWS: Record<SupplierState, (problem: ServiceProblem, cancellation: RequestLink | undefined) => Row> = {
  pending: () => ADDITIONAL,
  accepted: (problem) =>
    BEFORE_ACKNOWLEDGEMENT.has(problem.status) ? row('ACKNOWLEDGED', 'ACKNOWLEDGED') : ADDITIONAL,
  open: PROGRESS,
  'in-progress': PROGRESS,
  'on-hold': () => row('PENDING', 'INFORMATION_REQUIRED', 'INFORMATION_REQUIRED'),
  rejected: () => row('REJECTED', 'UPDATE', 'INVALID_REQUEST'),
  resolved: () => row('RESOLVED', 'UPDATE'),
  're-opened': () => row('IN_PROGRESS', 'UPDATE'),
  closed: (problem, cancellation) =>
    cancellation !== undefined && problem.status !== 'RESOLVED'
      ? row('CANCELLED', 'CANCELLED', 'NO_LONGER_REQUIRED')
      : row('COMPLETED', 'COMPLETED'),
  cancelled: (_problem, cancellation) =>
    row('CANCELLED', 'CANCELLED', cancellation === undefined ? 'OTHER' : 'NO_LONGER_REQUIRED'),
  unsaid: () => ADDITIONAL,
  unrecognised: () => ADDITIONAL,
};

/** A new fact about an appointment → the same. The most pressing of several decides. */
const APPOINTMENT_ROWS: Record<AppointmentEvent, (fact: AppointmentFact, slotChanged: boolean) => Row> = {
  missed: (fact) => row('PENDING', 'REAPPOINT', fact.problemCode),
  failed: (fact) => row('PENDING', 'REAPPOINT', fact.problemCode),
  cancelled: (fact) => row('PENDING', 'REAPPOINT', fact.problemCode),
  completed: (fact) => row('IN_PROGRESS', fact.problemCode === undefined ? 'UPDATE' : 'WARNING', fact.problemCode),
  confirmed: (_fact, slotChanged) => row('IN_PROGRESS', slotChanged ? 'REAPPOINTED' : 'UPDATE'),
  noted: () => ADDITIONAL,
  unrecognised: () => ADDITIONAL,
};
const MOST_PRESSING_FIRST = Object.keys(APPOINTMENT_ROWS) as AppointmentEvent[];

/** Reads a report against what was told before and says what is new. */
export function readNews(input: NewsInput): News {
  const { report, told } = input;
  const late = isLate(told, report);
  const stateChanged = !late && report.state !== 'unsaid' && report.state !== told.state;
  const appointments = report.appointments.filter((fact) => !told.facts.includes(fact.sentence));
  const notes = newNotes(input, appointments);
  const nextTold: Told = {
    state: stateChanged ? report.state : told.state,
    sentAt: late ? told.sentAt : (report.sentAt ?? told.sentAt),
    facts: [...new Set([...told.facts, ...notes.map((note) => note.key)])],
    shown: late ? told.shown : report.shown,
    shownAt: late ? told.shownAt : input.receivedAt,
  };
  const slot = late ? undefined : appointments.findLast((fact) => fact.slot !== undefined)?.slot;
  const problem = withReferenceAndSlot(input, slot);
  if (!isWorthTelling(input, stateChanged, appointments, notes)) return { told: nextTold, problem, kci: undefined };

  const decided = late || FINAL_STATUSES.has(problem.status) ? ADDITIONAL : decide(input, stateChanged, appointments);
  const moved = moveProblem(problem, decided, input);
  return {
    told: nextTold,
    problem: moved,
    kci: draft(input, decided, moved, { appointments, notes: notes.map(({ note }) => note) }),
  };
}

/** Late: both reports say when they were sent, and this one was sent before the one applied last. */
function isLate(told: Told, report: SupplierReport): boolean {
  if (told.sentAt === undefined || report.sentAt === undefined) return false;
  return Date.parse(report.sentAt) < Date.parse(told.sentAt);
}

/** The first "pending" only repeats the answer to the report: no news by itself. */
function isWorthTelling(
  input: NewsInput,
  stateChanged: boolean,
  appointments: AppointmentFact[],
  notes: NewNote[],
): boolean {
  const firstPending = input.report.state === 'pending' && input.told.state === undefined;
  return (stateChanged && !firstPending) || appointments.length > 0 || notes.length > 0;
}

function decide(input: NewsInput, stateChanged: boolean, appointments: AppointmentFact[]): Row {
  const { report, problem, cancellation } = input;
  const byState = stateChanged ? STATE_ROWS[report.state](problem, cancellation) : ADDITIONAL;
  if (stateChanged && (ENDS.has(report.state) || byState.reasonCode === 'ACKNOWLEDGED')) return byState;
  const pressing = MOST_PRESSING_FIRST.flatMap((event) => appointments.filter((fact) => fact.event === event))[0];
  if (pressing === undefined) return byState;
  const slotChanged =
    problem.appointmentTimeslot !== undefined &&
    pressing.slot !== undefined &&
    pressing.slot.timeslotStartDateTime !== problem.appointmentTimeslot.timeslotStartDateTime;
  const byAppointment = APPOINTMENT_ROWS[pressing.event](pressing, slotChanged);
  return byAppointment === ADDITIONAL || byAppointment.reasonCode === 'ADDITIONAL' ? byState : byAppointment;
}

function withReferenceAndSlot(
  { problem, report }: NewsInput,
  slot: ServiceProblem['appointmentTimeslot'],
): ServiceProblem {
  return {
    ...problem,
    supplierServiceProblemReference: report.supplierReference ?? problem.supplierServiceProblemReference,
    appointmentTimeslot: slot ?? problem.appointmentTimeslot,
  };
}

function moveProblem(problem: ServiceProblem, decided: Row, input: NewsInput): ServiceProblem {
  const moved = { ...problem, status: decided.status ?? problem.status };
  if (moved.status === 'RESOLVED' && problem.status !== 'RESOLVED') {
    moved.serviceProblemResolution = {
      supplierReference: input.resolutionReference,
      resolvedDate: input.report.sentAt ?? input.receivedAt,
      closedDate: undefined,
      resolutionDetails: {
        resolutionCode: input.report.resolutionCode,
        resolutionText: input.report.stateReason,
        supplierCodes: undefined,
      },
    };
  }
  if (moved.status === 'COMPLETED' && moved.serviceProblemResolution !== undefined) {
    moved.serviceProblemResolution = {
      ...moved.serviceProblemResolution,
      closedDate: input.report.sentAt ?? input.receivedAt,
    };
  }
  return moved;
}

/** Reasons whose KCI is of no use without a text (Fibre Cafe, reason codes and problem codes). */
const TEXT_WHEN_NOBODY_GAVE_ONE: Partial<Record<ProblemStatus, string>> = {
  PENDING: 'The supplier is waiting for the customer or the provider before it can go on.',
  CANCELLED: 'The supplier cancelled the problem.',
  REJECTED: 'The supplier rejected the problem without giving a reason.',
};

function draft(
  { report, cancellation, told }: NewsInput,
  decided: Row,
  problem: ServiceProblem,
  fresh: { appointments: AppointmentFact[]; notes: SupplierNote[] },
): KciDraft {
  const codes = new Set(fresh.appointments.flatMap((fact) => fact.supplierCodes));
  if (report.state === 'unrecognised' && report.stateText !== undefined) codes.add(report.stateText);
  const wasNew = report.updates.filter((update) => !told.facts.includes(remarkKey(update)));
  const newest = (wasNew.length > 0 ? wasNew : report.updates).findLast((update) => update.by !== 'buyer')?.text;
  const appointment = fresh.appointments.at(-1)?.sentence;
  const text =
    decided.reasonCode === 'INFORMATION_REQUIRED'
      ? newest
      : decided.reasonCode === 'REAPPOINT' || decided.reasonCode === 'WARNING'
        ? (appointment ?? newest)
        : report.stateReason;
  const needsText = decided.problemCode !== undefined;
  return {
    reasonCode: decided.reasonCode,
    problemCode: decided.problemCode,
    text: text ?? (needsText ? (newest ?? TEXT_WHEN_NOBODY_GAVE_ONE[problem.status]) : undefined),
    supplierCodes: [...codes],
    supplierNotes: fresh.notes,
    link: decided.status === 'CANCELLED' ? cancellation : undefined,
    problem,
  };
}

/** A note and the key by which it is known to have been told. */
interface NewNote {
  key: string;
  note: SupplierNote;
}

/** Everything new that is not the state itself: updates, a seller's comment, unforeseen states, facts, appointments. */
function newNotes({ report, told, receivedAt }: NewsInput, appointments: AppointmentFact[]): NewNote[] {
  // A buyer's comment is our own request coming back.
  const remarks = report.comment?.by === 'buyer' ? report.updates : [...report.updates, report.comment];
  const unforeseen =
    report.state === 'unrecognised' ? [`The supplier reports the state "${report.stateText ?? ''}".`] : [];
  const fact = (type: string) => (note: string) => ({ key: note, note: { note, type, created: receivedAt } });
  const notes = [
    ...remarks.filter((remark) => remark !== undefined).map((remark) => newRemark(remark, receivedAt)),
    ...[...unforeseen, ...report.facts].map(fact('Supplier Information')),
  ].filter(({ key }) => !told.facts.includes(key));
  return [...notes, ...appointments.map(({ sentence }) => fact('Appointment')(sentence))];
}

function newRemark(remark: Remark, receivedAt: string): NewNote {
  const type = remark.by === 'buyer' ? 'Provider Update' : 'Supplier Update';
  return { key: remarkKey(remark), note: { note: remark.text, type, created: remark.at ?? receivedAt } };
}

/** Updates and comments are the same when author, time and text are. */
function remarkKey(remark: Remark): string {
  return `${remark.by ?? ''} ${remark.at ?? ''} ${remark.text}`;
}
