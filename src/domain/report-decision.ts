// Decides what the difference of a report makes of the problem, and drafts the updates that say so.

import { newestNew, newestOld, notesOf } from './notes.js';
import { FINAL_STATUSES, type ProblemStatus, type ServiceProblem, WAITING } from './problem.js';
import type { Difference, ReportDiffInput } from './difference.js';
import { ADDITIONAL, DECIDING, row, type ReportRow, STATE_ROWS } from './report-rows.js';
import type { SupplierReport } from './report.js';
import type { ReasonCode, UpdateDraft } from './update.js';
import { visitRow, visitText } from './visits.js';

/** One row for each update; empty where nothing is new. */
export function reportRowsOf(input: ReportDiffInput, difference: Difference): ReportRow[] {
  const { problem, report, cancellation } = input;
  const { lateness, stateChanged, isNews } = difference;
  if (FINAL_STATUSES.has(problem.status) || lateness.isOverruled) return isNews ? [ADDITIONAL] : [];
  const known = { ...problem, supplierServiceProblemReference: referenceAfter(input) };
  const byState = stateChanged ? STATE_ROWS[report.state](known, cancellation) : ADDITIONAL;
  if (stateChanged && DECIDING.has(report.state)) return [byState];
  return workingRows(input, difference, byState);
}

/** While the supplier works, what is new of appointments decides before the state does. */
function workingRows(input: ReportDiffInput, difference: Difference, byState: ReportRow): ReportRow[] {
  // A fault that is still said to be resolved is not opened again by an appointment.
  const isResolved = input.report.state === 'resolved';
  const byVisit = isResolved ? undefined : visitRow(difference.visits, input.problem, isOnHold(input));
  if (byState.reasonCode === 'ACKNOWLEDGED') {
    return byVisit === undefined || byVisit.reasonCode === 'UPDATE' ? [byState] : [byState, byVisit];
  }
  if (byVisit !== undefined) return [byVisit];
  if (WAITING.has(input.problem.status)) return whileWaiting(input, difference, byState);
  return difference.isNews ? [byState] : [];
}

function referenceAfter({ problem, report }: ReportDiffInput): string | undefined {
  return report.supplierReference ?? problem.supplierServiceProblemReference;
}

function isOnHold({ report, reported }: ReportDiffInput): boolean {
  return (report.state === 'unsaid' ? reported.state : report.state) === 'on-hold';
}

/** A problem waits as long as reports show what it waits for; then the work goes on. */
function whileWaiting(input: ReportDiffInput, difference: Difference, byState: ReportRow): ReportRow[] {
  const { reported, report } = input;
  const { stateChanged, blockedBy, visits, isNews } = difference;
  const isKnown = stateChanged && report.state !== 'unrecognised';
  if (blockedBy.length > 0) {
    // The question is answered; the visit that was lost meanwhile is still to be arranged.
    if (isKnown && reported.state === 'on-hold') return [row('PENDING', 'REAPPOINT', visits.lost[0]?.problemCode)];
    return isNews ? [ADDITIONAL] : [];
  }
  const isReleased = !isOnHold(input) && (isKnown || reported.blockedBy.length > 0);
  if (!isReleased) return isNews ? [byState] : [];
  return [byState.status === undefined ? RESUMED : byState];
}

/** RESUMED belongs with IN_PROGRESS, whatever the problem was before it waited (Supplier Updates API 1.8, reason codes). */
const RESUMED = row('IN_PROGRESS', 'RESUMED');

/** Reasons whose KCI is of no use without a text (Supplier Updates API 1.8, reason codes). */
const TEXT_WHEN_NOBODY_GAVE_ONE: Partial<Record<ProblemStatus, string>> = {
  PENDING: 'The supplier is waiting for the customer or the provider before it can go on.',
  CANCELLED: 'The supplier cancelled the problem.',
  REJECTED: 'The supplier rejected the problem without giving a reason.',
};

interface Decided {
  row: ReportRow;
  /** What of the difference this update gives. */
  part: 'all' | 'things' | 'visits';
  problem: ServiceProblem;
}

export function draftUpdate(
  input: ReportDiffInput,
  difference: Difference,
  { row: decided, part, problem }: Decided,
): UpdateDraft {
  const { report, receivedAt, cancellation } = input;
  const { visits, things } = difference;
  const text = part === 'visits' ? visitText(visits) : textOf(input, difference, decided, problem);
  const fresh = part === 'things' ? [] : visits.fresh;
  const nothing = { updates: [], comment: undefined, things: [] };
  const notes = notesOf(part === 'visits' ? nothing : things, fresh, {
    receivedAt,
    textIsReason: text !== undefined && text === report.stateReason,
  });
  const word = part === 'visits' ? [] : stateWord(report, difference, decided);
  return {
    reasonCode: decided.reasonCode,
    problemCode: decided.problemCode,
    text,
    supplierCodes: [...new Set([...fresh.flatMap(({ supplierCodes }) => supplierCodes), ...word])],
    supplierNotes: notes,
    link: decided.status === 'CANCELLED' ? cancellation : undefined,
    problem,
  };
}

function textOf(
  { report }: ReportDiffInput,
  { visits, things }: Difference,
  decided: ReportRow,
  problem: ServiceProblem,
): string | undefined {
  const newest = newestNew(things);
  const visit = visitText(visits);
  const byReason: Partial<Record<ReasonCode, string | undefined>> = {
    INFORMATION_REQUIRED: newest ?? report.stateReason ?? newestOld(report),
    REAPPOINT: visit ?? newest,
    WARNING: visit ?? newest,
  };
  const text = byReason[decided.reasonCode] ?? report.stateReason;
  if (text !== undefined || decided.problemCode === undefined) return text;
  return newest ?? newestOld(report) ?? TEXT_WHEN_NOBODY_GAVE_ONE[problem.status];
}

/** A changed state that changes no status is given in the supplier's own word: nothing else of the KCI would show it. */
function stateWord(
  { state, stateText }: SupplierReport,
  { stateChanged, stateOverruled }: Difference,
  decided: ReportRow,
): string[] {
  const unsaid = state === 'unrecognised' || stateOverruled || (stateChanged && decided.status === undefined);
  return unsaid && stateText !== undefined ? [stateText] : [];
}
