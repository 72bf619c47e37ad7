// What a report means for the requests about its problem: which it settles, how, and what the platform is told of that.

import { contradictsEffects, showsEffects } from './evidence.js';
import { isUndecided, linkTo, type OpenRequest, type SettledRequest } from './open-request.js';
import { NO_SUPPLIER_WORDS, type Outcome, rejected } from './outcome.js';
import { BEFORE_ACKNOWLEDGEMENT, FINAL_STATUSES, type ProblemStatus, type ServiceProblem } from './problem.js';
import type { SupplierReport } from './report.js';
import type { ObservedEffect } from './reported-state.js';
import { cancellationOvertakenUpdate, refusalUpdate, type UpdateDraft } from './update.js';

const DONE: Outcome = { kind: 'done', said: NO_SUPPLIER_WORDS };

export interface RequestVerdict extends SettledRequest {
  /** Undefined where the caller is told by the update of the problem itself, or by its reply. */
  draft: UpdateDraft | undefined;
}

/**
 * A cancellation that the supplier's report may settle. The report can outrun the answer to it; and what the supplier
 * ended already need not be asked any more.
 */
export function awaitsEnd(request: OpenRequest, { state }: SupplierReport): boolean {
  if (request.command.operation !== 'cancel-problem') return false;
  if (isUndecided(request) || request.progress === 'asking') return true;
  return request.progress === 'queued' && (state === 'cancelled' || state === 'closed' || state === 'rejected');
}

/** What follows for a cancellation from where a report took the problem; undefined: nothing yet. */
export function verdictOnCancellation(
  request: OpenRequest,
  before: ServiceProblem,
  after: ServiceProblem,
): RequestVerdict | undefined {
  const { status } = after;
  if (status === 'CANCELLED') return { request, outcome: DONE, draft: undefined };
  // A problem that was resolved when its cancellation was asked for: only where the problem goes next decides.
  const isOvertaken = FINAL_STATUSES.has(status) || (status === 'RESOLVED' && before.status !== 'RESOLVED');
  if (!isOvertaken) return undefined;
  const why = OVERTAKEN[status] ?? 'The problem ended before the cancellation took effect.';
  return { request, outcome: rejected(why), draft: cancellationOvertakenUpdate(after, linkTo(request), why) };
}

const FINISHED = 'The supplier finished the work before the cancellation took effect.';
const OVERTAKEN: Partial<Record<ProblemStatus, string>> = {
  RESOLVED: FINISHED,
  COMPLETED: FINISHED,
  REJECTED: 'The supplier rejected the problem: there is nothing left to cancel.',
};

/** Any report shows that ours arrived; the end or the re-opening of a problem shows that a verdict did. */
export function verdictOnOther(
  request: OpenRequest,
  { status }: ServiceProblem,
  report: SupplierReport,
): RequestVerdict | undefined {
  if (!isUndecided(request)) return undefined;
  const settled = (outcome: Outcome): RequestVerdict => ({ request, outcome, draft: undefined });
  if (request.command.operation === 'report-problem') {
    const why = report.stateReason ?? 'The supplier did not accept the problem.';
    return settled(status === 'REJECTED' ? rejected(why) : DONE);
  }
  if (request.command.operation !== 'answer-resolution') return undefined;
  if (status === 'COMPLETED' || status === 'IN_PROGRESS') return settled(DONE);
  return FINAL_STATUSES.has(status)
    ? settled(rejected('The problem ended before the verdict took effect.'))
    : undefined;
}

/** The amendments whose effect a report shows, or of which the supplier says so. */
export function effectiveAmendments(
  open: readonly OpenRequest[],
  report: SupplierReport,
  observed: readonly ObservedEffect[],
  { status }: ServiceProblem,
): OpenRequest[] {
  // Only the platform sets the states before the acknowledgement: no update can say that the amendment took effect.
  if (BEFORE_ACKNOWLEDGEMENT.has(status)) return [];
  const undecided = open.filter((one) => one.command.operation === 'amend-problem' && isUndecided(one));
  const shown = undecided.filter(({ expectedEffects, receivedAt }) =>
    showsEffects(expectedEffects, observed, receivedAt),
  );
  if (shown.length > 0 || report.confirmsAmendment !== true) return shown;
  const oldest = undecided.find(({ expectedEffects }) => !contradictsEffects(expectedEffects, observed));
  return oldest === undefined ? [] : [oldest];
}

/** Amendments that the end of the problem overtook, those that were never sent too. */
export function overtakenAmendments(
  open: readonly OpenRequest[],
  effective: readonly OpenRequest[],
  after: ServiceProblem,
): RequestVerdict[] {
  if (!FINAL_STATUSES.has(after.status)) return [];
  return open
    .filter((one) => one.command.operation === 'amend-problem' && !effective.includes(one))
    .filter((one) => isUndecided(one) || one.progress === 'queued')
    .map((request) => verdictOnOvertaken(request, after));
}

/** An amendment that can take no effect any more, because the problem ended. */
function verdictOnOvertaken(request: OpenRequest, after: ServiceProblem): RequestVerdict {
  const outcome = rejected(overtakenReason(after));
  return { request, outcome, draft: refusalUpdate(request.command, outcome, after, request.reference) };
}

export function overtakenReason({ status }: ServiceProblem): string {
  return status === 'REJECTED'
    ? 'The problem itself was not accepted by the supplier.'
    : 'The problem ended before the supplier confirmed the amendment.';
}
