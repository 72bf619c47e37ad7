// Rows several requests share: the head, contacts, appointments, and what only CityFibre itself fills in.

import { adds, leavesOut, type Mapped, maps } from '../../../protocol/mapping-table.js';

export const FAULT_DETAILS = 'faultDetails';
export const SITE_CONTACT = `${FAULT_DETAILS}/siteAccessContactDetails`;
const APPOINTMENT = [
  'appointment/appointmentReservationKey',
  'appointment/appointmentDate',
  'appointment/appointmentStartTime',
  'appointment/appointmentEndTime',
];
const PARTS = [
  ['name', 'name'],
  ['phoneNumber', 'phone'],
  ['email', 'email'],
] as const;

export function contactRows(from: string, to: readonly string[], rule: string): Mapped[] {
  return PARTS.map(([ours, theirs]) =>
    maps(
      `${from}.${ours}`,
      to.map((element) => `${element}/${theirs}`),
      rule,
    ),
  );
}

export const appointmentRows: Mapped[] = [
  maps(
    'appointmentReservationId',
    APPOINTMENT,
    'Stands for the key, the date and the times of the reservation made under this id through this gateway; without one, or after it lapsed, 422. Where the reference is given too, that counts.',
  ),
  maps(
    'appointmentReservationReference',
    APPOINTMENT,
    "CityFibre's own key, as it is; with date and times in UK local time where that reservation was made through this gateway.",
  ),
];

export const head = [
  adds('constant', 'apiVersion', '1.0, the version every published sample carries.'),
  adds('setting buyerIdentifier', 'buyerIdentifier', 'The name CityFibre gave the tenant.'),
  adds(
    'clock',
    'sentAt',
    'When this attempt is sent, UTC with three fraction digits (24 characters; the tables allow 25).',
  ),
  adds('gateway', 'messageId', 'A UUID kept with the request: the same on every attempt.'),
];
export const reporterRows = [
  adds(
    'setting reporter',
    ['reporterContactDetails/name', 'reporterContactDetails/phone', 'reporterContactDetails/email'],
    "Who reports on the tenant's side.",
  ),
  adds('time of receipt', 'reportDateTime', 'When the request reached this gateway, UTC.'),
];
export const supplierReference = adds(
  'problem as stored',
  'maintainerFaultReference',
  "CityFibre's reference, once a notification told it.",
);

export const OUR_REFERENCE =
  'Our reference of the problem: `<Tenant>-<Fibre Cafe id>`, unique, stable, at most 36 characters.';
export const GIVEN_REFERENCE =
  'Used where CityFibre itself has not told its reference yet; what CityFibre told wins, so that no caller claims the ticket of another.';

const ECHOES = ['status', 'statusReason', 'missedAppointment'].map((name) => `${FAULT_DETAILS}/${name}`);
export const THEIRS = [
  ...leavesOut('CityFibre fills it in notifications; a buyer does not say it (contradiction 40).', ...ECHOES),
  ...leavesOut("CityFibre's own words; ours go into the comment.", 'updates'),
  ...leavesOut('The northern API has no field for attachments, so none are sent.', 'attachments'),
  ...leavesOut(
    'CityFibre fills it in notifications.',
    'appointment/appointmentConfirmationStatus',
    'appointment/appointmentCancelled',
    'appointment/appointmentClosureCode',
  ),
];
