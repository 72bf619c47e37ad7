// The table of states: what a supplier's state makes of a problem, and by which codes the platform is told.

import { BEFORE_ACKNOWLEDGEMENT, WAITING, type ProblemStatus, type ServiceProblem } from './problem.js';
import type { SupplierState } from './report.js';
import type { ProblemCode, ReasonCode, RequestLink } from './update.js';

export interface ReportRow {
  /** Undefined: the status does not change. */
  status: ProblemStatus | undefined;
  reasonCode: ReasonCode;
  problemCode: ProblemCode | undefined;
}

export const row = (
  status: ProblemStatus | undefined,
  reasonCode: ReasonCode,
  problemCode?: ProblemCode,
): ReportRow => ({
  status,
  reasonCode,
  problemCode,
});

/** Nothing of the problem changes; what is new travels as notes. */
export const ADDITIONAL = row(undefined, 'ADDITIONAL');

/** States that decide, whatever a report says of appointments. */
export const DECIDING: ReadonlySet<SupplierState> = new Set(['on-hold', 'resolved', 'closed', 'cancelled', 'rejected']);
/** States after which the supplier does no more. */
export const LAST: ReadonlySet<SupplierState> = new Set(['closed', 'cancelled', 'rejected']);

const working = ({ status }: ServiceProblem): ReportRow =>
  row('IN_PROGRESS', WAITING.has(status) ? 'RESUMED' : 'UPDATE');

const cancelled = (cancellation: RequestLink | undefined): ReportRow =>
  row('CANCELLED', 'CANCELLED', cancellation === undefined ? 'OTHER' : 'NO_LONGER_REQUIRED');

/** A changed state of the supplier → status, reasonCode and problemCode. `cancellation`: ours, undecided. */
export const STATE_ROWS: Record<
  SupplierState,
  (problem: ServiceProblem, cancellation: RequestLink | undefined) => ReportRow
> = {
  pending: () => ADDITIONAL,
  accepted: ({ status }) => (BEFORE_ACKNOWLEDGEMENT.has(status) ? row('ACKNOWLEDGED', 'ACKNOWLEDGED') : ADDITIONAL),
  open: working,
  'in-progress': working,
  'on-hold': () => row('PENDING', 'INFORMATION_REQUIRED', 'INFORMATION_REQUIRED'),
  // REJECTED is a status of problems that were never acknowledged (Supplier API 1.15, problem states).
  rejected: ({ status }, cancellation) =>
    BEFORE_ACKNOWLEDGEMENT.has(status) ? row('REJECTED', 'UPDATE', 'INVALID_REQUEST') : cancelled(cancellation),
  resolved: () => row('RESOLVED', 'UPDATE'),
  're-opened': () => row('IN_PROGRESS', 'UPDATE'),
  closed: ({ status }, cancellation) =>
    cancellation !== undefined && status !== 'RESOLVED'
      ? row('CANCELLED', 'CANCELLED', 'NO_LONGER_REQUIRED')
      : row('COMPLETED', 'COMPLETED'),
  cancelled: (_problem, cancellation) => cancelled(cancellation),
  unsaid: () => ADDITIONAL,
  // A ticket in whatever state exists at the supplier, where the supplier has named it.
  unrecognised: ({ status, supplierServiceProblemReference: named }) =>
    BEFORE_ACKNOWLEDGEMENT.has(status) && named !== undefined ? row('ACKNOWLEDGED', 'ACKNOWLEDGED') : ADDITIONAL,
};
