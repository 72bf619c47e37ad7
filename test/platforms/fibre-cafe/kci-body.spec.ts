// The JSON of a KCI: its members, their names where the pages leave them open, and what is left out.

import { describe, expect, it } from '@jest/globals';
import type { Update, RequestLink } from '../../../src/domain/update.js';
import { takenOverProblem } from '../../../src/domain/problem.js';
import {
  DEFAULT_KCI_NAMES,
  type KciNames,
  rewriteKci,
  writeKci,
} from '../../../src/platforms/fibre-cafe/updates/kci.body.js';

const AMENDMENT: RequestLink = { request: 'amendment', id: 88123, reference: 'AMD_HARBOUR' };
const CANCELLATION: RequestLink = { request: 'cancellation', id: 61007, reference: 'CAN_HARBOUR' };
const RESOLUTION = {
  supplierReference: 'RES_HARBOUR',
  resolvedDate: '2026-03-03T09:00:00.000Z',
  closedDate: undefined,
  resolutionDetails: { resolutionCode: 'NETWORK_ISSUE', resolutionText: 'Splice remade', supplierCodes: undefined },
};

function kci(rest: Partial<Update> = {}): Update {
  return {
    id: '9d0b6f3e-14c7-4a52-b8e1-60f2c7ad3951',
    sequenceNumber: 3,
    issuedOn: '2026-03-03T10:15:31.000Z',
    reasonCode: 'UPDATE',
    problemCode: undefined,
    text: undefined,
    supplierCodes: [],
    supplierNotes: [],
    link: undefined,
    problem: { ...takenOverProblem('HARBOUR', 40112), status: 'IN_PROGRESS' },
    ...rest,
  };
}
const written = (given: Update, names: Partial<KciNames> = {}): Record<string, unknown> =>
  JSON.parse(writeKci(given, { ...DEFAULT_KCI_NAMES, ...names })) as Record<string, unknown>;

describe('a KCI', () => {
  it('has its ids and the problem, and leaves out absent members instead of null or empty ones', () => {
    expect(written(kci())).toEqual({
      id: '9d0b6f3e-14c7-4a52-b8e1-60f2c7ad3951',
      sequenceNumber: 3,
      issuedOn: '2026-03-03T10:15:31.000Z',
      reasonCode: 'UPDATE',
      serviceProblem: { id: 40112, tenant: 'HARBOUR', status: 'IN_PROGRESS' },
    });
  });

  it('has its reason in codes, text and notes', () => {
    const supplierNotes = [
      { note: 'Llŷn – 👩🏽‍🔧 "quoted"', type: 'Supplier Update', created: '2026-03-03T09:00:00.000Z' },
    ];
    expect(written(kci({ problemCode: 'OTHER', text: 'Why', supplierCodes: ['FNR'], supplierNotes }))).toMatchObject({
      problemCode: 'OTHER',
      text: 'Why',
      supplierCodes: ['FNR'],
      supplierNotes,
    });
  });

  it('has every member of the problem that the API has, and nothing else that is stored', () => {
    const problem = {
      ...kci().problem,
      supplierServiceProblemReference: 'TIC-770011',
      problemType: 'STABILITY' as const,
      problemText: 'The service drops every evening.',
      serviceId: 'SRV40501',
      serviceSpecification: { id: 'ftthl2r', name: undefined },
      address: { id: '100099887766', type: 'UPRN' },
      serviceTestId: 7781,
      serviceTestReference: 'TST_90210',
      parentServiceProblemId: 40001,
      characteristics: [{ name: 'CPE', value: 'x' }],
      primaryContact: { name: 'Carys', email: undefined, phoneNumber: '01632 960111' },
      secondaryContact: { name: 'Iwan', email: 'i@w.example', phoneNumber: '01632 960122' },
      appointmentReservationId: 5512,
      appointmentReservationReference: '7QK2M9XW',
      appointmentTimeslot: {
        timeslotStartDateTime: '2026-03-30T08:00:00.000+01:00',
        timeslotEndDateTime: '2026-03-30T13:00:00.000+01:00',
      },
      hazards: 'A dog',
      onSiteRestrictions: 'Ring',
      notes: 'None',
    };
    const expected = { ...problem, serviceProblemResolution: undefined };
    const { serviceProblem } = written(
      kci({ problem: { ...problem, secret: 'kept for ourselves' } as typeof problem }),
    );
    expect(serviceProblem).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('is the same text every time', () => {
    const given = kci({ link: AMENDMENT, problem: { ...kci().problem, serviceProblemResolution: RESOLUTION } });
    expect(writeKci(structuredClone(given), { ...DEFAULT_KCI_NAMES })).toBe(writeKci(given, DEFAULT_KCI_NAMES));
  });
});

describe('the request a KCI answers', () => {
  it('is named by id and reference', () => {
    expect(written(kci({ link: AMENDMENT }))).toMatchObject({
      serviceProblemAmendmentId: 88123,
      serviceProblemAmendmentReference: 'AMD_HARBOUR',
    });
    expect(written(kci({ link: CANCELLATION }))).toMatchObject({
      serviceProblemCancellationId: 61007,
      serviceProblemCancellationReference: 'CAN_HARBOUR',
    });
  });

  it('under member names that are settings', () => {
    const names = {
      amendmentId: 'amendment',
      amendmentReference: 'amendmentRef',
      cancellationId: 'cancellation',
      cancellationReference: 'cancellationRef',
    };
    expect(written(kci({ link: AMENDMENT }), names)).toMatchObject({ amendment: 88123, amendmentRef: 'AMD_HARBOUR' });
    expect(written(kci({ link: CANCELLATION }), names)).toMatchObject({
      cancellation: 61007,
      cancellationRef: 'CAN_HARBOUR',
    });
  });
});

describe('a resolution', () => {
  const resolved = kci({ problem: { ...kci().problem, status: 'RESOLVED', serviceProblemResolution: RESOLUTION } });
  const expected = JSON.parse(JSON.stringify(RESOLUTION)) as unknown;

  it('is beside the problem by default', () => {
    const body = written(resolved);
    expect(body['serviceProblemResolution']).toEqual(expected);
    expect(body['serviceProblem']).not.toHaveProperty('serviceProblemResolution');
  });

  it('is inside the problem by setting', () => {
    const body = written(resolved, { resolution: 'inside' });
    expect(body).not.toHaveProperty('serviceProblemResolution');
    expect(body['serviceProblem']).toMatchObject({ serviceProblemResolution: expected });
  });
});

describe('a KCI written again by the present settings', () => {
  const other: KciNames = {
    amendmentId: 'amendment',
    amendmentReference: 'amendmentRef',
    cancellationId: 'cancellation',
    cancellationReference: 'cancellationRef',
    resolution: 'inside',
  };
  const resolved = { ...kci().problem, status: 'RESOLVED' as const, serviceProblemResolution: RESOLUTION };
  const notes = [{ note: 'Spliced', type: 'Supplier Update', created: '2026-03-03T09:00:00.000Z' }];

  it.each<[string, Update]>([
    ['without more than it must have', kci()],
    ['of an amendment', kci({ reasonCode: 'AMENDED', link: AMENDMENT, text: 'Done', supplierNotes: notes })],
    ['of a cancellation', kci({ link: CANCELLATION, problemCode: 'OTHER', supplierCodes: ['FNR'] })],
    ['of a resolution', kci({ problem: resolved })],
  ])('%s is as written now, with its original id, number and time', (_what, given) => {
    const before = writeKci(given, DEFAULT_KCI_NAMES);
    expect(rewriteKci(before, given.link?.request, other)).toBe(writeKci(given, other));
    expect(rewriteKci(writeKci(given, other), given.link?.request, DEFAULT_KCI_NAMES)).toBe(before);
  });
});
