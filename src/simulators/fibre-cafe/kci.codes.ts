// Words of the Supplier Updates API: what a KCI may say, as far as the published pages show.
import type { KciEntity } from './contract.js';

export const REASON_CODES = new Set([
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
]);

export const PROBLEM_CODES = new Set([
  'ACCESS_ISSUE',
  'ACTIVATION_FAILED',
  'ADDITIONAL_WORK',
  'APPOINTMENT_NOT_REQUIRED',
  'CAPACITY_ISSUE',
  'COST_ISSUE',
  'CUSTOMER_CHANGED_MIND',
  'FAULT_AT_NODE',
  'FAULT_AT_ONT',
  'FAULT_AT_POP',
  'INFORMATION_REQUIRED',
  'INSTALL_FAILED',
  'INVALID_REQUEST',
  'LINKED_ORDER_ISSUE',
  'NETWORK_ISSUE',
  'NETWORK_UNAVAILABLE',
  'NO_LONGER_REQUIRED',
  'OTHER',
  'PLANNING_ISSUE',
  'PROPERTY_UNOCCUPIED',
  'ROUTER_NOT_AVAILABLE',
  'SITE_UNSAFE',
  'SUPPLIER_FAULT',
  'SURVEY_REQUIRED',
  'TIMED_OUT',
  'UNABLE_TO_ATTEND',
  'UNKNOWN_FAULT',
  'WAYLEAVE_ISSUE',
]);

const PROBLEM_STATUSES = new Set([
  'RECEIVED_BY_GATEWAY',
  'SENT_TO_SUPPLIER',
  'FAILED_TO_SEND',
  'REJECTED',
  'ACKNOWLEDGED',
  'IN_PROGRESS',
  'PENDING',
  'HELD',
  'NETWORK_INCIDENT',
  'PENDING_AMENDMENT',
  'PENDING_CANCELLATION',
  'CANCELLED',
  'RESOLVED',
  'COMPLETED',
]);

/** The statuses each entity may have; an incident's are published nowhere, so any is taken. */
export const STATUSES: Record<KciEntity, Set<string> | undefined> = {
  serviceProblem: PROBLEM_STATUSES,
  serviceTest: new Set([...PROBLEM_STATUSES, 'FAILED']),
  reportableIncident: undefined,
};

export const ENTITIES = Object.keys(STATUSES) as KciEntity[];

/** Reasons the reason-code list says must come with a problem code. */
export const NEED_PROBLEM_CODE = new Set(['DELAY', 'REAPPOINT', 'WARNING', 'CANCELLED']);

/** The status of the entity that belongs to a reason. */
export const STATUS_OF_REASON = new Map([
  ['ACKNOWLEDGED', 'ACKNOWLEDGED'],
  ['COMMITTED', 'IN_PROGRESS'],
  ['RESUMED', 'IN_PROGRESS'],
  ['CANCELLED', 'CANCELLED'],
  ['COMPLETED', 'COMPLETED'],
]);

export const FINAL_STATUSES = new Set(['REJECTED', 'CANCELLED', 'COMPLETED', 'FAILED_TO_SEND']);
