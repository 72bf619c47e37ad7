// A problem and its amendments: what is given replaces, what is not given stays.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AmendProblem, ProblemDetails, ReportProblem } from '../../src/domain/request.js';
import { amendedProblem, isEmpty, reportedProblem, type ServiceProblem } from '../../src/domain/problem.js';
import { problem } from './reports.js';

const NOTHING: AmendProblem = {
  id: 88123,
  serviceProblemId: 40112,
  supplierReference: undefined,
  supplierServiceProblemReference: undefined,
  escalationRequest: undefined,
  problemText: undefined,
  characteristics: undefined,
  primaryContact: undefined,
  secondaryContact: undefined,
  appointmentReservationId: undefined,
  appointmentReservationReference: undefined,
  hazards: undefined,
  onSiteRestrictions: undefined,
  notes: undefined,
};
const contact = fc.record({ name: fc.string(), email: fc.constant(undefined), phoneNumber: fc.string() });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const details: fc.Arbitrary<ProblemDetails> = fc.record({
  problemText: maybe(fc.string()),
  characteristics: maybe(
    fc.array(fc.record({ name: fc.string(), value: fc.string() }), { minLength: 1, maxLength: 3 }),
  ),
  primaryContact: maybe(contact),
  secondaryContact: maybe(contact),
  appointmentReservationId: maybe(fc.nat()),
  appointmentReservationReference: maybe(fc.string()),
  hazards: maybe(fc.string()),
  onSiteRestrictions: maybe(fc.string()),
  notes: maybe(fc.string()),
});
const NAMES = Object.keys({
  problemText: 0,
  characteristics: 0,
  primaryContact: 0,
  secondaryContact: 0,
  appointmentReservationId: 0,
  appointmentReservationReference: 0,
  hazards: 0,
  onSiteRestrictions: 0,
  notes: 0,
} satisfies Record<keyof ProblemDetails, number>) as (keyof ProblemDetails)[];

describe('an amended problem', () => {
  it('has the given members in place of its own, lists whole, and its other members unchanged', () => {
    fc.assert(
      fc.property(details, details, (had, given) => {
        const before = problem('IN_PROGRESS', { ...had, serviceId: 'SRV40501' });
        const after = amendedProblem(before, { ...NOTHING, ...given });
        for (const name of NAMES) {
          const value = given[name] ?? had[name];
          expect(after[name]).toEqual(isEmpty(given[name]) ? undefined : value);
        }
        expect({ ...after, ...had }).toEqual(before);
      }),
    );
  });

  it('is a new object, and the problem before is unchanged', () => {
    const before = problem('IN_PROGRESS', { hazards: 'A dog' });
    expect(amendedProblem(before, { ...NOTHING, hazards: 'Two dogs' }).hazards).toBe('Two dogs');
    expect(before.hazards).toBe('A dog');
  });

  it('has its id, status and references unchanged, which an amendment also names', () => {
    const before = problem('PENDING', { supplierServiceProblemReference: 'TIC-770011' });
    const after = amendedProblem(before, {
      ...NOTHING,
      supplierServiceProblemReference: 'TIC-OTHER',
      supplierReference: 'AMD_X',
      escalationRequest: true,
      notes: 'x',
    });
    expect(after).toEqual({ ...before, notes: 'x' });
  });

  it('has nothing where the amendment gives an empty text or list', () => {
    const had = problem('PENDING', { notes: 'x', characteristics: [{ name: 'CPE', value: 'Box 3' }] });
    const { notes, characteristics } = amendedProblem(had, { ...NOTHING, notes: ' ', characteristics: [] });
    expect([notes, characteristics]).toEqual([undefined, undefined]);
  });

  it('is the same after the same amendment twice', () => {
    fc.assert(
      fc.property(details, details, (had, given) => {
        const once = amendedProblem(problem('PENDING', had), { ...NOTHING, ...given });
        expect(amendedProblem(once, { ...NOTHING, ...given })).toEqual(once);
      }),
    );
  });
});

describe('a reported problem', () => {
  it('is SENT_TO_SUPPLIER with the reported members and without a supplier reference', () => {
    const reported: ReportProblem = {
      ...NOTHING,
      id: 40112,
      problemType: 'OUTAGE',
      problemText: 'No light at all on the box.',
      serviceId: 'SRV40501',
      serviceSpecification: { id: 'ftthl2r', name: undefined },
      address: undefined,
      serviceTestId: undefined,
      serviceTestReference: undefined,
      parentServiceProblemId: undefined,
    };
    const opened: ServiceProblem = reportedProblem('HARBOUR', reported);
    expect(opened).toMatchObject({ ...reported, tenant: 'HARBOUR', status: 'SENT_TO_SUPPLIER' });
    expect(opened.supplierServiceProblemReference).toBeUndefined();
    expect(opened.serviceProblemResolution).toBeUndefined();
  });
});
