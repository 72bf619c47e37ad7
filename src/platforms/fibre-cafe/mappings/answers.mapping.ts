// What becomes of the headers of a request, and what the gateway's own answers hold.

import { adds, ignores, type Mapped, type Mapping, maps } from '../../../protocol/mapping-table.js';

/** Members that stand in an answer as they came. */
const echoed = (...names: string[]): Mapped[] => names.map((name) => maps(name, name, 'As it came.'));

const contact = (name: string): string[] => ['name', 'email', 'phoneNumber'].map((part) => `${name}.${part}`);
export const SHARED_MEMBERS = [
  'problemText',
  'characteristics.name',
  'characteristics.value',
  ...contact('primaryContact'),
  ...contact('secondaryContact'),
  'appointmentReservationId',
  'appointmentReservationReference',
  'hazards',
  'onSiteRestrictions',
  'notes',
];
export const ABOUT = ['serviceId', 'serviceSpecification.id', 'serviceSpecification.name'];

const every = { added: [], unsent: [] };

const headers: Mapping = {
  name: 'headers',
  title: 'Headers of every request',
  source: 'every request',
  target: 'the gateway',
  rows: [
    maps('X-Request-ID', ['log', 'journal'], 'Stands in every log line and journal entry about the request.'),
    maps(
      'X-Conversation-ID',
      ['log', 'journal', 'X-Conversation-ID of KCIs', 'message/correlationId'],
      'Kept with the request and its problem, and sent with every KCI; to CityFibre with appointments, which alone have a field for it.',
    ),
    maps(
      'Tenant',
      ['serviceProblem.tenant', 'buyerFaultReference'],
      'Must be one the token may act for; chooses settings, certificate and supplier.',
    ),
    maps('Authorization', 'access', 'Verified and forgotten: it is neither logged nor kept.'),
  ],
  ...every,
};

const reportAnswer: Mapping = {
  name: 'report-problem: 201 and 202',
  title: 'The answer to a report',
  source: 'POST /service-problems',
  target: '201, 202',
  rows: [
    ...echoed('id', 'problemType', ...SHARED_MEMBERS, ...ABOUT, 'address.id', 'address.type'),
    ...echoed('serviceTestId', 'serviceTestReference', 'parentServiceProblemId'),
  ],
  added: [
    adds('supplier', 'supplierServiceProblemReference', 'Where the supplier told it before the answer; else by KCI.'),
    adds(
      'gateway',
      'status',
      'With 201: ACKNOWLEDGED, for the supplier has taken it. With 202 left out: a KCI tells it.',
    ),
  ],
  unsent: [],
};

const amendAnswer: Mapping = {
  name: 'amend-problem: 201 and 202',
  title: 'The answer to an amendment',
  source: 'POST /service-problem-amendments',
  target: '201, 202',
  rows: [
    ...echoed('id', 'serviceProblemId', 'escalationRequest', ...SHARED_MEMBERS),
    maps(
      'supplierReference',
      'supplierReference',
      'As it came; where it was not given, our reference of the amendment (`AMD_…`).',
    ),
    maps(
      'supplierServiceProblemReference',
      'supplierServiceProblemReference',
      "The supplier's own where it told one; else as it came.",
    ),
  ],
  ...every,
};

const cancelAnswer: Mapping = {
  name: 'cancel-problem: 201 and 202',
  title: 'The answer to a cancellation',
  source: 'POST /service-problem-cancellations',
  target: '201, 202',
  rows: [
    ...echoed('id', 'serviceProblemId', 'reasonCode', 'text'),
    maps(
      'supplierServiceProblemReference',
      'supplierServiceProblemReference',
      "The supplier's own where it told one; else as it came.",
    ),
  ],
  added: [adds('gateway', 'supplierReference', 'Our reference of the cancellation (`CAN_…`).')],
  unsent: [],
};

export const RESOLUTION = [
  'resolvedDate',
  'closedDate',
  'resolutionDetails.resolutionCode',
  'resolutionDetails.resolutionText',
  'resolutionDetails.supplierCodes',
];

const verdictAnswer: Mapping = {
  name: 'answer-resolution: 200',
  title: 'The answer to a verdict',
  source: 'PATCH /service-problem-resolutions/{id}',
  target: '200',
  rows: echoed('status', 'tenantNotes'),
  added: [
    adds(
      'problem as stored',
      ['supplierReference', ...RESOLUTION],
      'The resolution the verdict is about, as it stood then; our reference of it is `RES_…`.',
    ),
  ],
  unsent: [{ field: 'slaViolation', reason: 'No supplier message says whether a service level was missed.' }],
};

const listAnswer: Mapping = {
  name: 'list-appointments: 200',
  title: 'The answer to a list of appointments',
  source: 'GET /available-appointments',
  target: '200',
  rows: [
    ...echoed(
      'address.id',
      'address.type',
      'serviceSpecification.id',
      'serviceSpecification.name',
      'appointmentPurpose',
    ),
    ignores('appointmentFromDate', 'Has no member in the answer.'),
    ignores('classifications', 'Has no member in the answer.'),
  ],
  added: [
    adds(
      'supplier',
      ['timeslots.timeslotStartDateTime', 'timeslots.timeslotEndDateTime'],
      'In the order of the supplier.',
    ),
  ],
  unsent: [],
};

const reserveAnswer: Mapping = {
  name: 'reserve-appointment: 201',
  title: 'The answer to a reservation',
  source: 'POST /appointments',
  target: '201',
  rows: [
    ...echoed('id', 'address.id', 'address.type', 'serviceSpecification.id', 'serviceSpecification.name', 'purpose'),
    ...['timeslot.timeslotStartDateTime', 'timeslot.timeslotEndDateTime'].map((name) =>
      maps(name, name, 'As the supplier reserved it.'),
    ),
  ],
  added: [adds('supplier', ['supplierReference', 'expiryDateTime'], 'Its key of the reservation, and when it lapses.')],
  unsent: [],
};

const testAnswer: Mapping = {
  name: 'test-service: 201',
  title: 'The answer to a service test',
  source: 'POST /service-tests',
  target: '201',
  rows: echoed('id', 'serviceId', 'serviceSpecification.id', 'serviceSpecification.name', 'problemType'),
  added: [adds('gateway', 'supplierReference', 'Our reference of the test (`TST_…`).')],
  unsent: [],
};

export const REPLY_MAPPINGS: readonly Mapping[] = [
  headers,
  reportAnswer,
  amendAnswer,
  cancelAnswer,
  verdictAnswer,
  listAnswer,
  reserveAnswer,
  testAnswer,
];
