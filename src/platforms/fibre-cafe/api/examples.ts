// Requests the OpenAPI document shows whole: realistic, valid, and answered 201 or 202 by the demo.

export interface Example {
  summary: string;
  value: object;
}
export type Examples = Record<string, Example>;

const SERVICE = { serviceId: 'SI2345432345345', serviceSpecification: { id: 'ftthl2r' } };
const ADDRESS = { id: '200004033694', type: 'UPRN' };

export const REPORTS: Examples = {
  unstable: {
    summary: 'A service that keeps dropping',
    value: {
      id: 12400,
      problemType: 'STABILITY',
      problemText: 'The service drops every evening.',
      ...SERVICE,
      address: ADDRESS,
      characteristics: [
        { name: 'SERVICE_HAS_WORKED', value: 'true' },
        { name: 'SERVICE_LAST_WORKED', value: '2026-11-20T17:45:00.000Z' },
      ],
      primaryContact: { name: 'Morgan Example', email: 'morgan@example.com', phoneNumber: '01632 960123' },
      hazards: 'Loose dog in the yard',
    },
  },
  least: {
    summary: 'No more than is mandatory',
    value: { id: 12401, problemType: 'OUTAGE', problemText: 'Service is completely down.', ...SERVICE },
  },
};

export const AMENDMENTS: Examples = {
  notes: {
    summary: 'Something the supplier should know',
    value: { id: 23471, serviceProblemId: 12356, notes: 'The customer works from home.' },
  },
  escalation: {
    summary: 'Escalated, with another contact',
    value: {
      id: 23468,
      serviceProblemId: 12356,
      escalationRequest: true,
      primaryContact: { name: 'Robin Example', phoneNumber: '01632 960456' },
    },
  },
};

export const CANCELLATIONS: Examples = {
  solved: {
    summary: 'The problem went away',
    value: {
      id: 123365,
      serviceProblemId: 12356,
      supplierServiceProblemReference: 'TIC-000111',
      reasonCode: 'ISSUE_RESOLVED',
      text: 'It works again.',
    },
  },
};

export const VERDICTS: Examples = {
  accepted: { summary: 'It works', value: { status: 'ACCEPTED' } },
  rejected: { summary: 'It does not', value: { status: 'REJECTED', tenantNotes: 'It still drops at night.' } },
};

export const RESERVATIONS: Examples = {
  repair: {
    summary: 'A morning for a repair',
    value: {
      id: 345,
      address: ADDRESS,
      serviceSpecification: { id: 'ftthl2r' },
      purpose: 'REPAIR',
      timeslot: {
        timeslotStartDateTime: '2026-12-01T08:00:00.000Z',
        timeslotEndDateTime: '2026-12-01T13:00:00.000Z',
      },
    },
  },
};

export const TESTS: Examples = {
  unstable: { summary: 'Before a problem is reported', value: { id: 23467, ...SERVICE, problemType: 'STABILITY' } },
};
