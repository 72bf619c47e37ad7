// Composes what a supplier is asked from a stored request and its problem.

import type { ServiceProblem } from '../problem.js';
import { referenceOf } from '../references.js';
import type { Command } from '../request.js';
import type { Reservation, SupplierRequest } from './port.js';

export interface RequestToAsk {
  tenant: string;
  command: Command;
  /** UUID of the stored request. */
  commandId: string;
  ourReference: string;
  /** As the supplier named the problem; where it has not, the reference the caller gave is used. */
  supplierReference: string | undefined;
  /** The problem before the request. */
  problem: ServiceProblem;
  problemKnown: boolean;
  reservation: Reservation | undefined;
  receivedAt: Date;
  now: Date;
}

export function supplierRequestOf({ commandId, supplierReference, ...given }: RequestToAsk): SupplierRequest {
  return {
    ...given,
    reference: referenceOf(commandId, given.command),
    messageId: commandId,
    supplierReference: supplierReference ?? claimedReference(given.command),
  };
}

/** The supplier's reference as the caller of a request gives it: unverified. */
export function claimedReference({ request }: Command): string | undefined {
  return 'supplierServiceProblemReference' in request ? request.supplierServiceProblemReference : undefined;
}
