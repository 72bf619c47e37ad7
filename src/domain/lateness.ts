// Whether a report is older than what was reported already, and whether it counts all the same.

import { BEFORE_ACKNOWLEDGEMENT, type ServiceProblem } from './problem.js';
import { LAST } from './report-rows.js';
import type { SupplierReport } from './report.js';
import type { ReportedState } from './reported-state.js';

export interface Lateness {
  /** Sent before the newest report that was applied, by the numbers or the times both carry. */
  isLate: boolean;
  /** Late, and without effect on the problem: what is new in the report is still reported. */
  isOverruled: boolean;
  /** `sentAt`, never later than the receipt: a clock ahead of time must not make what follows late. */
  sentAt: string | undefined;
}

interface Given {
  problem: ServiceProblem;
  reported: ReportedState;
  report: SupplierReport;
  receivedAt: string;
  updateRequested?: boolean | undefined;
}

export function latenessOf({ problem, reported, report, receivedAt, updateRequested }: Given): Lateness {
  const sentAt = report.sentAt === undefined ? undefined : earlier(report.sentAt, receivedAt);
  const isLate = isOlder(sentAt, reported, report) && !answersOurQuestion(sentAt, reported, updateRequested);
  return { isLate, isOverruled: isLate && !countsLate(sentAt, problem, reported, report), sentAt };
}

/** Where the supplier numbers its reports, the number alone says it: times can run back. */
function isOlder(sentAt: string | undefined, reported: ReportedState, { reportNumber }: SupplierReport): boolean {
  if (reportNumber !== undefined) return reportNumber < (reported.reportNumber ?? reportNumber);
  return isBefore(sentAt, reported.sentAt);
}

/** The supplier was asked for the present state, so a report sent after the late one is that state. */
function answersOurQuestion(
  sentAt: string | undefined,
  { late }: ReportedState,
  updateRequested: boolean | undefined,
): boolean {
  return updateRequested === true && late !== undefined && isBefore(late.sentAt, sentAt);
}

/** An end is not left, and an acknowledgement is not taken back: they count whenever they arrive. */
function countsLate(
  sentAt: string | undefined,
  { status }: ServiceProblem,
  { reopenedAt, reopenedNumber }: ReportedState,
  { state, reportNumber }: SupplierReport,
): boolean {
  if (LAST.has(state)) return true;
  if (state === 'resolved') {
    return reportNumber === undefined ? !isBefore(sentAt, reopenedAt) : reportNumber > (reopenedNumber ?? -Infinity);
  }
  return state === 'accepted' && BEFORE_ACKNOWLEDGEMENT.has(status);
}

function isBefore(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && Date.parse(one) < Date.parse(other);
}

function earlier(one: string, other: string): string {
  return Date.parse(one) < Date.parse(other) ? one : other;
}

/** The later of two times of which one may be unknown. */
export function later(one: string | undefined, other: string | undefined): string | undefined {
  return isBefore(one, other) ? other : (one ?? other);
}

/** How long after a late report the supplier is asked for the present state: the reports under way arrive first. */
const ASK_AFTER_MS = 5_000;
/** A problem is asked for at most this often because of late reports. */
const ASK_EVERY_MS = 60_000;

/** When the supplier is to be asked, after a late report. */
export function reconcileAfter(receivedAt: string, { reconcileAt }: ReportedState): string {
  const soon = Date.parse(receivedAt) + ASK_AFTER_MS;
  const spaced = reconcileAt === undefined ? soon : Date.parse(reconcileAt) + ASK_EVERY_MS;
  return new Date(Math.max(soon, spaced)).toISOString();
}
