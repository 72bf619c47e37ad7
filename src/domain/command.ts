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

/** A new problem. `id` is the Fibre Cafe id of the problem itself. */
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

export type Command =
  { operation: 'report-problem'; request: ReportProblem } | { operation: 'amend-problem'; request: AmendProblem };

/** Who asked, and the ids that follow the conversation through every log line and message. */
export interface Call {
  tenant: string;
  requestId: string;
  conversationId: string;
}

/** The Fibre Cafe id of the problem a command is about. */
export function problemIdOf(command: Command): number {
  return command.operation === 'report-problem' ? command.request.id : command.request.serviceProblemId;
}
