// A service problem as the platform knows it: its states, its document, and how an amendment changes it.

import type {
  AddressIdentifier,
  AmendProblem,
  ProblemDetails,
  ProblemType,
  ReportProblem,
  ServiceSpecification,
  Timeslot,
} from './request.js';

export const PROBLEM_STATUSES = [
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
] as const;
export type ProblemStatus = (typeof PROBLEM_STATUSES)[number];

/** States that are never left: a recurring fault is a new problem (Supplier API 1.15, problem states). */
export const FINAL_STATUSES: ReadonlySet<ProblemStatus> = new Set([
  'REJECTED',
  'CANCELLED',
  'COMPLETED',
  'FAILED_TO_SEND',
]);

/** States that only the platform sets: no update carries them. */
export const BEFORE_ACKNOWLEDGEMENT: ReadonlySet<ProblemStatus> = new Set(['RECEIVED_BY_GATEWAY', 'SENT_TO_SUPPLIER']);

/** States in which the work waits for somebody. */
export const WAITING: ReadonlySet<ProblemStatus> = new Set(['PENDING', 'HELD']);

export interface Resolution {
  supplierReference: string;
  resolvedDate: string;
  closedDate: string | undefined;
  resolutionDetails: {
    resolutionCode: string;
    resolutionText: string | undefined;
    supplierCodes: string[] | undefined;
  };
}

/** The whole problem as it is told north. Members nobody has given yet are undefined and left out of messages. */
export interface ServiceProblem extends ProblemDetails {
  id: number;
  tenant: string;
  status: ProblemStatus;
  supplierServiceProblemReference: string | undefined;
  problemType: ProblemType | undefined;
  serviceId: string | undefined;
  serviceSpecification: ServiceSpecification | undefined;
  address: AddressIdentifier | undefined;
  serviceTestId: number | undefined;
  serviceTestReference: string | undefined;
  parentServiceProblemId: number | undefined;
  appointmentTimeslot: Timeslot | undefined;
  serviceProblemResolution: Resolution | undefined;
}

/**
 * The problem a report opens. It is SENT_TO_SUPPLIER until the supplier has acknowledged it. `reserved`: the slot of the
 * appointment that was reserved for it.
 */
export function reportedProblem(tenant: string, report: ReportProblem, reserved?: Timeslot): ServiceProblem {
  return {
    ...withoutEmpty(report),
    tenant,
    status: 'SENT_TO_SUPPLIER',
    supplierServiceProblemReference: undefined,
    appointmentTimeslot: reserved,
    serviceProblemResolution: undefined,
  };
}

/** What a supplier's answer to a report makes of the problem where that answer itself names it. */
export function acknowledgedBy(
  supplierReference: string,
): Pick<ServiceProblem, 'status' | 'supplierServiceProblemReference'> {
  return { status: 'ACKNOWLEDGED', supplierServiceProblemReference: supplierReference };
}

/** A problem first heard of in a later request: reported before this gateway was in between, so little of it is known. */
export function takenOverProblem(tenant: string, id: number): ServiceProblem {
  return {
    id,
    tenant,
    status: 'IN_PROGRESS',
    supplierServiceProblemReference: undefined,
    problemType: undefined,
    problemText: undefined,
    serviceId: undefined,
    serviceSpecification: undefined,
    address: undefined,
    serviceTestId: undefined,
    serviceTestReference: undefined,
    parentServiceProblemId: undefined,
    characteristics: undefined,
    primaryContact: undefined,
    secondaryContact: undefined,
    appointmentReservationId: undefined,
    appointmentReservationReference: undefined,
    appointmentTimeslot: undefined,
    hazards: undefined,
    onSiteRestrictions: undefined,
    notes: undefined,
    serviceProblemResolution: undefined,
  };
}

const AMENDABLE = [
  'problemText',
  'characteristics',
  'primaryContact',
  'secondaryContact',
  'appointmentReservationId',
  'appointmentReservationReference',
  'hazards',
  'onSiteRestrictions',
  'notes',
] as const satisfies readonly (keyof ProblemDetails)[];

/** The problem with an amendment applied: what is given replaces, lists included; what is empty clears; the rest stays. */
export function amendedProblem<T extends ProblemDetails>(problem: T, amendment: AmendProblem): T {
  const changed = { ...problem };
  for (const name of AMENDABLE) {
    const value = amendment[name];
    if (value !== undefined) Object.assign(changed, { [name]: isEmpty(value) ? undefined : value });
  }
  return changed;
}

/** An empty text or list says that there is nothing: in an amendment it clears what was given before. */
export function isEmpty(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
}

function withoutEmpty<T extends ProblemDetails>(report: T): T {
  const given = { ...report };
  for (const name of AMENDABLE) if (isEmpty(given[name])) Object.assign(given, { [name]: undefined });
  return given;
}
