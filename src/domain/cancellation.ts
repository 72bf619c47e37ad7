// What a report means for a cancellation: the supplier answers one by the state the problem goes to.

import { isUndecided, linkTo, type OpenRequest, type SettledRequest } from './open-request.js';
import { NO_SUPPLIER_WORDS, rejected } from './outcome.js';
import type { ServiceProblem } from './problem.js';
import type { SupplierReport } from './report.js';
import { cancellationOvertakenUpdate, type UpdateDraft } from './update.js';

/**
 * A cancellation that the supplier's report may settle. The report can outrun the answer to it; and what the supplier
 * cancelled already need not be asked any more.
 */
export function awaitsEnd(request: OpenRequest, { state }: SupplierReport): boolean {
  if (request.command.operation !== 'cancel-problem') return false;
  return (
    isUndecided(request) || request.progress === 'asking' || (request.progress === 'queued' && state === 'cancelled')
  );
}

/** `draft` is undefined where the update of the problem's end answers the cancellation. */
export interface CancellationAnswer extends SettledRequest {
  draft: UpdateDraft | undefined;
}

/** What follows for a cancellation from where the supplier's report took the problem; undefined: nothing yet. */
export function answerToCancellation(request: OpenRequest, problem: ServiceProblem): CancellationAnswer | undefined {
  switch (problem.status) {
    case 'CANCELLED':
      return { request, outcome: { kind: 'done', said: NO_SUPPLIER_WORDS }, draft: undefined };
    case 'RESOLVED':
    case 'COMPLETED':
      return overtaken(request, problem, 'The supplier finished the work before the cancellation took effect.');
    case 'REJECTED':
      return overtaken(request, problem, 'The supplier rejected the problem: there is nothing left to cancel.');
    default:
      return undefined;
  }
}

function overtaken(request: OpenRequest, problem: ServiceProblem, text: string): CancellationAnswer {
  return { request, outcome: rejected(text), draft: cancellationOvertakenUpdate(problem, linkTo(request), text) };
}
