// What is new in a supplier's report, and what the customer is told of it: design tables as data.

import type { UpdateDraft, ProblemCode, ReasonCode, RequestLink } from './update.js';
import { newNotes, type NewNote, reasonSentence, remarkKey } from './notes.js';
import { FINAL_STATUSES, type ProblemStatus, type Resolution, type ServiceProblem } from './problem.js';
import type { Effect } from './report.js';
import type { AppointmentEvent, AppointmentFact, Remark, SupplierReport, SupplierState } from './report.js';

/** What the supplier has told of a problem so far: kept with the problem, so that nothing is told twice. */
export interface ReportedState {
  state: SupplierState | undefined;
  /** `sentAt` of the report applied last, where it had one. */
  sentAt: string | undefined;
  /** Its number at the supplier, where it had one. */
  reportNumber?: number | undefined;
  /** Everything else told, one sentence each. */
  facts: string[];
  /** What the report applied last showed of the things our messages can change, and when it arrived. */
  observedEffects: Effect[];
  observedAt: string | undefined;
}

export const NOTHING_REPORTED: ReportedState = {
  state: undefined,
  sentAt: undefined,
  facts: [],
  observedEffects: [],
  observedAt: undefined,
};

export interface ReportDiffInput {
  problem: ServiceProblem;
  reported: ReportedState;
  report: SupplierReport;
  /** Our undecided cancellation of this problem, if there is one. */
  cancellation: RequestLink | undefined;
  /** The reference a resolution gets, should this report resolve the problem. */
  resolutionReference: string;
  receivedAt: string;
}

export interface ReportDiff {
  reported: ReportedState;
  problem: ServiceProblem;
  /** Undefined where nothing is new. */
  kci: UpdateDraft | undefined;
}

interface Row {
  /** Undefined: the problem does not move. */
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

/** What of a report was not told before. */
interface Difference {
  late: boolean;
  stateChanged: boolean;
  appointments: AppointmentFact[];
  notes: NewNote[];
}

/** Reads a report against what was told before and says what is new. */
export function diffReport(input: ReportDiffInput): ReportDiff {
  const fresh = differenceOf(input);
  const reported = reportedAfter(input, fresh);
  const problem = withReferenceAndSlot(input, fresh);
  if (!isReportable(input, fresh)) return { reported, problem, kci: undefined };
  const row = fresh.late || FINAL_STATUSES.has(problem.status) ? ADDITIONAL : decide(input, fresh);
  const moved = moveProblem(problem, row, input);
  return { reported, problem: moved, kci: draft(input, fresh, row, moved) };
}

function differenceOf(input: ReportDiffInput): Difference {
  const { report, reported } = input;
  const late = isLate(reported, report);
  const appointments = report.appointments.filter((fact) => !reported.facts.includes(fact.sentence));
  return {
    late,
    stateChanged: !late && report.state !== 'unsaid' && report.state !== reported.state,
    appointments,
    notes: newNotes(input, reported.facts, appointments),
  };
}

function reportedAfter(
  { reported, report, receivedAt }: ReportDiffInput,
  { late, stateChanged, notes }: Difference,
): ReportedState {
  // Our own words are known too: they are no news when they come back after we have said something else.
  const echoes = report.findings.filter(({ ours }) => ours).map(({ sentence }) => sentence);
  const facts = [...new Set([...reported.facts, ...echoes, ...notes.map(({ key }) => key)])];
  if (late) return { ...reported, facts };
  return {
    state: stateChanged ? report.state : reported.state,
    sentAt: report.sentAt ?? reported.sentAt,
    reportNumber: report.reportNumber ?? reported.reportNumber,
    facts,
    observedEffects: report.observedEffects,
    observedAt: receivedAt,
  };
}

/** Late: both reports say when they were sent, and this one was sent before the one applied last. Numbers say it better. */
function isLate(reported: ReportedState, report: SupplierReport): boolean {
  if (report.reportNumber !== undefined) return report.reportNumber < (reported.reportNumber ?? report.reportNumber);
  if (reported.sentAt === undefined || report.sentAt === undefined) return false;
  return Date.parse(report.sentAt) < Date.parse(reported.sentAt);
}

/** The first "pending" only repeats the answer to the report: no news by itself. */
function isReportable(
  { report, reported }: ReportDiffInput,
  { stateChanged, appointments, notes }: Difference,
): boolean {
  const firstPending = report.state === 'pending' && reported.state === undefined;
  return (stateChanged && !firstPending) || appointments.length > 0 || notes.length > 0;
}

/** An end or the acknowledgement decides; else the most pressing appointment; else the state. */
function decide({ report, problem, cancellation }: ReportDiffInput, { stateChanged, appointments }: Difference): Row {
  const byState = stateChanged ? STATE_ROWS[report.state](problem, cancellation) : ADDITIONAL;
  if (stateChanged && (ENDS.has(report.state) || byState.reasonCode === 'ACKNOWLEDGED')) return byState;
  const pressing = mostPressing(appointments);
  if (pressing === undefined) return byState;
  const byAppointment = APPOINTMENT_ROWS[pressing.event](pressing, changesSlot(problem, pressing));
  return byAppointment === ADDITIONAL ? byState : byAppointment;
}

function mostPressing(appointments: AppointmentFact[]): AppointmentFact | undefined {
  return MOST_PRESSING_FIRST.flatMap((event) => appointments.filter((fact) => fact.event === event))[0];
}

function changesSlot({ appointmentTimeslot: before }: ServiceProblem, { slot: after }: AppointmentFact): boolean {
  if (before === undefined || after === undefined) return false;
  const ends = ['timeslotStartDateTime', 'timeslotEndDateTime'] as const;
  return ends.some((end) => Date.parse(after[end]) !== Date.parse(before[end]));
}

function withReferenceAndSlot(
  { problem, report }: ReportDiffInput,
  { late, appointments }: Difference,
): ServiceProblem {
  const named = late
    ? undefined
    : appointments.findLast((fact) => fact.slot !== undefined || fact.slotUnreadable === true);
  return {
    ...problem,
    supplierServiceProblemReference: report.supplierReference ?? problem.supplierServiceProblemReference,
    appointmentTimeslot: named === undefined ? problem.appointmentTimeslot : named.slot,
  };
}

function moveProblem(
  problem: ServiceProblem,
  { status = problem.status }: Row,
  input: ReportDiffInput,
): ServiceProblem {
  return { ...problem, status, serviceProblemResolution: resolutionAfter(problem, status, input) };
}

/** A resolution comes with RESOLVED, is dated when it closes, and is gone when the problem is worked on again. */
function resolutionAfter(
  problem: ServiceProblem,
  status: ProblemStatus,
  input: ReportDiffInput,
): Resolution | undefined {
  const { serviceProblemResolution: before } = problem;
  const at = input.report.sentAt ?? input.receivedAt;
  if (status === 'RESOLVED' && problem.status !== 'RESOLVED') {
    const { resolutionCode, stateReason: resolutionText, appointments } = input.report;
    const codes = appointments.filter(({ event }) => event === 'completed').flatMap((visit) => visit.supplierCodes);
    const supplierCodes = codes.length === 0 ? undefined : [...new Set(codes)];
    return {
      supplierReference: input.resolutionReference,
      resolvedDate: at,
      closedDate: undefined,
      resolutionDetails: { resolutionCode, resolutionText, supplierCodes },
    };
  }
  if (status === 'COMPLETED')
    return before === undefined ? undefined : { ...before, closedDate: before.closedDate ?? at };
  return status === 'RESOLVED' ? before : undefined;
}

/** Reasons whose KCI is of no use without a text (Supplier Updates API 1.8, reason codes). */
const TEXT_WHEN_NOBODY_GAVE_ONE: Partial<Record<ProblemStatus, string>> = {
  PENDING: 'The supplier is waiting for the customer or the provider before it can go on.',
  CANCELLED: 'The supplier cancelled the problem.',
  REJECTED: 'The supplier rejected the problem without giving a reason.',
};

function draft(input: ReportDiffInput, fresh: Difference, row: Row, problem: ServiceProblem): UpdateDraft {
  const text = textOf(input, fresh, row, problem);
  // The reason of the state is the text already, wherever nothing more pressing is.
  const saidAsText = text === input.report.stateReason ? reasonSentence(input.report) : undefined;
  return {
    reasonCode: row.reasonCode,
    problemCode: row.problemCode,
    text,
    supplierCodes: supplierCodes(input.report, fresh, row),
    supplierNotes: fresh.notes.filter(({ key }) => key !== saidAsText).map(({ note }) => note),
    link: row.status === 'CANCELLED' ? input.cancellation : undefined,
    problem,
  };
}

function textOf({ report }: ReportDiffInput, fresh: Difference, row: Row, problem: ServiceProblem): string | undefined {
  const newest = newestRemark(report.updates, fresh.notes);
  const visit = mostPressing(fresh.appointments)?.sentence;
  const byReason: Partial<Record<ReasonCode, string | undefined>> = {
    INFORMATION_REQUIRED: newest,
    REAPPOINT: visit ?? newest,
    WARNING: visit ?? newest,
  };
  const text = byReason[row.reasonCode] ?? report.stateReason;
  if (text !== undefined || row.problemCode === undefined) return text;
  return newest ?? TEXT_WHEN_NOBODY_GAVE_ONE[problem.status];
}

/** The newest thing the supplier itself said, among what is new if anything is. */
function newestRemark(updates: Remark[], notes: NewNote[]): string | undefined {
  const keys = new Set(notes.map(({ key }) => key));
  const fresh = updates.filter((update) => keys.has(remarkKey(update)));
  return (fresh.length > 0 ? fresh : updates).findLast(({ by }) => by !== 'buyer')?.text;
}

/** A changed state that moves nothing is told in the supplier's own word: nothing else of the KCI would show it. */
function supplierCodes({ state, stateText }: SupplierReport, fresh: Difference, row: Row): string[] {
  const untold = state === 'unrecognised' || (fresh.stateChanged && row.status === undefined);
  const word = untold && stateText !== undefined ? [stateText] : [];
  return [...new Set([...fresh.appointments.flatMap((fact) => fact.supplierCodes), ...word])];
}
