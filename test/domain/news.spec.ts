// What a supplier's report means for the problem and for the customer: the table of the design, row by row, and its rules.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { REASON_CODES, type RequestLink } from '../../src/domain/update.js';
import { NOTHING_REPORTED, type ReportedState } from '../../src/domain/reported-state.js';
import { FINAL_STATUSES, type ProblemStatus, PROBLEM_STATUSES, type ServiceProblem } from '../../src/domain/problem.js';
import type { AppointmentFact, SupplierReport, SupplierState } from '../../src/domain/report.js';
import { problem, read, RECEIVED_AT, report, slot, update, visit } from './reports.js';

const reported = (state: SupplierState, rest: Partial<ReportedState> = {}): ReportedState => ({
  ...NOTHING_REPORTED,
  state,
  ...rest,
});
const CANCELLATION: RequestLink = { request: 'cancellation', id: 61007, reference: 'CAN_HARBOUR' };
const MORNING = slot('2026-03-30T08:00:00.000+01:00', '2026-03-30T13:00:00.000+01:00');
const AFTERNOON = slot('2026-03-30T13:00:00.000+01:00', '2026-03-30T18:00:00.000+01:00');

interface Expected {
  status: ProblemStatus;
  reasonCode: string;
  problemCode?: string;
  text?: string;
}

/** Status, reasonCode, problemCode and text of the KCI; undefined where there is none. */
function tellOf({ kci }: ReturnType<typeof read>): Expected | undefined {
  if (kci === undefined) return undefined;
  const { reasonCode, problemCode, text } = kci;
  return {
    status: kci.problem.status,
    reasonCode,
    ...(problemCode === undefined ? {} : { problemCode }),
    ...(text === undefined ? {} : { text }),
  };
}

type StateRow = [
  what: string,
  before: [ProblemStatus, reported: SupplierState | undefined],
  now: Partial<SupplierReport>,
  Expected,
];

it('a changed state that changes no status gives the supplier’s own word in the KCI', () => {
  const news = read({
    problem: problem('COMPLETED'),
    reported: reported('closed'),
    report: report({ state: 'accepted', stateText: 'Accepted' }),
  });
  expect(tellOf(news)).toEqual({ status: 'COMPLETED', reasonCode: 'ADDITIONAL' });
  expect(news.kci?.supplierCodes).toEqual(['Accepted']);
});

describe('a changed state', () => {
  const rows: StateRow[] = [
    [
      'accepted acknowledges',
      ['SENT_TO_SUPPLIER', undefined],
      { state: 'accepted' },
      { status: 'ACKNOWLEDGED', reasonCode: 'ACKNOWLEDGED' },
    ],
    [
      'accepted acknowledges after pending',
      ['SENT_TO_SUPPLIER', 'pending'],
      { state: 'accepted' },
      { status: 'ACKNOWLEDGED', reasonCode: 'ACKNOWLEDGED' },
    ],
    [
      'accepted acknowledges, with updates too',
      ['SENT_TO_SUPPLIER', undefined],
      { state: 'accepted', updates: [update('Triage done')] },
      { status: 'ACKNOWLEDGED', reasonCode: 'ACKNOWLEDGED' },
    ],
    [
      'accepted acknowledges, with a visit too',
      ['SENT_TO_SUPPLIER', undefined],
      { state: 'accepted', appointments: [visit('confirmed')] },
      { status: 'ACKNOWLEDGED', reasonCode: 'ACKNOWLEDGED' },
    ],
    [
      'accepted acknowledges what is only received',
      ['RECEIVED_BY_GATEWAY', undefined],
      { state: 'accepted' },
      { status: 'ACKNOWLEDGED', reasonCode: 'ACKNOWLEDGED' },
    ],
    [
      'accepted, once acknowledged, moves nothing',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'accepted' },
      { status: 'IN_PROGRESS', reasonCode: 'ADDITIONAL' },
    ],
    [
      'in-progress',
      ['ACKNOWLEDGED', 'accepted'],
      { state: 'in-progress' },
      { status: 'IN_PROGRESS', reasonCode: 'UPDATE' },
    ],
    [
      'in-progress before any acknowledgement',
      ['SENT_TO_SUPPLIER', undefined],
      { state: 'in-progress' },
      { status: 'IN_PROGRESS', reasonCode: 'UPDATE' },
    ],
    [
      'in-progress after PENDING resumes',
      ['PENDING', 'on-hold'],
      { state: 'in-progress' },
      { status: 'IN_PROGRESS', reasonCode: 'RESUMED' },
    ],
    [
      'in-progress after HELD resumes',
      ['HELD', 'on-hold'],
      { state: 'in-progress' },
      { status: 'IN_PROGRESS', reasonCode: 'RESUMED' },
    ],
    ['open', ['ACKNOWLEDGED', 'accepted'], { state: 'open' }, { status: 'IN_PROGRESS', reasonCode: 'UPDATE' }],
    [
      'open after PENDING resumes',
      ['PENDING', 'on-hold'],
      { state: 'open' },
      { status: 'IN_PROGRESS', reasonCode: 'RESUMED' },
    ],
    [
      'on-hold asks, with the newest update',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'on-hold', updates: [update('Created', 'buyer'), update('Looking'), update('Which floor?')] },
      {
        status: 'PENDING',
        reasonCode: 'INFORMATION_REQUIRED',
        problemCode: 'INFORMATION_REQUIRED',
        text: 'Which floor?',
      },
    ],
    [
      'on-hold without any update still says why',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'on-hold' },
      {
        status: 'PENDING',
        reasonCode: 'INFORMATION_REQUIRED',
        problemCode: 'INFORMATION_REQUIRED',
        text: 'The supplier is waiting for the customer or the provider before it can go on.',
      },
    ],
    [
      'rejected, with its reason',
      ['SENT_TO_SUPPLIER', 'pending'],
      { state: 'rejected', stateReason: 'No such service' },
      { status: 'REJECTED', reasonCode: 'UPDATE', problemCode: 'INVALID_REQUEST', text: 'No such service' },
    ],
    [
      'rejected without a reason says so',
      ['SENT_TO_SUPPLIER', 'pending'],
      { state: 'rejected' },
      {
        status: 'REJECTED',
        reasonCode: 'UPDATE',
        problemCode: 'INVALID_REQUEST',
        text: 'The supplier rejected the problem without giving a reason.',
      },
    ],
    [
      'resolved',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'resolved', stateReason: 'Splice remade' },
      { status: 'RESOLVED', reasonCode: 'UPDATE', text: 'Splice remade' },
    ],
    ['re-opened', ['RESOLVED', 'resolved'], { state: 're-opened' }, { status: 'IN_PROGRESS', reasonCode: 'UPDATE' }],
    ['closed', ['RESOLVED', 'resolved'], { state: 'closed' }, { status: 'COMPLETED', reasonCode: 'COMPLETED' }],
    [
      'closed without resolved before',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'closed' },
      { status: 'COMPLETED', reasonCode: 'COMPLETED' },
    ],
    [
      'cancelled by the supplier',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'cancelled', stateReason: 'Duplicate' },
      { status: 'CANCELLED', reasonCode: 'CANCELLED', problemCode: 'OTHER', text: 'Duplicate' },
    ],
    [
      'cancelled by the supplier without a word',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'cancelled' },
      {
        status: 'CANCELLED',
        reasonCode: 'CANCELLED',
        problemCode: 'OTHER',
        text: 'The supplier cancelled the problem.',
      },
    ],
    [
      'a state nobody documented moves nothing',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'unrecognised', stateText: 'parked' },
      { status: 'IN_PROGRESS', reasonCode: 'ADDITIONAL' },
    ],
    [
      'pending again moves nothing',
      ['IN_PROGRESS', 'in-progress'],
      { state: 'pending' },
      { status: 'IN_PROGRESS', reasonCode: 'ADDITIONAL' },
    ],
  ];

  it.each(rows)('%s', (_what, [before, state], now, expected) => {
    const input = { problem: problem(before), reported: { ...NOTHING_REPORTED, state }, report: report(now) };
    expect(tellOf(read(input))).toEqual(expected);
  });

  it('pending gives no KCI where it only repeats the answer to the report', () => {
    const news = read({ problem: problem('SENT_TO_SUPPLIER'), report: report({ state: 'pending' }) });
    expect(news.kci).toBeUndefined();
    expect(news.reported.state).toBe('pending');
  });
});

describe('a problem with a cancellation', () => {
  it('is cancelled by cancelled, with the id of the request', () => {
    const { kci } = read({
      problem: problem('IN_PROGRESS'),
      reported: reported('in-progress'),
      report: report({ state: 'cancelled' }),
      cancellation: CANCELLATION,
    });
    expect(kci).toMatchObject({
      reasonCode: 'CANCELLED',
      problemCode: 'NO_LONGER_REQUIRED',
      link: CANCELLATION,
      problem: { status: 'CANCELLED' },
    });
  });

  it('is cancelled by closed, where it was not resolved before', () => {
    const { kci } = read({
      problem: problem('PENDING'),
      reported: reported('on-hold'),
      report: report({ state: 'closed' }),
      cancellation: CANCELLATION,
    });
    expect(kci).toMatchObject({
      reasonCode: 'CANCELLED',
      problemCode: 'NO_LONGER_REQUIRED',
      link: CANCELLATION,
      problem: { status: 'CANCELLED' },
    });
  });

  it('is completed by closed, where it was resolved before', () => {
    const { kci } = read({
      problem: problem('RESOLVED'),
      reported: reported('resolved'),
      report: report({ state: 'closed' }),
      cancellation: CANCELLATION,
    });
    expect(kci).toMatchObject({ reasonCode: 'COMPLETED', link: undefined, problem: { status: 'COMPLETED' } });
  });
});

describe('a resolution', () => {
  const resolved = read({
    problem: problem('IN_PROGRESS'),
    reported: reported('in-progress'),
    report: report({ state: 'resolved', stateReason: 'Splice remade', sentAt: '2026-03-03T09:00:00.000Z' }),
  });

  it('is created with RESOLVED, under our reference', () => {
    expect(resolved.kci?.problem.serviceProblemResolution).toEqual({
      supplierReference: 'RES_HARBOURHARBOUR12',
      resolvedDate: '2026-03-03T09:00:00.000Z',
      closedDate: undefined,
      resolutionDetails: { resolutionCode: 'NETWORK_ISSUE', resolutionText: 'Splice remade', supplierCodes: undefined },
    });
  });

  it('is dated by the arrival of the report where the supplier gave no time', () => {
    const { problem: after } = read({ problem: problem('IN_PROGRESS'), report: report({ state: 'resolved' }) });
    expect(after.serviceProblemResolution?.resolvedDate).toBe(RECEIVED_AT);
  });

  it('gets its closing date when the problem closes, and has the same reference', () => {
    const { problem: after } = read({
      ...resolved,
      report: report({ state: 'closed', sentAt: '2026-03-05T09:00:00.000Z' }),
    });
    expect(after.serviceProblemResolution).toMatchObject({
      supplierReference: 'RES_HARBOURHARBOUR12',
      closedDate: '2026-03-05T09:00:00.000Z',
    });
  });

  it('gets a new reference when the problem is resolved again', () => {
    const reopened = read({ ...resolved, report: report({ state: 're-opened' }) });
    const again = read({
      ...reopened,
      report: report({ state: 'resolved', stateReason: 'Port moved' }),
      resolutionReference: 'RES_SECOND',
    });
    expect(again.problem.serviceProblemResolution).toMatchObject({
      supplierReference: 'RES_SECOND',
      resolutionDetails: { resolutionText: 'Port moved' },
    });
  });
});

type VisitRow = [what: string, before: ProblemStatus, fact: AppointmentFact, Expected];

describe('a new fact about an appointment', () => {
  const sentence = 'Visit on Monday.';
  const fact = (event: AppointmentFact['event'], problemCode?: AppointmentFact['problemCode']): AppointmentFact =>
    visit(event, { problemCode, sentence });
  const rows: VisitRow[] = [
    ['confirmed', 'IN_PROGRESS', fact('confirmed'), { status: 'IN_PROGRESS', reasonCode: 'UPDATE' }],
    ['confirmed while PENDING', 'PENDING', fact('confirmed'), { status: 'IN_PROGRESS', reasonCode: 'UPDATE' }],
    [
      'failed',
      'IN_PROGRESS',
      fact('failed', 'UNABLE_TO_ATTEND'),
      { status: 'PENDING', reasonCode: 'REAPPOINT', problemCode: 'UNABLE_TO_ATTEND', text: sentence },
    ],
    [
      'cancelled',
      'IN_PROGRESS',
      fact('cancelled', 'OTHER'),
      { status: 'PENDING', reasonCode: 'REAPPOINT', problemCode: 'OTHER', text: sentence },
    ],
    ['completed, fault resolved', 'IN_PROGRESS', fact('completed'), { status: 'IN_PROGRESS', reasonCode: 'UPDATE' }],
    ...(
      [
        'ACCESS_ISSUE',
        'SITE_UNSAFE',
        'CUSTOMER_CHANGED_MIND',
        'SUPPLIER_FAULT',
        'OTHER',
        'UNKNOWN_FAULT',
        'NETWORK_ISSUE',
      ] as const
    ).map((code): VisitRow => [
      `completed, ${code}`,
      'IN_PROGRESS',
      fact('completed', code),
      { status: 'IN_PROGRESS', reasonCode: 'WARNING', problemCode: code, text: sentence },
    ]),
    [
      'completed, because nobody attended',
      'IN_PROGRESS',
      fact('completed', 'UNABLE_TO_ATTEND'),
      { status: 'PENDING', reasonCode: 'REAPPOINT', problemCode: 'UNABLE_TO_ATTEND', text: sentence },
    ],
    ...(['UNABLE_TO_ATTEND', 'ACCESS_ISSUE', 'OTHER'] as const).map((code): VisitRow => [
      `missed, ${code}`,
      'IN_PROGRESS',
      fact('missed', code),
      { status: 'PENDING', reasonCode: 'REAPPOINT', problemCode: code, text: sentence },
    ]),
    ['noted', 'IN_PROGRESS', fact('noted'), { status: 'IN_PROGRESS', reasonCode: 'ADDITIONAL' }],
    [
      'said in a way nobody documented',
      'IN_PROGRESS',
      fact('unrecognised'),
      { status: 'IN_PROGRESS', reasonCode: 'ADDITIONAL' },
    ],
  ];

  it.each(rows)('%s', (_what, before, appointment, expected) => {
    const input = {
      problem: problem(before),
      reported: reported('in-progress'),
      report: report({ appointments: [appointment] }),
    };
    expect(tellOf(read(input))).toEqual(expected);
  });

  it.each<[string, Expected]>([
    ['resolved', { status: 'RESOLVED', reasonCode: 'UPDATE', text: 'Done' }],
    ['closed', { status: 'COMPLETED', reasonCode: 'COMPLETED', text: 'Done' }],
    ['cancelled', { status: 'CANCELLED', reasonCode: 'CANCELLED', problemCode: 'OTHER', text: 'Done' }],
    ['rejected', { status: 'CANCELLED', reasonCode: 'CANCELLED', problemCode: 'OTHER', text: 'Done' }],
  ])('does not decide where the state changed to %s, and becomes a note', (state, expected) => {
    const appointments = [visit('missed', { problemCode: 'OTHER', sentence, supplierCodes: ['MBORC'] })];
    const input = {
      problem: problem('IN_PROGRESS'),
      reported: reported('in-progress'),
      report: report({ state: state as SupplierState, stateReason: 'Done', appointments }),
    };
    const news = read(input);
    expect(tellOf(news)).toEqual(expected);
    expect(news.kci?.supplierNotes).toEqual([{ note: sentence, type: 'Appointment', created: RECEIVED_AT }]);
    expect(news.kci?.supplierCodes).toEqual(['MBORC']);
  });

  it('decides where the same report changes the state to in-progress', () => {
    const input = {
      problem: problem('ACKNOWLEDGED'),
      reported: reported('accepted'),
      report: report({ appointments: [fact('missed', 'ACCESS_ISSUE')] }),
    };
    expect(tellOf(read(input))).toMatchObject({
      status: 'PENDING',
      reasonCode: 'REAPPOINT',
      problemCode: 'ACCESS_ISSUE',
    });
  });

  it('decides and gives the text where it is the most urgent of several', () => {
    const bad = visit('missed', { problemCode: 'ACCESS_ISSUE', sentence: 'Monday was missed.' });
    const good = visit('confirmed', { sentence: 'Tuesday is confirmed.' });
    for (const appointments of [
      [bad, good],
      [good, bad],
    ]) {
      const news = read({
        problem: problem('IN_PROGRESS'),
        reported: reported('in-progress'),
        report: report({ appointments }),
      });
      expect(tellOf(news)).toEqual({
        status: 'PENDING',
        reasonCode: 'REAPPOINT',
        problemCode: 'ACCESS_ISSUE',
        text: 'Monday was missed.',
      });
      expect(news.kci?.supplierNotes.map(({ note }) => note).sort()).toEqual([
        'Monday was missed.',
        'Tuesday is confirmed.',
      ]);
    }
  });
});

describe('a slot', () => {
  const confirmed = (
    before: ServiceProblem['appointmentTimeslot'],
    after: ServiceProblem['appointmentTimeslot'],
  ): ReturnType<typeof read> =>
    read({
      problem: problem('IN_PROGRESS', { appointmentTimeslot: before }),
      reported: reported('in-progress'),
      report: report({ appointments: [visit('confirmed', { slot: after })] }),
    });

  it('confirmed for the first time is stored with the problem', () => {
    const news = confirmed(undefined, MORNING);
    expect(news.kci).toMatchObject({ reasonCode: 'UPDATE', problem: { appointmentTimeslot: MORNING } });
  });

  it('confirmed as it was is no new appointment', () => {
    expect(confirmed(MORNING, MORNING).kci?.reasonCode).toBe('UPDATE');
  });

  it('confirmed as it was, with the offset written otherwise, is no new appointment', () => {
    const same = slot('2026-03-30T07:00:00.000Z', '2026-03-30T12:00:00Z');
    expect(confirmed(same, MORNING).kci?.reasonCode).toBe('UPDATE');
  });

  it('confirmed at another time is a new appointment', () => {
    expect(confirmed(MORNING, AFTERNOON).kci).toMatchObject({
      reasonCode: 'REAPPOINTED',
      problem: { appointmentTimeslot: AFTERNOON },
    });
  });

  it('confirmed with another end is a new appointment', () => {
    const longer = { ...MORNING, timeslotEndDateTime: AFTERNOON.timeslotEndDateTime };
    expect(confirmed(MORNING, longer).kci?.reasonCode).toBe('REAPPOINTED');
  });
});

describe('a report diff beside the state', () => {
  const inProgress = { problem: problem('IN_PROGRESS'), reported: reported('in-progress') };

  it('gives ADDITIONAL with a note for a comment of the supplier', () => {
    const { kci } = read({
      ...inProgress,
      report: report({ comment: update('Which floor?', 'seller', '2026-03-03T09:00:00.000Z') }),
    });
    expect(kci).toMatchObject({
      reasonCode: 'ADDITIONAL',
      problem: { status: 'IN_PROGRESS' },
      supplierNotes: [{ note: 'Which floor?', type: 'Supplier Update', created: '2026-03-03T09:00:00.000Z' }],
    });
  });

  it('is empty for a comment of ours', () => {
    expect(read({ ...inProgress, report: report({ comment: update('Back at six', 'buyer') }) }).kci).toBeUndefined();
  });

  it('gives ADDITIONAL with the new remarks alone', () => {
    const first = read({ ...inProgress, report: report({ updates: [update('On the way')] }) });
    const { kci } = read({ ...first, report: report({ updates: [update('On the way'), update('On site')] }) });
    expect(kci).toMatchObject({
      reasonCode: 'ADDITIONAL',
      supplierNotes: [{ note: 'On site', type: 'Supplier Update', created: RECEIVED_AT }],
    });
  });

  it('has the same words at another time as a new remark', () => {
    const first = read({
      ...inProgress,
      report: report({ updates: [update('Called', 'seller', '2026-03-03T09:00:00.000Z')] }),
    });
    const { kci } = read({
      ...first,
      report: report({ updates: [update('Called', 'seller', '2026-03-03T11:00:00.000Z')] }),
    });
    expect(kci?.supplierNotes).toHaveLength(1);
  });

  it('gives ADDITIONAL for a late repair and any other fact', () => {
    const { kci } = read({
      ...inProgress,
      report: report({ facts: [{ thing: 'late repair', sentence: 'Late repair: 3 days in total.' }] }),
    });
    expect(kci).toMatchObject({
      reasonCode: 'ADDITIONAL',
      supplierNotes: [{ note: 'Late repair: 3 days in total.', type: 'Supplier Information' }],
    });
  });

  it('has no state for a report without one', () => {
    const news = read({ ...inProgress, report: report({ state: 'unsaid', updates: [update('On site')] }) });
    expect(news.kci).toMatchObject({ reasonCode: 'ADDITIONAL', problem: { status: 'IN_PROGRESS' } });
    expect(news.reported.state).toBe('in-progress');
  });

  it('gives one KCI for several differences: the state decides, the rest are notes', () => {
    const { kci } = read({
      problem: problem('IN_PROGRESS'),
      reported: reported('in-progress'),
      report: report({
        state: 'resolved',
        stateReason: 'Done',
        updates: [update('Splice remade')],
        comment: update('Thanks'),
        facts: [{ thing: 'attachment a.jpg', sentence: 'Attachment: a.jpg' }],
        appointments: [visit('completed')],
      }),
    });
    expect(kci).toMatchObject({ reasonCode: 'UPDATE', text: 'Done', problem: { status: 'RESOLVED' } });
    expect(kci?.supplierNotes.map(({ note }) => note)).toEqual([
      'Splice remade',
      'Thanks',
      'Attachment: a.jpg',
      'The visit is completed.',
    ]);
  });

  it('sets the supplier reference that a report gives, and leaves it where a report gives none', () => {
    const learnt = read({
      problem: problem('SENT_TO_SUPPLIER'),
      report: report({ state: 'accepted', supplierReference: 'TIC-770011' }),
    });
    expect(learnt.problem.supplierServiceProblemReference).toBe('TIC-770011');
    expect(read({ ...learnt, report: report() }).problem.supplierServiceProblemReference).toBe('TIC-770011');
  });
});

describe('a late report', () => {
  const applied = reported('in-progress', { sentAt: '2026-03-03T11:00:00.000Z' });
  const late = (rest: Partial<SupplierReport>): ReturnType<typeof read> =>
    read({
      problem: problem('IN_PROGRESS', { appointmentTimeslot: AFTERNOON }),
      reported: applied,
      report: report({ sentAt: '2026-03-03T10:59:59.999Z', ...rest }),
    });

  it('changes no status, and its new content is ADDITIONAL', () => {
    const news = late({
      state: 'on-hold',
      updates: [update('Which floor?')],
      appointments: [visit('missed', { problemCode: 'OTHER', slot: MORNING })],
    });
    expect(news.kci).toMatchObject({
      reasonCode: 'ADDITIONAL',
      problem: { status: 'IN_PROGRESS', appointmentTimeslot: AFTERNOON },
    });
    expect(news.kci?.supplierNotes.map(({ note }) => note)).toEqual(['Which floor?', 'The visit is missed.']);
    expect(news.reported).toMatchObject({ state: 'in-progress', sentAt: '2026-03-03T11:00:00.000Z' });
  });

  it('is no evidence of the effect of our requests', () => {
    expect(late({ observedEffects: [{ name: 'comment', value: 'old' }] }).reported.observedEffects).toEqual([]);
  });

  it('is recognised only where both reports have a time, and else the order of arrival counts', () => {
    const held = { state: 'on-hold' as const };
    expect(read({ problem: problem('IN_PROGRESS'), reported: applied, report: report(held) }).problem.status).toBe(
      'PENDING',
    );
    const unsent = reported('in-progress');
    expect(
      read({
        problem: problem('IN_PROGRESS'),
        reported: unsent,
        report: report({ ...held, sentAt: '2020-01-01T00:00:00.000Z' }),
      }).problem.status,
    ).toBe('PENDING');
  });

  it('is none where both times are the same instant in different spellings', () => {
    const input = {
      problem: problem('IN_PROGRESS'),
      reported: applied,
      report: report({ state: 'on-hold', sentAt: '2026-03-03T12:00:00+01:00' }),
      receivedAt: '2026-03-03T11:00:01.000Z',
    };
    expect(read(input).problem.status).toBe('PENDING');
  });
});

const states: SupplierState[] = [
  'pending',
  'accepted',
  'open',
  'in-progress',
  'on-hold',
  'rejected',
  'resolved',
  're-opened',
  'closed',
  'cancelled',
  'unsaid',
  'unrecognised',
];
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const words = fc.constantFrom('one', 'two', 'three', 'four');
const moments = fc.constantFrom('2026-03-03T08:00:00.000Z', '2026-03-03T09:00:00.000Z', '2026-03-03T10:00:00.000Z');
const remarks: fc.Arbitrary<ReturnType<typeof update>> = fc.record({
  text: words,
  by: fc.constantFrom('buyer' as const, 'seller' as const, undefined),
  at: maybe(moments),
});
const visits = fc.record({
  event: fc.constantFrom(
    'noted' as const,
    'confirmed' as const,
    'failed' as const,
    'cancelled' as const,
    'completed' as const,
    'missed' as const,
    'unrecognised' as const,
  ),
  slot: maybe(fc.constantFrom(MORNING, AFTERNOON)),
  problemCode: maybe(fc.constantFrom('OTHER' as const, 'ACCESS_ISSUE' as const)),
  supplierCodes: fc.array(words, { maxLength: 2 }),
  sentence: words,
});
const reports: fc.Arbitrary<SupplierReport> = fc
  .record({
    state: fc.constantFrom(...states),
    sentAt: maybe(moments),
    supplierReference: maybe(fc.constantFrom('TIC-1', 'TIC-2')),
    stateReason: maybe(words),
    updates: fc.array(remarks, { maxLength: 3 }),
    comment: maybe(remarks),
    facts: fc.array(
      words.map((word) => ({ thing: word, sentence: word })),
      { maxLength: 2 },
    ),
    appointments: fc.array(visits, { maxLength: 2 }),
  })
  .map((parts) => report({ ...parts, stateText: parts.state }));
const statuses = fc.constantFrom(...PROBLEM_STATUSES);
const cancellations = fc.constantFrom(CANCELLATION, undefined);

describe('for any report', () => {
  it('a problem never leaves a final status', () => {
    fc.assert(
      fc.property(
        statuses,
        fc.array(reports, { minLength: 1, maxLength: 8 }),
        cancellations,
        (start, sequence, cancellation) => {
          let at: { problem: ServiceProblem; reported: ReportedState } = {
            problem: problem(start),
            reported: NOTHING_REPORTED,
          };
          for (const next of sequence) {
            const before = at.problem.status;
            at = read({ ...at, report: next, cancellation });
            if (FINAL_STATUSES.has(before)) expect(at.problem.status).toBe(before);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a repeated report under another id gives no KCI and changes nothing', () => {
    fc.assert(
      fc.property(statuses, fc.array(reports, { maxLength: 4 }), reports, (start, sequence, last) => {
        let at: ReturnType<typeof read> = { problem: problem(start), reported: NOTHING_REPORTED, kci: undefined };
        for (const next of [...sequence, last]) at = read({ ...at, report: next });
        const again = read({ ...at, report: { ...last, messageId: 'CF-2' } });
        expect(again.kci).toBeUndefined();
        expect(again.problem).toEqual(at.problem);
      }),
      { numRuns: 500 },
    );
  });

  it('a KCI has the present problem, a published reasonCode, and a text where its problemCode is OTHER', () => {
    fc.assert(
      fc.property(
        statuses,
        fc.array(reports, { minLength: 1, maxLength: 5 }),
        cancellations,
        (start, sequence, cancellation) => {
          let at: ReturnType<typeof read> = { problem: problem(start), reported: NOTHING_REPORTED, kci: undefined };
          for (const next of sequence) {
            at = read({ ...at, report: next, cancellation });
            if (at.kci === undefined) continue;
            expect(at.kcis?.at(-1)?.problem).toEqual(at.problem);
            expect(REASON_CODES).toContain(at.kci.reasonCode);
            if (at.kci.problemCode === 'OTHER') expect(at.kci.text ?? '').not.toBe('');
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a changed status always gives a KCI', () => {
    fc.assert(
      fc.property(statuses, reports, (start, next) => {
        const news = read({ problem: problem(start), report: next });
        if (news.problem.status !== start) expect(news.kcis?.at(-1)?.problem.status).toBe(news.problem.status);
      }),
    );
  });

  it('the inputs are not modified', () => {
    fc.assert(
      fc.property(statuses, reports, (start, next) => {
        const given = { problem: problem(start), reported: NOTHING_REPORTED, report: next };
        const before = structuredClone(given);
        read(given);
        expect(given).toEqual(before);
      }),
    );
  });

  it('every status a supplier can lead to is reached from SENT_TO_SUPPLIER', () => {
    const reached = new Set<ProblemStatus>();
    const queue: { problem: ServiceProblem; reported: ReportedState }[] = [
      { problem: problem('SENT_TO_SUPPLIER'), reported: NOTHING_REPORTED },
    ];
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      if (reached.has(at.problem.status)) continue;
      reached.add(at.problem.status);
      for (const state of states) queue.push(read({ ...at, report: report({ state }) }));
    }
    expect([...reached].sort()).toEqual([
      'ACKNOWLEDGED',
      'CANCELLED',
      'COMPLETED',
      'IN_PROGRESS',
      'PENDING',
      'REJECTED',
      'RESOLVED',
      'SENT_TO_SUPPLIER',
    ]);
  });
});
