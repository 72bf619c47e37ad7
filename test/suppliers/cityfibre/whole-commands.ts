// Commands that say everything they can, in the situations that change what becomes of it.

import type { Stored } from './translation.js';

const contact = (name: string): object => ({
  name,
  email: `${name.toLowerCase()}@home.example`,
  phoneNumber: '01632 960301',
});

const characteristics = [
  { name: 'END_USER_CPE', value: 'Invented Box 3' },
  { name: '24HR_ACCESS', value: 'true' },
  { name: 'SERVICE_LAST_WORKED', value: '2026-03-02T08:00:00.000Z' },
];

const details = {
  characteristics,
  primaryContact: contact('Ada'),
  secondaryContact: contact('Bo'),
  appointmentReservationId: 345,
  appointmentReservationReference: 'KEY345',
  hazards: 'A loose step',
  onSiteRestrictions: 'Gate code needed',
  notes: 'Works from home.',
};

const reservation: NonNullable<Stored['reservation']> = {
  id: 345,
  key: 'KEY345',
  timeslot: {
    timeslotStartDateTime: '2026-03-31T08:00:00.000+01:00',
    timeslotEndDateTime: '2026-03-31T13:00:00.000+01:00',
  },
  lapsesAt: undefined,
};

const report = {
  id: 40112,
  problemType: 'OUTAGE',
  problemText: 'Nothing works at all.',
  serviceId: 'SRV40501',
  serviceSpecification: { id: 'ftthl2r', name: 'FTTH' },
  address: { id: '200004033694', type: 'UPRN' },
  serviceTestId: 777,
  serviceTestReference: 'TEST_777',
  parentServiceProblemId: 40001,
  ...details,
};

const amendment = {
  id: 23467,
  supplierReference: 'AMD_ABCDEFGH',
  serviceProblemId: 40112,
  supplierServiceProblemReference: 'TIC-000111',
  problemText: 'It drops every evening.',
  escalationRequest: true,
  ...details,
};

const held = { id: 40112, primaryContact: contact('Cy'), hazards: 'None' } as NonNullable<Stored['problem']>;

function without(request: object, ...names: string[]): object {
  return Object.fromEntries(Object.entries(request).filter(([name]) => !names.includes(name)));
}

const resolved = { ...held, supplierServiceProblemReference: 'TIC-000111' };

export interface WholeCommand extends Stored {
  request: object;
  settings?: Record<string, unknown>;
}

/** By operation, the fullest command first. */
export const WHOLE_COMMANDS = {
  'report-problem': [
    { request: report, reservation },
    { request: without(report, 'secondaryContact', 'appointmentReservationReference'), reservation },
    { request: without(report, 'appointmentReservationId') },
  ],
  'amend-problem': [
    { request: amendment, problem: held, reservation, settings: { escalationPriorityLevel: 1 } },
    { request: without(amendment, 'secondaryContact', 'appointmentReservationReference'), problem: held, reservation },
    { request: without(amendment, 'appointmentReservationId') },
  ],
  'cancel-problem': [
    {
      request: {
        id: 123365,
        serviceProblemId: 40112,
        supplierServiceProblemReference: 'TIC-000111',
        reasonCode: 'ISSUE_RESOLVED',
        text: 'It works again.',
      },
      problem: held,
    },
  ],
  'answer-resolution': [
    {
      request: { status: 'REJECTED', tenantNotes: 'It still drops every single evening at about nine.' },
      problem: resolved,
    },
    { request: { status: 'REJECTED', tenantNotes: 'Still drops.' }, problem: resolved },
    { request: { status: 'ACCEPTED', tenantNotes: 'Thank you.' }, problem: resolved },
  ],
} satisfies Record<string, WholeCommand[]>;

export const WHOLE_APPOINTMENTS = {
  'list-appointments': {
    address: { id: '200004033694', type: 'UPRN' },
    serviceSpecification: { id: 'ftthl2r', name: 'FTTH' },
    appointmentFromDate: '2026-03-31',
    classifications: ['WEEKDAY_AM'],
    appointmentPurpose: 'REPAIR',
  },
  'reserve-appointment': {
    id: 345,
    address: { id: '200004033694', type: 'UPRN' },
    serviceSpecification: { id: 'ftthl2r', name: 'FTTH' },
    purpose: 'REPAIR',
    timeslot: reservation.timeslot,
  },
} as const;
