// What came of asking a supplier: seven outcomes, each with one meaning north and one way onwards.

import type { Resolution } from './problem.js';

/** What the supplier itself said, kept beside our reading of it. */
export interface SupplierSaid {
  httpStatus: number | undefined;
  status: string | undefined;
  responseCode: number | undefined;
  text: string | undefined;
}

export type Outcome =
  /** The supplier did it. `supplierReference`: of a reported problem, where the answer itself tells it. */
  | { kind: 'done'; said: SupplierSaid; supplierReference?: string }
  /** The supplier took it and decides later; a notification settles it. */
  | { kind: 'accepted'; said: SupplierSaid }
  /** The supplier, or its published rules checked before sending, refuse it. `reasons` are sentences for an agent. */
  | {
      kind: 'rejected';
      reasons: string[];
      problemCode: 'INVALID_REQUEST' | 'TIMED_OUT';
      said: SupplierSaid | undefined;
    }
  /**
   * Surely not processed: it may be sent again. `credentials` asks for an alarm, because only a person can mend them; so does
   * `noVerdict`: something else answered in the supplier's place, so that the address or a proxy may be wrong.
   */
  | { kind: 'queued'; why: string; credentials: boolean; noVerdict?: boolean; retryAfterMs: number | undefined }
  /** It may have arrived: never sent again blindly. */
  | { kind: 'unknown'; why: string }
  /** The supplier could not read what we sent, or broke: a fault of one of the two systems, not of the request. */
  | { kind: 'failed'; why: string; said: SupplierSaid | undefined }
  /** The supplier has no such operation. `why` where it said so itself, against what its adapter offers. */
  | { kind: 'not-implemented'; why?: string };

export type OutcomeKind = Outcome['kind'];

export function rejected(reasons: string | string[]): Extract<Outcome, { kind: 'rejected' }> {
  return {
    kind: 'rejected',
    reasons: typeof reasons === 'string' ? [reasons] : reasons,
    problemCode: 'INVALID_REQUEST',
    said: undefined,
  };
}

/**
 * How far the work on a kept request got. `asking` means the request may be on the wire: a process that dies there
 * leaves it `unknown`, never `queued`.
 */
export type Progress = 'queued' | 'asking' | 'pending' | 'unknown' | 'settled';

/** The progress an outcome leads to. Only `queued` is ever sent again. */
export const PROGRESS_AFTER: Record<OutcomeKind, Progress> = {
  done: 'settled',
  accepted: 'pending',
  rejected: 'settled',
  queued: 'queued',
  unknown: 'unknown',
  failed: 'settled',
  'not-implemented': 'settled',
};

/** What the caller was told, kept so that an identical repeat gets the identical answer. */
export interface Answer {
  /** `unavailable`: nothing came of it, and this operation knows no "later". */
  kind: 'done' | 'accepted' | 'rejected' | 'failed' | 'not-implemented' | 'unavailable';
  /** Sentences of a refusal; empty otherwise. */
  messages: string[];
  /** The id of a refusal, for tracing. */
  errorId: string | undefined;
  /** The supplier's reference of the problem, where it was known when the answer was given. */
  supplierServiceProblemReference: string | undefined;
  /** The resolution a verdict was about, as it stood then. */
  resolution?: Resolution | undefined;
}

/** The answer when the outcome is not known yet: a KCI will tell it. */
export function answerLater(supplierServiceProblemReference: string | undefined): Answer {
  return { kind: 'accepted', messages: [], errorId: undefined, supplierServiceProblemReference };
}

/** The answer an outcome leads to while the caller still waits. */
export function answerTo(
  outcome: Outcome,
  errorId: string,
  supplierServiceProblemReference: string | undefined,
): Answer {
  const later = answerLater(supplierServiceProblemReference);
  switch (outcome.kind) {
    case 'done':
      return { ...later, kind: 'done' };
    case 'rejected':
      return { ...later, kind: 'rejected', messages: outcome.reasons, errorId };
    case 'failed':
      return { ...later, kind: 'failed', messages: ['The supplier could not process the request.'], errorId };
    case 'not-implemented':
      return { ...later, kind: 'not-implemented', messages: ['The supplier does not offer this operation.'], errorId };
    case 'accepted':
    case 'queued':
    case 'unknown':
      return later;
  }
}

export const NO_SUPPLIER_WORDS: SupplierSaid = {
  httpStatus: undefined,
  status: undefined,
  responseCode: undefined,
  text: undefined,
};
