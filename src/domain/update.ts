// Updates: what the gateway sends to a platform, one after another for each problem ("keep customer informed", KCI).

import type { Command } from './request.js';
import type { Outcome } from './outcome.js';
import type { ServiceProblem } from './problem.js';

/** Reason codes of updates (Supplier Updates API 1.8). */
export const REASON_CODES = [
  'CREATED',
  'ACKNOWLEDGED',
  'COMMITTED',
  'UPDATE',
  'INFORMATION_REQUIRED',
  'DELAY',
  'RESUBMIT',
  'RESUMED',
  'REAPPOINT',
  'REAPPOINTED',
  'ADDITIONAL',
  'WARNING',
  'AMENDED',
  'AMENDMENT_REJECTED',
  'CANCELLED',
  'CANCELLATION_REJECTED',
  'ORDER_REJECTED',
  'COMPLETED',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Problem codes of updates about problems (Supplier Updates API 1.8). */
export type ProblemCode =
  | 'ACCESS_ISSUE'
  | 'CUSTOMER_CHANGED_MIND'
  | 'INFORMATION_REQUIRED'
  | 'INVALID_REQUEST'
  | 'NETWORK_ISSUE'
  | 'NO_LONGER_REQUIRED'
  | 'OTHER'
  | 'SITE_UNSAFE'
  | 'SUPPLIER_FAULT'
  | 'TIMED_OUT'
  | 'UNABLE_TO_ATTEND'
  | 'UNKNOWN_FAULT';

export interface SupplierNote {
  note: string;
  type: string;
  created: string;
}

/** The request that an update answers: an amendment or a cancellation, by the platform's id and by our reference. */
export interface RequestLink {
  request: 'amendment' | 'cancellation';
  id: number;
  reference: string;
}

/** One KCI before it has its number: the envelope's facts and the whole problem as it is now. */
export interface UpdateDraft {
  reasonCode: ReasonCode;
  problemCode: ProblemCode | undefined;
  text: string | undefined;
  supplierCodes: string[];
  supplierNotes: SupplierNote[];
  link: RequestLink | undefined;
  problem: ServiceProblem;
}

/** A numbered KCI. `id`, `sequenceNumber` and `issuedOn` never change, however often it is sent. */
export interface Update extends UpdateDraft {
  id: string;
  sequenceNumber: number;
  issuedOn: string;
}

const nothingMore = { supplierCodes: [], supplierNotes: [], text: undefined, problemCode: undefined };

/** The supplier took the report: `problem` already holds its reference. */
export function acknowledgedUpdate(problem: ServiceProblem): UpdateDraft {
  return { ...nothingMore, reasonCode: 'ACKNOWLEDGED', link: undefined, problem };
}

/** The amendment took effect: `problem` is already the amended one. */
export function amendedUpdate(problem: ServiceProblem, link: RequestLink): UpdateDraft {
  return { ...nothingMore, reasonCode: 'AMENDED', link, problem };
}

/**
 * What the caller of a request answered 202 is told when the supplier's verdict is a refusal. A refused report makes
 * the problem REJECTED; a refused amendment leaves the problem as it is.
 */
export function refusalUpdate(
  command: Command,
  outcome: Extract<Outcome, { kind: 'rejected' | 'failed' }>,
  problem: ServiceProblem,
  reference: string,
): UpdateDraft {
  const text = outcome.kind === 'rejected' ? outcome.reasons.join(' ') : 'The supplier could not process the request.';
  const problemCode = outcome.kind === 'rejected' ? outcome.problemCode : 'INVALID_REQUEST';
  const refusal = { ...nothingMore, text, problemCode };
  switch (command.operation) {
    case 'report-problem':
      return { ...refusal, reasonCode: 'UPDATE', link: undefined, problem: { ...problem, status: 'REJECTED' } };
    case 'amend-problem':
      return {
        ...refusal,
        reasonCode: 'AMENDMENT_REJECTED',
        link: { request: 'amendment', id: command.request.id, reference },
        problem,
      };
    case 'cancel-problem':
      return { ...refusal, ...cancellationRejected(command.request.id, reference), problem };
    case 'answer-resolution':
      throw new Error('A verdict on a resolution is answered at once and never told by KCI.');
  }
}

function cancellationRejected(id: number, reference: string): Pick<UpdateDraft, 'reasonCode' | 'link'> {
  return { reasonCode: 'CANCELLATION_REJECTED', link: { request: 'cancellation', id, reference } };
}

/** The cancellation took effect, by the word of somebody who knows: `problem` is already CANCELLED. */
export function cancelledUpdate(problem: ServiceProblem, link: RequestLink): UpdateDraft {
  return { ...nothingMore, reasonCode: 'CANCELLED', problemCode: 'NO_LONGER_REQUIRED', link, problem };
}

/** The supplier went another way than the cancellation asked; `text` says which. */
export function cancellationOvertakenUpdate(problem: ServiceProblem, link: RequestLink, text: string): UpdateDraft {
  return {
    ...nothingMore,
    ...cancellationRejected(link.id, link.reference),
    text,
    problemCode: 'OTHER',
    problem,
  };
}

/** Told a day after a problem was resolved: silence will close it. */
export function closureWarningUpdate(problem: ServiceProblem, closesAt: string): UpdateDraft {
  return {
    ...nothingMore,
    reasonCode: 'ADDITIONAL',
    text: `The supplier takes silence as acceptance: the problem will be closed on ${closesAt} unless the resolution is rejected before.`,
    link: undefined,
    problem,
  };
}
