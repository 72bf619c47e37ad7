// The mapping tables of aBILLity: what becomes of every field of a report on its way into FaultPOSTForm.

import {
  adds,
  ignores,
  type Mapped,
  type Mapping,
  maps,
  type SupplierMappings,
} from '../../../protocol/mapping-table.js';

/** A characteristic with a field of its own. */
const says = (name: string, field: string, rule = 'As it is.'): Mapped =>
  maps(`characteristics[${name}].value`, field, rule);

const contact = (who: string, label: string): Mapped[] =>
  ['name', 'phoneNumber', 'email'].map((part) =>
    maps(`${who}.${part}`, 'AccessDetails', `In the line \`${label}: name, phone, e-mail\`.`),
  );

const reportProblem: Mapping = {
  name: 'report-problem',
  title: 'Report a problem on a WLR3 line',
  source: 'POST /service-problems',
  target: 'FaultPOSTForm',
  rows: [
    ignores('id', 'aBILLity takes no reference of ours: the problem is known by the IncidentID it answers.'),
    maps(
      'problemType',
      ['IncidentTypeId', 'IncidentSymptomId', 'IncidentCategoryId', 'SQC'],
      'By the setting problems.',
    ),
    maps('problemType', 'Intermitent', 'STABILITY is true, unless the characteristic says otherwise.'),
    maps('problemText', 'Summary', 'As it is.'),
    maps('notes', 'Summary', 'As a further line.'),
    maps('serviceId', 'CLI', 'As it is.'),
    ignores('serviceSpecification.id', 'It may choose the supplier; aBILLity knows the line by CLI alone.'),
    ignores('serviceSpecification.name', 'A name for people; aBILLity knows the line by CLI alone.'),
    maps('address.type', 'AccessDetails', 'In the line `Address: UPRN 200004033694`.'),
    maps('address.id', 'AccessDetails', 'In the line `Address: UPRN 200004033694`.'),
    ignores('serviceTestId', 'An id of the Fibre Cafe; the test is named by its reference.'),
    maps('serviceTestReference', 'Summary', 'As a line `Service test: …`.'),
    maps('parentServiceProblemId', 'Summary', 'As a line `Related to: <Tenant>-<id>`.'),
    says('SQC', 'SQC', 'One of those LineDetails allows.'),
    says('SYMPTOM_ID', 'IncidentSymptomId', 'A whole number that belongs to the type.'),
    says('CATEGORY_ID', 'IncidentCategoryId', 'A whole number that belongs to the type.'),
    says('TRC_CHARGEBAND', 'Timeband', '0 to 4; else the setting timeband.'),
    says('SAMPLE_CALL', 'SampleCallData', 'Affected number, dialled number, time of the call; may be repeated.'),
    says('AFFECTED_LINES', 'Lines', 'A whole number.'),
    says('DOWN_TIME', 'DownTime'),
    says('ACCESS_AVAILABILITY', 'AccessAvailability'),
    says('ACCESS_FROM', 'AccessFrom', 'UK local time, without a zone.'),
    says('ACCESS_TO', 'AccessTo', 'UK local time, without a zone.'),
    says('INTERMITTENT', 'Intermitent', 'true or false.'),
    says('FEATURE', 'Feature'),
    says('PIN', 'PIN', 'Four digits.'),
    says('CARE_LEVEL', 'CareLevel', 'As it is; else the setting careLevel.'),
    says('OPENREACH_REFERENCE', 'OpenReachReference'),
    says('NO_TEST_REASON', 'NoTestReasonCode', 'As it is; then the line is not tested.'),
    says(
      'TEMP_CALL_ROUTE',
      'TempCallRoute',
      'NONE is 0, DIVERT is 1, BUSY_OUT is 2; in XML by its name, or in Summary where it has none.',
    ),
    says('DIVERT_TO_NUMBER', 'DivertToNumber'),
    says('SUSPEND_CPS', 'SuspendCPS', 'true or false.'),
    says('APPOINTMENT_DATE', 'AppointmentDate', 'Where no reservation is named; reserved first where one is needed.'),
    says('APPOINTMENT_SLOT', 'AppointmentSlot', 'As `08:00-13:00`, or by its code, out of the setting slots.'),
    says('24HR_ACCESS', 'AccessDetails', 'As a line `24 hour access: …`.'),
    maps('characteristics.name', 'Summary', 'As a line `NAME: value`, where it has no field of its own.'),
    maps('characteristics.value', 'Summary', 'As a line `NAME: value`, where it has no field of its own.'),
    ...contact('primaryContact', 'Contact'),
    ...contact('secondaryContact', 'Contact at the site'),
    maps(
      'appointmentReservationId',
      ['ReservationKey', 'AppointmentDate', 'AppointmentSlot'],
      'The key, day and slot of the reservation made through this gateway.',
    ),
    maps('appointmentReservationReference', 'ReservationKey', 'As it is.'),
    maps('hazards', 'HazardNotes', 'As it is.'),
    maps('onSiteRestrictions', 'AccessDetails', 'As its first line.'),
  ],
  added: [
    adds(
      'setting owner',
      ['OwnerId', 'ContactEmail', 'ContactName', 'ContactTelephone', 'ContactCompanyName'],
      'As it is.',
    ),
    adds('setting siteContactId', 'SiteContactID', 'As it is.'),
    adds('setting priority', 'IncidentPriority', 'As it is; else none is sent.'),
    adds(
      'answer of LineTest',
      'LineTestResult',
      'The outcome, by its number; in XML by its name, or in Summary where it has none.',
    ),
    adds(
      'answer of Appointment',
      ['ReservationKey', 'AppointmentDate', 'AppointmentSlot'],
      'Where the rule appointment-required holds and the caller has no key.',
    ),
  ],
  unsent: [],
};

const NUMBER_ALONE = 'aBILLity knows the line by CLI alone; it may choose the supplier.';

const reserveAppointment: Mapping = {
  name: 'reserve-appointment',
  title: 'Reserve an appointment for a WLR3 line',
  source: 'POST /appointments',
  target: 'ReserveAppointmentPOST',
  rows: [
    ignores('id', 'Kept with the reservation: a problem may name the reservation by it.'),
    maps('address.id', 'CLI', 'As it is: the number of the line.'),
    maps('address.type', 'CLI', 'Must be CLI (rule visit-by-number).'),
    ignores('serviceSpecification.id', NUMBER_ALONE),
    ignores('serviceSpecification.name', NUMBER_ALONE),
    maps('purpose', 'NewProvide', 'REPAIR, or none, is false; anything else is a 422 (rule repair-only).'),
    maps(
      'timeslot.timeslotStartDateTime',
      ['Date', 'Slot'],
      'The date a clock in the UK shows then, and the slot of the setting slots it lies in (rules known-slot, future-slot).',
    ),
    maps('timeslot.timeslotEndDateTime', 'Slot', 'Must lie in the same slot of the same day (rule known-slot).'),
  ],
  added: [
    adds('constant', 'Lines', '1: the whole line.'),
    adds('answer of LineDetails', 'ServiceMaintenanceLevel', 'As the line says it.'),
  ],
  unsent: [],
};

const testService: Mapping = {
  name: 'test-service',
  title: 'Test a WLR3 line',
  source: 'POST /service-tests',
  target: 'LineTestPOST',
  rows: [
    ignores('id', 'Stands in the answer and in the KCI.'),
    maps('serviceId', 'CLI', 'As it is.'),
    ignores('serviceSpecification.id', NUMBER_ALONE),
    ignores('serviceSpecification.name', NUMBER_ALONE),
    ignores('problemType', 'aBILLity has one test of a line, whatever the problem.'),
  ],
  added: [],
  unsent: [],
};

export const ABILLITY_MAPPINGS: SupplierMappings = {
  supplier: 'abillity',
  title: 'aBILLity, Openreach WLR3',
  messages: [reportProblem, reserveAppointment, testService],
  events: [],
};
