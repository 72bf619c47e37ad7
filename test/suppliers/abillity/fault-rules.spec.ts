// Every conditional rule of the WLR3 fault page: kept, and broken with the field and the rule in the sentence.

import { describe, expect, it } from '@jest/globals';
import type { ReportProblem } from '../../../src/domain/request.js';
import type { SupplierRequest } from '../../../src/domain/supplier/port.js';
import { FAULT_RULES } from '../../../src/suppliers/abillity/requests/fault-rules.js';
import { abillityBench, characteristics, FAILED_AT_CUSTOMER, LINE, PASSED, question } from './bench.js';

interface Case {
  rule: string;
  breaks: Partial<ReportProblem>;
  keeps: Partial<ReportProblem>;
  stepResults?: Record<string, unknown>;
  settings?: object;
  reservation?: SupplierRequest['reservation'];
}

const says = (values: Record<string, string>): Partial<ReportProblem> => ({ characteristics: characteristics(values) });
const slot = { timeslotStartDateTime: '2027-03-04T08:00:00Z', timeslotEndDateTime: '2027-03-04T12:00:00Z' };
const TAKEN = { id: 7, key: 'KEY-7', timeslot: slot, lapsesAt: undefined, usedBy: 12 };
const isdn = { line: { ...LINE, lineType: 'ISDN30 DASS' }, test: PASSED };
const call = '01632960101, 01632960202, 2026-03-02T18:05:00Z';
const feature = {
  line: {
    ...LINE,
    features: [
      { id: 'F1', hasPin: true },
      { id: 'F2', hasPin: false },
    ],
  },
  test: PASSED,
};
const level = (maintenanceLevel: number, test = PASSED): Record<string, unknown> => ({
  line: { ...LINE, maintenanceLevel },
  test,
});
const window = { ACCESS_FROM: '2026-03-04T09:00', ACCESS_TO: '2026-03-04T17:00' };

const CASES: Case[] = [
  { rule: 'type-of-the-problem', breaks: { problemType: 'CPE' }, keeps: { problemType: 'STABILITY' } },
  { rule: 'symptom-of-the-type', breaks: says({ SYMPTOM_ID: '11' }), keeps: says({ SYMPTOM_ID: '10' }) },
  { rule: 'category-of-the-type', breaks: says({ CATEGORY_ID: '2' }), keeps: says({ CATEGORY_ID: '1' }) },
  {
    ...{ rule: 'sqc-required', breaks: {}, keeps: says({ SQC: 'NDT' }) },
    settings: { problems: { OUTAGE: { type: 8, symptom: 9 } } },
  },
  { rule: 'timeband', breaks: says({ TRC_CHARGEBAND: '5' }), keeps: says({ TRC_CHARGEBAND: '4' }) },
  { rule: 'timeband', breaks: says({ TRC_CHARGEBAND: '-1' }), keeps: says({ TRC_CHARGEBAND: '0' }) },
  { rule: 'pin-format', breaks: says({ PIN: '123' }), keeps: says({ PIN: '0123' }) },
  {
    ...{ rule: 'sample-call-numbers', stepResults: isdn },
    breaks: says({ SAMPLE_CALL: '01632960101012345, 01632960202, 2026-03-02', DOWN_TIME: '2 h' }),
    keeps: says({ SAMPLE_CALL: '0163296010101234, 01632960202, 2026-03-02', DOWN_TIME: '2 h' }),
  },
  {
    ...{ rule: 'reservation-known', breaks: { appointmentReservationId: 5 } },
    keeps: { appointmentReservationId: 5, appointmentReservationReference: 'APPT1' },
  },
  { rule: 'reservation-free', reservation: TAKEN, breaks: { appointmentReservationId: 7 }, keeps: {} },
  { rule: 'sqc-of-the-line', breaks: says({ SQC: 'FNT' }), keeps: says({ SQC: 'CSS' }) },
  {
    ...{ rule: 'sample-calls-required', stepResults: isdn },
    breaks: says({ SQC: 'NSY', DOWN_TIME: '2 h' }),
    keeps: says({ SQC: 'NSY', DOWN_TIME: '2 h', SAMPLE_CALL: call }),
  },
  {
    ...{ rule: 'sample-calls-line-type', breaks: says({ SAMPLE_CALL: call }), keeps: says({ SQC: 'NSY' }) },
  },
  { rule: 'down-time-required', stepResults: isdn, breaks: {}, keeps: says({ DOWN_TIME: '2 h' }) },
  {
    ...{ rule: 'feature-required', stepResults: feature },
    breaks: says({ SQC: 'ESF' }),
    keeps: says({ SQC: 'ESF', FEATURE: 'F2' }),
  },
  {
    ...{ rule: 'pin-required', stepResults: feature },
    breaks: says({ SQC: 'CSS', FEATURE: 'F1' }),
    keeps: says({ SQC: 'CSS', FEATURE: 'F1', PIN: '4711' }),
  },
  ...[2, 2.5, 3, 4].map((maintenance) => ({
    ...{ rule: 'access-availability-required', stepResults: level(maintenance) },
    breaks: says(window),
    keeps: says({ ...window, ACCESS_AVAILABILITY: '8 h' }),
  })),
  {
    ...{ rule: 'appointment-required', stepResults: level(2.5, FAILED_AT_CUSTOMER), breaks: {} },
    keeps: { appointmentReservationReference: 'APPT1' },
  },
];

function reasons(
  changes: Partial<ReportProblem>,
  { settings = {}, stepResults, reservation }: Partial<Case>,
): string[] {
  const written = abillityBench(settings, []).supplier.write(
    question(changes, { ...(stepResults === undefined ? {} : { stepResults }), reservation }),
  );
  return 'reasons' in written ? written.reasons : [];
}

describe.each(CASES)('the rule $rule', (one) => {
  const { rule, breaks, keeps } = one;
  const field = FAULT_RULES.find(({ name }) => name === rule)?.field ?? 'no such rule';

  it('is named, with the field, where it is broken', () => {
    const broken = reasons(breaks, one);
    expect(broken).toHaveLength(1);
    expect(broken[0]).toMatch(new RegExp(`\\(rule ${rule}\\)\\.$`));
    expect(broken[0]?.startsWith(`${field}: `)).toBe(true);
  });

  it('is not reported where it is obeyed', () => {
    expect(reasons(keeps, one)).toEqual([]);
  });
});

it('these tests cover every rule', () => {
  expect(FAULT_RULES.map(({ name }) => name).filter((name) => !CASES.some(({ rule }) => rule === name))).toEqual([]);
});

describe('a rule', () => {
  it.each([
    ['sample calls on a plain line', says({ SQC: 'NSY' }), {}],
    ['sample calls for another SQC', says({ DOWN_TIME: '2 h' }), { stepResults: isdn }],
    ['a feature on a line without any', says({ SQC: 'ESF' }), {}],
    ['access at level 1', says(window), { stepResults: level(1) }],
    ['access without its end', says({ ACCESS_FROM: '2026-03-04T09:00' }), {}],
    ['an appointment at level 3', {}, { stepResults: level(3, FAILED_AT_CUSTOMER) }],
    ['an appointment after a test that passed', {}, { stepResults: level(2, PASSED) }],
    [
      'an appointment for a fault in the exchange',
      {},
      { stepResults: level(2, { ...FAILED_AT_CUSTOMER, faultLocation: 'EX' }) },
    ],
    ['a test where a reason says why there is none', says({ NO_TEST_REASON: 'R1' }), { stepResults: { line: LINE } }],
  ])('does not require %s', (_what, changes, context) => {
    expect(reasons(changes, context as Partial<Case>)).toEqual([]);
  });

  it.each([
    ['SUSPEND_CPS', 'perhaps'],
    ['AFFECTED_LINES', 'two'],
    ['ACCESS_FROM', 'soon'],
    ['ACCESS_FROM', '2026-03-29T01:30'],
    ['TEMP_CALL_ROUTE', 'ELSEWHERE'],
    ['SAMPLE_CALL', '01632960101, 2026-03-02'],
  ])('refuses %s with the value "%s", which is not a valid one', (name, value) => {
    expect(reasons(says({ [name]: value }), {})).toEqual([
      expect.stringMatching(new RegExp(`^characteristics\\.${name}: must be .*\\(rule readable-value\\)\\.$`)),
    ]);
  });

  it('is checked before the first call where the report alone breaks it', () => {
    const { supplier } = abillityBench({}, []);
    const next = supplier.prepare(question(says({ PIN: 'x' }), { stepResults: {} }));
    expect(next).toEqual({ reasons: ['characteristics.PIN (PIN): must have four digits (rule pin-format).'] });
  });
});
