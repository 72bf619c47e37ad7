// What makes a request one request, which supplier its problem goes to, and which problem it opens.

import { describe, expect, it } from '@jest/globals';
import type { Command } from '../../src/domain/request.js';
import { problemOpenedBy, serviceOf, subjectOf } from '../../src/engine/requests/subject.js';
import type { Supplier } from '../../src/domain/supplier/port.js';

const MORNING = {
  timeslotStartDateTime: '2026-03-30T08:00:00.000+01:00',
  timeslotEndDateTime: '2026-03-30T13:00:00.000+01:00',
};

const opening = (given: Command) => ({
  tenant: 'TENANT1',
  command: given,
  problemId: 7,
  supplier: SUPPLIER,
  reserved: MORNING,
});

const SUPPLIER = { id: 'quay', accountOf: (tenant: string) => `${tenant}-ACCOUNT` } as Supplier;

function command(operation: Command['operation'], request: object): Command {
  return { operation, request } as Command;
}

const REPORT = command('report-problem', {
  id: 7,
  serviceId: 'S1',
  serviceSpecification: { id: 'FTTP' },
  description: 'no light',
});
const AMENDMENT = command('amend-problem', { id: 8, serviceProblemId: 7 });
const CANCELLATION = command('cancel-problem', { id: 9, serviceProblemId: 7 });
const VERDICT = command('answer-resolution', { accepted: true });
const claiming = ({ operation, request }: Command): Command =>
  command(operation, { ...request, supplierServiceProblemReference: 'TIC-1' });

describe('the subject of a request', () => {
  it.each([
    [REPORT, { requestKey: '7', problemId: 7 }],
    [AMENDMENT, { requestKey: '8', problemId: 7 }],
    [CANCELLATION, { requestKey: '9', problemId: 7 }],
  ])('is its own id and the problem it names: $operation', (given, expected) => {
    expect(subjectOf(given)).toEqual(expected);
  });

  it('is not in the body of a verdict', () => {
    expect(() => subjectOf(VERDICT)).toThrow();
  });
});

describe('the supplier of a request', () => {
  it('is chosen by the service of a report alone', () => {
    expect(serviceOf(REPORT)).toEqual({ serviceId: 'S1', specificationId: 'FTTP' });
    expect([AMENDMENT, CANCELLATION, VERDICT].map(serviceOf)).toEqual([{}, {}, {}]);
  });
});

describe('the problem that a request opens', () => {
  it.each([
    ['a report', REPORT, true],
    ['an amendment of a problem reported elsewhere', claiming(AMENDMENT), false],
    ['a cancellation of a problem reported elsewhere', claiming(CANCELLATION), false],
  ])('has the supplier and its account: %s', (_name, given, knownLocally) => {
    expect(problemOpenedBy(opening(given))).toMatchObject({
      supplier: 'quay',
      account: 'TENANT1-ACCOUNT',
      ourReference: 'TENANT1-7',
      knownLocally,
      document: { id: 7 },
    });
  });

  it('has the slot that was reserved for it from the start', () => {
    expect(problemOpenedBy(opening(REPORT))?.document.appointmentTimeslot).toEqual(MORNING);
  });

  it.each([
    ['an amendment that names no reference', AMENDMENT],
    ['a cancellation that names no reference', CANCELLATION],
    ['a verdict', VERDICT],
  ])('is none: %s', (_name, given) => {
    expect(problemOpenedBy(opening(given))).toBeUndefined();
  });
});
