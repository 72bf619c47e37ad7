// What a tenant can ask through the gateway, in the gateway's own words.

/** The operations of the trouble-to-resolve contract. Each supplier declares which of them it offers. */
export const OPERATIONS = [
  'report-problem',
  'amend-problem',
  'cancel-problem',
  'answer-resolution',
  'list-appointments',
  'reserve-appointment',
  'test-service',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface Contact {
  name: string;
  email: string | undefined;
  phoneNumber: string;
}

export interface Characteristic {
  name: string;
  value: string;
}

export interface AddressIdentifier {
  id: string;
  type: string;
}

export interface ServiceSpecification {
  id: string;
  name: string | undefined;
}

/** What a tenant may say of a problem at any time: when reporting it and when amending it. */
export interface ProblemDetails {
  problemText: string | undefined;
  characteristics: Characteristic[] | undefined;
  primaryContact: Contact | undefined;
  secondaryContact: Contact | undefined;
  appointmentReservationId: number | undefined;
  appointmentReservationReference: string | undefined;
  hazards: string | undefined;
  onSiteRestrictions: string | undefined;
  notes: string | undefined;
}

export const PROBLEM_TYPES = ['OUTAGE', 'PERFORMANCE', 'STABILITY', 'SYNCHRONISATION', 'CUSTOMER', 'CPE'] as const;
export type ProblemType = (typeof PROBLEM_TYPES)[number];

/** A new problem. `id` is the platform's id of the problem itself. */
export interface ReportProblem extends ProblemDetails {
  id: number;
  problemType: ProblemType;
  problemText: string;
  serviceId: string;
  serviceSpecification: ServiceSpecification;
  address: AddressIdentifier | undefined;
  serviceTestId: number | undefined;
  serviceTestReference: string | undefined;
  parentServiceProblemId: number | undefined;
}

/** A change to a problem already reported. Only what is given changes. */
export interface AmendProblem extends ProblemDetails {
  id: number;
  supplierReference: string | undefined;
  serviceProblemId: number;
  supplierServiceProblemReference: string | undefined;
  escalationRequest: boolean | undefined;
}

export const CANCELLATION_REASONS = [
  'ISSUE_RESOLVED',
  'CUSTOMER_NETWORK_ISSUE',
  'NO_LONGER_REQUIRED',
  'OTHER',
] as const;
export type CancellationReason = (typeof CANCELLATION_REASONS)[number];

/** Asks the supplier to stop working on a problem. */
export interface CancelProblem {
  id: number;
  serviceProblemId: number;
  supplierServiceProblemReference: string;
  reasonCode: CancellationReason;
  text: string | undefined;
}

export const RESOLUTION_VERDICTS = ['REJECTED', 'ACCEPTED'] as const;
export type ResolutionVerdict = (typeof RESOLUTION_VERDICTS)[number];

/** The tenant's verdict on a resolution. */
export interface AnswerResolution {
  status: ResolutionVerdict;
  tenantNotes: string | undefined;
}

export const APPOINTMENT_PURPOSES = ['PROVIDE', 'REPAIR', 'MODIFY'] as const;
export type AppointmentPurpose = (typeof APPOINTMENT_PURPOSES)[number];

export interface ReserveAppointment {
  id: number;
  address: AddressIdentifier;
  serviceSpecification: ServiceSpecification;
  purpose: AppointmentPurpose | undefined;
  timeslot: Timeslot;
}

/** A span of time, ISO 8601 with offset. */
export interface Timeslot {
  timeslotStartDateTime: string;
  timeslotEndDateTime: string;
}

export interface ListAppointments {
  address: AddressIdentifier;
  serviceSpecification: ServiceSpecification;
  appointmentFromDate: string | undefined;
  classifications: string[] | undefined;
  appointmentPurpose: AppointmentPurpose;
}

export interface TestService {
  id: number;
  serviceId: string;
  serviceSpecification: ServiceSpecification;
  problemType: ProblemType;
}

/** What is kept and put to a supplier about a problem. */
export type Command =
  | { operation: 'report-problem'; request: ReportProblem }
  | { operation: 'amend-problem'; request: AmendProblem }
  | { operation: 'cancel-problem'; request: CancelProblem }
  | { operation: 'answer-resolution'; request: AnswerResolution };

/** The API knows no 202 for these: what cannot be answered now is answered 503, and never tried in the background. */
export const ANSWERED_AT_ONCE: ReadonlySet<Operation> = new Set<Operation>([
  'answer-resolution',
  'list-appointments',
  'reserve-appointment',
  'test-service',
]);

/** Who asked, and the ids that follow the conversation through every log line and message. */
export interface Call {
  tenant: string;
  requestId: string;
  conversationId: string;
}
