// What becomes of every field of appointment requests, and of CityFibre's answers to them (NICC ALA).

import { adds, ignores, leavesOut, type Mapping, maps } from '../../../protocol/mapping-table.js';

const head = [
  adds('gateway', 'message/messageId', 'A new UUID.'),
  adds(
    'header X-Conversation-ID',
    'message/correlationId',
    "The conversation's id, where it has at most 36 characters; else the messageId. CityFibre echoes it.",
  ),
  adds('clock', 'message/sentAt', 'When it is sent, UTC.'),
  adds('setting buyerIdentifier', 'buyer/buyerIdentifier', 'The name CityFibre gave the tenant.'),
  adds('constant', 'seller/sellerIdentifier', 'CITYFIBRE.'),
];

const unsent = [
  ...leavesOut('No northern field says it.', 'buyer/cfh:resellerId', 'cfh:projectReference'),
  ...leavesOut(
    'Optional; a new appointment for an old one is a reservation and an amendment with its key.',
    'cfh:reappointment',
  ),
];

const APPOINTMENT_TYPE = ['appointmentType/fault', 'appointmentType/order'];
const PURPOSE = 'REPAIR, or none, is `<fault/>`; PROVIDE and MODIFY are `<order/>`.';
const PRODUCT = 'As it is, at most 254 characters.';
const NO_KIND = "CityFibre's addressKey has no kind: its pages call it the UPRN.";
const NAME = 'A name for people; CityFibre knows products by id.';

const listAppointments: Mapping = {
  name: 'list-appointments',
  title: 'List available appointments',
  source: 'GET /available-appointments',
  target: 'queryAppointmentAvailabilityRequest',
  rows: [
    maps('address.id', 'addressKey', 'As it is, at most 63 characters.'),
    ignores('address.type', NO_KIND),
    maps('serviceSpecification.id', 'cfh:productName', PRODUCT),
    ignores('serviceSpecification.name', NAME),
    maps('appointmentFromDate', 'appointmentsFrom', 'As it is; where it is not given, today in the UK.'),
    maps('appointmentPurpose', APPOINTMENT_TYPE, PURPOSE),
    ignores(
      'classifications',
      'CityFibre cannot be asked for parts of a day: every slot it offers is passed on, and the caller chooses.',
    ),
  ],
  added: head,
  unsent,
};

const reserveAppointment: Mapping = {
  name: 'reserve-appointment',
  title: 'Reserve an appointment',
  source: 'POST /appointments',
  target: 'reserveAppointmentRequest',
  rows: [
    ignores('id', 'Kept with the reservation: a problem may name the reservation by it.'),
    maps('address.id', 'cfh:addressKey', 'As it is, at most 254 characters.'),
    ignores('address.type', NO_KIND),
    maps('serviceSpecification.id', 'cfh:productName', PRODUCT),
    ignores('serviceSpecification.name', NAME),
    maps('purpose', APPOINTMENT_TYPE, PURPOSE),
    maps(
      'timeslot.timeslotStartDateTime',
      ['appointmentSlot/appointmentDate', 'appointmentSlot/appointmentStartTime'],
      'The date and the time a clock in the UK shows then; in the past is a 422.',
    ),
    maps(
      'timeslot.timeslotEndDateTime',
      'appointmentSlot/appointmentEndTime',
      'The time a clock in the UK shows then, on the same day; midnight is 24:00.',
    ),
  ],
  added: head,
  unsent,
};

const ENVELOPE = [
  ...['message/messageId', 'message/sentAt', 'buyer/buyerIdentifier', 'seller/sellerIdentifier'],
  'message/correlationId',
].map((from) => ignores(from, 'The answer is known by the connection it came on.'));
const SLOT =
  'UK local date and times as instants with their offset; whatever holds a date and two times is a slot, because the name of its element is not published.';

const availability: Mapping = {
  name: 'list-appointments answer',
  title: 'The answer to a list of appointments',
  source: 'queryAppointmentAvailabilityResponse',
  target: '200 of GET /available-appointments',
  rows: [
    ...ENVELOPE,
    ...['appointmentDate', 'appointmentStartTime', 'appointmentEndTime'].map((part) =>
      maps(
        `queryAppointmentAvailabilityAccepted/appointmentSlots/appointmentSlot/${part}`,
        part === 'appointmentDate'
          ? ['timeslots.timeslotStartDateTime', 'timeslots.timeslotEndDateTime']
          : [`timeslots.timeslot${part === 'appointmentStartTime' ? 'Start' : 'End'}DateTime`],
        SLOT,
      ),
    ),
    maps(
      'queryAppointmentAvailabilityRejected',
      'messages',
      'Any text below it is the reason of a 422: its shape is not published.',
    ),
  ],
  added: [],
  unsent: [],
};

const RESERVED = 'reserveAppointmentAccepted/appointment';

const reservation: Mapping = {
  name: 'reserve-appointment answer',
  title: 'The answer to a reservation',
  source: 'reserveAppointmentResponse',
  target: '201 of POST /appointments',
  rows: [
    ...ENVELOPE,
    maps(`${RESERVED}/appointmentDate`, ['timeslot.timeslotStartDateTime', 'timeslot.timeslotEndDateTime'], SLOT),
    maps(`${RESERVED}/appointmentStartTime`, 'timeslot.timeslotStartDateTime', SLOT),
    maps(`${RESERVED}/appointmentEndTime`, 'timeslot.timeslotEndDateTime', SLOT),
    maps(`${RESERVED}/appointmentReservationKey`, 'supplierReference', 'As it is; kept with the id of the request.'),
    maps(
      `${RESERVED}/appointmentReservationValidUntil`,
      'expiryDateTime',
      'As it is; kept, so that a lapsed reservation is refused.',
    ),
    maps(
      'reserveAppointmentRejected',
      'messages',
      'Any text below it is the reason of a 422: its shape is not published.',
    ),
  ],
  added: [],
  unsent: [],
};

export const APPOINTMENT_MAPPINGS = [listAppointments, reserveAppointment, availability, reservation];
