// Decides by the load of this process whether a request is taken, and whether its supplier is asked while the caller waits.

import { ANSWERED_AT_ONCE, type Operation } from '../../domain/request.js';

export interface Load {
  /** Requests that this process is writing to the store. */
  pendingWrites: number;
  /** Requests whose supplier this process is asking. */
  inFlight: number;
}

export interface LoadLimits {
  maxPendingWrites: number;
  maxInFlight: number;
}

/**
 * `ask`: the supplier is asked while the caller waits, unless an older request of the problem blocks it.
 * `queue`: the request is stored and answered 202, and a worker asks later.
 * `refuse`: nothing is stored, and the caller must send the request again.
 */
export type Admission = 'ask' | 'queue' | 'refuse';

/** An operation that has no reply 202 is asked however many requests are in flight. */
export function admissionOf(load: Load, limits: LoadLimits, operation: Operation): Admission {
  if (load.pendingWrites >= limits.maxPendingWrites) return 'refuse';
  if (load.inFlight < limits.maxInFlight || ANSWERED_AT_ONCE.has(operation)) return 'ask';
  return 'queue';
}
