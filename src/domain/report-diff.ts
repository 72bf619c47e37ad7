// What of a supplier's report differs from what was reported last, thing by thing, and what follows for the problem.

import { observedBy } from './evidence.js';
import { later, reconcileAfter } from './lateness.js';
import { remembered } from './notes.js';
import { BEFORE_ACKNOWLEDGEMENT, FINAL_STATUSES, type ServiceProblem } from './problem.js';
import { type Difference, differenceOf, type ReportDiffInput } from './difference.js';
import { draftUpdate, reportRowsOf } from './report-decision.js';
import { ADDITIONAL, type ReportRow } from './report-rows.js';
import type { ReportedState } from './reported-state.js';
import { resolutionAfter } from './resolution.js';
import type { UpdateDraft } from './update.js';
import { rememberedVisits, slotAfter } from './visits.js';

export interface ReportDiff {
  reported: ReportedState;
  problem: ServiceProblem;
  /** Empty where nothing is new. */
  kcis: UpdateDraft[];
  /** When to ask the supplier for the present state, because this report was late. ISO 8601. */
  reconcileAt: string | undefined;
}

/** Reads a report against what was reported last. */
export function diffReport(input: ReportDiffInput): ReportDiff {
  const difference = differenceOf(input);
  const rows = reportRowsOf(input, difference);
  const problems = rows.map((row) => problemAfter(input, difference, row));
  const problem = problems.at(-1) ?? problemAfter(input, difference, ADDITIONAL);
  // Only the platform sets the states before the acknowledgement: what is new is reported with the first state after them.
  const waits = rows.length > 0 && BEFORE_ACKNOWLEDGEMENT.has(problem.status);
  const reconcileAt = isDoubtful(input, difference) ? reconcileAfter(input.receivedAt, input.reported) : undefined;
  const reported = waits ? withoutNews(input, difference) : reportedAfter(input, difference, problem);
  return {
    reported: { ...reported, reconcileAt: reconcileAt ?? reported.reconcileAt },
    problem,
    kcis: waits
      ? []
      : rows.map((row, at) =>
          draftUpdate(input, difference, { row, part: partOf(rows, at), problem: problems[at] ?? problem }),
        ),
    reconcileAt,
  };
}

/** Of two updates about one report, the first gives what is new beside the appointments, the second those. */
function partOf(rows: ReportRow[], at: number): 'all' | 'things' | 'visits' {
  if (rows.length === 1) return 'all';
  return at === 0 ? 'things' : 'visits';
}

/** A newer report said otherwise, so one of the two is wrong about the present. */
function isDoubtful({ problem }: ReportDiffInput, { lateness, stateOverruled, visits }: Difference): boolean {
  return lateness.isOverruled && !FINAL_STATUSES.has(problem.status) && (stateOverruled || visits.fresh.length > 0);
}

function problemAfter(input: ReportDiffInput, { lateness, visits }: Difference, { status }: ReportRow): ServiceProblem {
  const { problem, report } = input;
  const after = status ?? problem.status;
  return {
    ...problem,
    status: after,
    supplierServiceProblemReference: report.supplierReference ?? problem.supplierServiceProblemReference,
    appointmentTimeslot: lateness.isOverruled
      ? problem.appointmentTimeslot
      : slotAfter(visits, problem.appointmentTimeslot),
    // Of two resolutions the newer one holds, in whatever order they arrive.
    serviceProblemResolution:
      lateness.isOverruled || (lateness.isLate && problem.status === 'RESOLVED' && after === 'RESOLVED')
        ? problem.serviceProblemResolution
        : resolutionAfter(problem, after, input),
  };
}

function reportedAfter(input: ReportDiffInput, difference: Difference, after: ServiceProblem): ReportedState {
  const { report, reported } = input;
  const { lateness, stateOverruled } = difference;
  const { isOverruled, sentAt } = lateness;
  const told = {
    ...reported,
    ...remembered(report, reported),
    ...rememberedVisits(report.appointments, reported, isOverruled),
    ...reopeningAfter(input, sentAt),
  };
  if (isOverruled) {
    const { state, stateText } = report;
    return stateOverruled ? { ...told, late: { state, stateText, sentAt } } : told;
  }
  const goesOn = after.status !== 'RESOLVED' && !FINAL_STATUSES.has(after.status);
  return {
    ...told,
    ...stateAfter(input, difference),
    blockedBy: goesOn ? difference.blockedBy : [],
  };
}

function reopeningAfter(
  { report, reported, receivedAt }: ReportDiffInput,
  sentAt: string | undefined,
): Pick<ReportedState, 'reopenedAt' | 'reopenedNumber'> {
  const { reopenedAt, reopenedNumber } = reported;
  if (report.state !== 're-opened') return { reopenedAt, reopenedNumber };
  const number = Math.max(report.reportNumber ?? -Infinity, reopenedNumber ?? -Infinity);
  return {
    reopenedAt: later(reopenedAt, sentAt ?? receivedAt),
    reopenedNumber: Number.isFinite(number) ? number : undefined,
  };
}

/** The state and the evidence of a report whose other news waits for the acknowledgement. */
function withoutNews(input: ReportDiffInput, difference: Difference): ReportedState {
  const { state, ...rest } = stateAfter(input, difference);
  return { ...input.reported, ...rest, state: state === 'pending' ? state : input.reported.state };
}

function stateAfter(
  { report, reported, receivedAt }: ReportDiffInput,
  { lateness: { isLate, sentAt }, stateChanged }: Difference,
): Pick<ReportedState, 'state' | 'stateText' | 'late' | 'sentAt' | 'reportNumber' | 'observedEffects' | 'observedAt'> {
  const shown = isLate
    ? {
        sentAt: reported.sentAt,
        reportNumber: reported.reportNumber,
        observedEffects: reported.observedEffects,
        observedAt: reported.observedAt,
      }
    : {
        sentAt: sentAt ?? reported.sentAt,
        reportNumber: report.reportNumber ?? reported.reportNumber,
        observedEffects: observedBy(report.observedEffects, reported.observedEffects, receivedAt),
        observedAt: receivedAt,
      };
  return {
    ...shown,
    state: stateChanged ? report.state : reported.state,
    stateText: stateChanged ? report.stateText : reported.stateText,
    late: report.state === 'unsaid' ? reported.late : undefined,
  };
}
