// Conversations as a supplier can lead them: what the platform is told of each report, and which requests it settles.

import { describe, expect, it } from '@jest/globals';
import { type AppliedReport, applyReport } from '../../src/domain/apply-report.js';
import type { OpenRequest } from '../../src/domain/open-request.js';
import type { ProblemStatus, ServiceProblem } from '../../src/domain/problem.js';
import type { AppointmentFact, SupplierReport } from '../../src/domain/report.js';
import { NOTHING_REPORTED, type ReportedState } from '../../src/domain/reported-state.js';
import type { Command } from '../../src/domain/request.js';
import { problem, report, slot, update, visit } from './reports.js';

const START = Date.parse('2026-03-03T10:00:00.000Z');
/** Seconds after the start. */
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

const MONDAY = slot('2026-03-30T08:00:00.000+01:00', '2026-03-30T13:00:00.000+01:00');
const TUESDAY = slot('2026-03-31T08:00:00.000+01:00', '2026-03-31T13:00:00.000+01:00');

function appointment(
  key: string,
  event: AppointmentFact['event'],
  rest: Partial<AppointmentFact> = {},
): AppointmentFact {
  const code = event === 'confirmed' || event === 'noted' || event === 'completed' ? undefined : ('OTHER' as const);
  return visit(event, { key, problemCode: code, sentence: `Appointment ${key}: ${event}.`, ...rest });
}

const A = (event: AppointmentFact['event']): AppointmentFact => appointment('A', event, { slot: MONDAY });
const B = (event: AppointmentFact['event']): AppointmentFact => appointment('B', event, { slot: TUESDAY });

function request(command: Command, rest: Partial<OpenRequest> = {}): OpenRequest {
  const id = 'id' in command.request ? command.request.id : 0;
  return {
    ...{ commandId: `command-${id}`, command, reference: `REF_${id}`, progress: 'pending', replyPending: false },
    ...{ receivedAt: at(-10), expectedEffects: [] },
    ...rest,
  };
}

const amendment = (id: number, rest: Partial<OpenRequest> = {}): OpenRequest =>
  request({ operation: 'amend-problem', request: { id, serviceProblemId: 40112 } as never }, rest);
const cancellation = (id: number, rest: Partial<OpenRequest> = {}): OpenRequest =>
  request({ operation: 'cancel-problem', request: { id, serviceProblemId: 40112 } as never }, rest);

/** Plays reports one after another; each is received a second after the one before. */
class Conversation {
  private problem: ServiceProblem;
  private reported: ReportedState = NOTHING_REPORTED;
  private seconds = 0;
  private wasAsked = false;
  last: AppliedReport | undefined;

  constructor(
    status: ProblemStatus,
    public open: OpenRequest[] = [],
    rest: Partial<ServiceProblem> = {},
  ) {
    this.problem = problem(status, rest);
  }

  hear(rest: Partial<SupplierReport>): this {
    this.seconds++;
    const applied = applyReport({
      ...{ problem: this.problem, reported: this.reported, open: this.open, ownWording: [] },
      report: report({ stateText: rest.state, ...rest }),
      resolutionReference: 'RES_HARBOUR',
      receivedAt: at(this.seconds),
      updateRequested: this.wasAsked,
    });
    this.last = applied;
    this.problem = applied.problem;
    this.reported = applied.reported;
    this.wasAsked = false;
    this.open = this.open.filter((one) => !applied.settled.some((settled) => settled.request === one));
    return this;
  }

  /** The gateway asks the supplier for the present state. */
  ask(): this {
    this.wasAsked = true;
    return this;
  }

  /** Status, reason code, problem code and request of each update about the last report. */
  get told(): string[] {
    return (this.last?.updates ?? []).map(
      ({
        draft: {
          problem: { status },
          reasonCode,
          problemCode,
          link,
        },
      }) => [status, reasonCode, problemCode, link?.id].filter((part) => part !== undefined).join(' '),
    );
  }

  get texts(): (string | undefined)[] {
    return (this.last?.updates ?? []).map(({ draft }) => draft.text);
  }

  get words(): string[] {
    return (this.last?.updates ?? []).flatMap(({ draft }) => draft.supplierCodes);
  }

  get slot(): ServiceProblem['appointmentTimeslot'] {
    return this.problem.appointmentTimeslot;
  }

  get resolution(): ServiceProblem['serviceProblemResolution'] {
    return this.problem.serviceProblemResolution;
  }
}

const inProgress = (open: OpenRequest[] = [], rest: Partial<ServiceProblem> = {}): Conversation =>
  new Conversation('IN_PROGRESS', open, rest);

describe('a report that was sent a millisecond before the one applied last', () => {
  const late = (state: SupplierReport['state']): Conversation =>
    inProgress()
      .hear({ state: 'in-progress', sentAt: at(0.5) })
      .hear({ state, sentAt: at(0.499) });

  it.each<[SupplierReport['state'], string]>([
    ['cancelled', 'CANCELLED CANCELLED OTHER'],
    ['closed', 'COMPLETED COMPLETED'],
    ['rejected', 'CANCELLED CANCELLED OTHER'],
    ['resolved', 'RESOLVED UPDATE'],
    ['on-hold', 'IN_PROGRESS ADDITIONAL'],
    ['accepted', 'IN_PROGRESS ADDITIONAL'],
    ['re-opened', 'IN_PROGRESS ADDITIONAL'],
    ['unrecognised', 'IN_PROGRESS ADDITIONAL'],
  ])('and says %s gives %s', (state, expected) => {
    expect(late(state).told).toEqual([expected]);
  });

  it('gives its state in the word of the supplier, and asks for the present state once', () => {
    const conversation = late('on-hold');
    expect(conversation.words).toEqual(['on-hold']);
    expect(conversation.last?.reconcileAt).toBe(at(7));
    expect(conversation.hear({ state: 'on-hold', sentAt: at(0.499) }).last).toMatchObject({
      updates: [],
      reconcileAt: undefined,
    });
  });

  it('acknowledges a problem that was not acknowledged', () => {
    const conversation = new Conversation('SENT_TO_SUPPLIER').hear({ state: 'pending', sentAt: at(0.5) });
    expect(conversation.hear({ state: 'accepted', sentAt: at(0.4) }).told).toEqual(['ACKNOWLEDGED ACKNOWLEDGED']);
  });

  it('leaves a re-opened problem open, where the re-opening was sent later', () => {
    const conversation = inProgress()
      .hear({ state: 'resolved', sentAt: at(0.2) })
      .hear({ state: 're-opened', sentAt: at(1) });
    expect(conversation.hear({ state: 'resolved', sentAt: at(0.9) }).told).toEqual(['IN_PROGRESS ADDITIONAL']);
  });

  it.each<[SupplierReport['state'], string]>([
    ['on-hold', 'PENDING INFORMATION_REQUIRED INFORMATION_REQUIRED'],
    ['in-progress', 'IN_PROGRESS UPDATE'],
  ])('is settled by a fresh report that says %s', (state, expected) => {
    expect(late('on-hold').hear({ state, sentAt: at(3) }).told).toEqual([expected]);
  });

  it('is settled by the answer to our question, however far the clock of its sender is behind', () => {
    const behind = inProgress()
      .hear({ state: 'in-progress', sentAt: at(0) })
      .hear({ state: 'on-hold', sentAt: at(-3600) });
    expect(behind.told).toEqual(['IN_PROGRESS ADDITIONAL']);
    expect(behind.ask().hear({ state: 'on-hold', sentAt: at(-3590) }).told).toEqual([
      'PENDING INFORMATION_REQUIRED INFORMATION_REQUIRED',
    ]);
  });
});

it('a clock that is a year ahead makes nothing late that is sent after the receipt of its report', () => {
  const ahead = inProgress().hear({ state: 'in-progress', sentAt: at(365 * 86_400) });
  expect(ahead.hear({ state: 'on-hold', sentAt: at(1.5) }).told).toEqual([
    'PENDING INFORMATION_REQUIRED INFORMATION_REQUIRED',
  ]);
});

describe('what returns to an earlier value', () => {
  it('is reported, where it is an appointment that is confirmed again', () => {
    const conversation = inProgress()
      .hear({ appointments: [A('confirmed')] })
      .hear({ appointments: [A('failed')] });
    expect(conversation.told).toEqual(['PENDING REAPPOINT OTHER']);
    expect(conversation.hear({ appointments: [A('confirmed')] }).told).toEqual(['IN_PROGRESS UPDATE']);
  });

  it.each<[string, (value: string) => Partial<SupplierReport>]>([
    ['findings', (value) => ({ findings: [{ name: 'triage', value, sentence: `Triage: ${value}`, ours: false }] })],
    ['a late repair', (value) => ({ facts: [{ thing: 'late repair', sentence: value }] })],
    ['the reason of the state', (value) => ({ stateReason: value })],
    ['the comment', (value) => ({ comment: update(value) })],
  ])('is reported, where it is %s', (_what, of) => {
    const conversation = inProgress()
      .hear({ ...of('one') })
      .hear({ ...of('two') });
    expect(conversation.hear({ ...of('one') }).told).toEqual(['IN_PROGRESS ADDITIONAL']);
    expect(conversation.hear({ ...of('one') }).told).toEqual([]);
  });

  it('is not reported, where it is a remark of the list', () => {
    const one = inProgress()
      .hear({ updates: [update('one')] })
      .hear({ updates: [update('one'), update('two')] });
    expect(one.hear({ updates: [update('one')] }).told).toEqual([]);
  });
});

describe('a report with on-hold', () => {
  it.each<[string, AppointmentFact]>([
    ['a confirmed appointment', A('confirmed')],
    ['a visit that left the fault', { ...A('completed'), problemCode: 'UNKNOWN_FAULT' }],
    ['a lost appointment', A('cancelled')],
  ])('asks for information, also beside %s', (_what, fact) => {
    const conversation = inProgress().hear({ state: 'on-hold', appointments: [fact], comment: update('Which floor?') });
    expect(conversation.told).toEqual(['PENDING INFORMATION_REQUIRED INFORMATION_REQUIRED']);
    expect(conversation.texts).toEqual(['Which floor?']);
  });

  it.each<[string, Partial<SupplierReport>, string]>([
    ['a new update', { updates: [update('Old'), update('New?')], stateReason: 'Reason' }, 'New?'],
    ['a new comment', { updates: [update('Old')], comment: update('Comment?'), stateReason: 'Reason' }, 'Comment?'],
    ['the reason', { updates: [update('Old')], stateReason: 'Reason' }, 'Reason'],
    ['the newest old update', { updates: [update('Old')] }, 'Old'],
  ])('gives as its text %s', (_what, rest, expected) => {
    const conversation = inProgress().hear({ updates: [update('Old')] });
    expect(conversation.hear({ state: 'on-hold', ...rest }).texts).toEqual([expected]);
  });

  it('keeps the problem waiting while an appointment is confirmed', () => {
    const conversation = inProgress().hear({ state: 'on-hold' });
    expect(conversation.hear({ state: 'on-hold', appointments: [A('confirmed')] }).told).toEqual(['PENDING UPDATE']);
  });
});

describe('appointments of one report', () => {
  it.each<[string, AppointmentFact[]]>([
    ['first the cancelled one', [A('cancelled'), B('confirmed')]],
    ['first the confirmed one', [B('confirmed'), A('cancelled')]],
    ['the other one only noted', [A('cancelled'), B('noted')]],
    ['the first one missed', [B('confirmed'), A('missed')]],
  ])('give the one that stands: %s', (_what, appointments) => {
    const conversation = inProgress()
      .hear({ appointments: [A('confirmed')] })
      .hear({ appointments });
    expect(conversation.told).toEqual(['IN_PROGRESS REAPPOINTED']);
    expect(conversation.slot).toEqual(TUESDAY);
  });

  it('give a missed one that is still listed as confirmed as lost', () => {
    const conversation = inProgress().hear({ appointments: [A('confirmed')] });
    expect(conversation.hear({ appointments: [A('confirmed'), A('missed')] }).told).toEqual([
      'PENDING REAPPOINT OTHER',
    ]);
  });

  it('give another slot than the reserved one as a new appointment, in whatever form', () => {
    for (const event of ['confirmed', 'noted'] as const) {
      const conversation = inProgress([], { appointmentTimeslot: MONDAY }).hear({ appointments: [B(event)] });
      expect(conversation.told).toEqual(['IN_PROGRESS REAPPOINTED']);
    }
  });

  it('give two updates with the first acknowledgement, where one was missed', () => {
    const conversation = new Conversation('SENT_TO_SUPPLIER').hear({ state: 'accepted', appointments: [A('missed')] });
    expect(conversation.told).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'PENDING REAPPOINT OTHER']);
  });
});

describe('a waiting problem', () => {
  const cancelled = (): Conversation => inProgress().hear({ appointments: [A('cancelled')] });

  it('resumes once a report no longer shows the lost appointment', () => {
    expect(cancelled().hear({}).told).toEqual(['IN_PROGRESS RESUMED']);
  });

  it('resumes once another appointment stands beside the lost one', () => {
    const other = appointment('B', 'noted');
    expect(cancelled().hear({ appointments: [A('cancelled'), other] }).told).toEqual(['IN_PROGRESS RESUMED']);
  });

  it('waits while a report still shows the lost appointment', () => {
    const conversation = cancelled().hear({ appointments: [A('cancelled')], updates: [update('Hello')] });
    expect(conversation.told).toEqual(['PENDING ADDITIONAL']);
    expect(conversation.hear({ state: 'unsaid', updates: [update('Again')] }).told).toEqual(['PENDING ADDITIONAL']);
  });

  it.each<SupplierReport['state']>(['accepted', 'pending'])('resumes IN_PROGRESS, when on-hold becomes %s', (state) => {
    expect(inProgress().hear({ state: 'on-hold' }).hear({ state }).told).toEqual(['IN_PROGRESS RESUMED']);
    const early = new Conversation('ACKNOWLEDGED').hear({ state: 'on-hold' });
    expect(early.hear({ state }).told).toEqual(['IN_PROGRESS RESUMED']);
  });

  it('asks for a new appointment, when the question is answered and the appointment is still lost', () => {
    const conversation = inProgress().hear({ state: 'on-hold', appointments: [A('cancelled')] });
    expect(conversation.hear({ appointments: [A('cancelled')] }).told).toEqual(['PENDING REAPPOINT OTHER']);
  });

  it('is not made to wait again by an appointment that was lost before the problem was resolved', () => {
    const conversation = cancelled().hear({ state: 'resolved', appointments: [A('cancelled')] });
    expect(conversation.hear({ state: 're-opened', appointments: [A('cancelled')] }).told).toEqual([
      'IN_PROGRESS UPDATE',
    ]);
  });
});

describe('before the acknowledgement', () => {
  it('what is new is reported with the first state that a supplier can set', () => {
    const conversation = new Conversation('SENT_TO_SUPPLIER').hear({ state: 'pending', updates: [update('Seen')] });
    expect(conversation.told).toEqual([]);
    conversation.hear({ state: 'accepted', updates: [update('Seen')] });
    expect(conversation.told).toEqual(['ACKNOWLEDGED ACKNOWLEDGED']);
    expect(conversation.last?.updates[0]?.draft.supplierNotes.map(({ note }) => note)).toEqual(['Seen']);
  });

  it('rejected ends the problem as REJECTED, and takes along what queued behind the report', () => {
    const conversation = new Conversation('SENT_TO_SUPPLIER', [
      request({ operation: 'report-problem', request: { id: 40112 } as never }, { progress: 'unknown' }),
      amendment(7, { progress: 'queued' }),
    ]).hear({ state: 'rejected', stateReason: 'No such service' });
    expect(conversation.told).toEqual([
      'REJECTED AMENDMENT_REJECTED INVALID_REQUEST 7',
      'REJECTED UPDATE INVALID_REQUEST',
    ]);
    expect(conversation.open).toEqual([]);
  });
});

it('a resolved problem is not opened again by an appointment of a report that still says resolved', () => {
  const conversation = inProgress([], { appointmentTimeslot: MONDAY }).hear({ state: 'resolved' });
  for (const event of ['noted', 'confirmed', 'cancelled'] as const) {
    expect(conversation.hear({ state: 'resolved', appointments: [B(event)] }).told).toEqual(['RESOLVED ADDITIONAL']);
  }
});

it('a second resolved with another reason corrects the text of the resolution', () => {
  const conversation = inProgress().hear({ state: 'resolved', stateReason: 'Splice remade' });
  conversation.hear({ state: 'resolved', stateReason: 'Port moved' });
  expect(conversation.told).toEqual(['RESOLVED ADDITIONAL']);
  expect(conversation.resolution).toMatchObject({
    supplierReference: 'RES_HARBOUR',
    resolutionDetails: { resolutionText: 'Port moved' },
  });
});

describe('an undecided amendment', () => {
  const comment = [{ name: 'comment', value: 'Back at six' }];
  const entered = { name: 'entered remark', value: 'Back at six' };

  it.each<[SupplierReport['state'], string[]]>([
    ['closed', ['IN_PROGRESS AMENDMENT_REJECTED INVALID_REQUEST 7', 'COMPLETED COMPLETED']],
    ['cancelled', ['IN_PROGRESS AMENDMENT_REJECTED INVALID_REQUEST 7', 'CANCELLED CANCELLED OTHER']],
    ['rejected', ['IN_PROGRESS AMENDMENT_REJECTED INVALID_REQUEST 7', 'CANCELLED CANCELLED OTHER']],
  ])('is refused before %s ends its problem', (state, expected) => {
    for (const progress of ['pending', 'unknown', 'queued'] as const) {
      const conversation = inProgress([amendment(7, { progress })]).hear({ state });
      expect(conversation.told).toEqual(expected);
      expect(conversation.open).toEqual([]);
    }
  });

  it('is confirmed before the end, where the last report shows its effect', () => {
    const conversation = inProgress([amendment(7, { expectedEffects: comment })]);
    conversation.hear({ state: 'closed', observedEffects: comment });
    expect(conversation.told).toEqual(['IN_PROGRESS AMENDED 7', 'COMPLETED COMPLETED']);
  });

  it('is confirmed by our own words that the supplier entered as an update, which are no note', () => {
    const conversation = inProgress([amendment(7, { expectedEffects: comment })]);
    conversation.hear({ updates: [update('Back at six', 'buyer')], observedEffects: [entered] });
    expect(conversation.told).toEqual(['IN_PROGRESS UPDATE', 'IN_PROGRESS AMENDED 7']);
    expect(conversation.last?.updates.flatMap(({ draft }) => draft.supplierNotes)).toEqual([]);
  });

  it('is not confirmed by a comment that was shown before it was made', () => {
    const conversation = inProgress().hear({ observedEffects: comment });
    conversation.open = [amendment(7, { expectedEffects: comment, receivedAt: at(1.5) })];
    expect(conversation.hear({ observedEffects: comment }).told).toEqual([]);
    expect(conversation.hear({ observedEffects: comment }).told).toEqual([]);
  });

  it('is confirmed by a report that comes to say so, the oldest first', () => {
    const conversation = inProgress([amendment(7), amendment(8)]).hear({});
    expect(conversation.hear({ confirmsAmendment: true }).told).toEqual(['IN_PROGRESS AMENDED 7']);
    expect(conversation.hear({ confirmsAmendment: true }).told).toEqual(['IN_PROGRESS AMENDED 8']);
  });

  it('is not confirmed by a report that comes to say so and shows another value', () => {
    const wanted = [{ name: 'description', value: 'It drops' }];
    const conversation = inProgress([amendment(7, { expectedEffects: wanted })]).hear({});
    const shown = [{ name: 'description', value: 'It is slow' }];
    expect(conversation.hear({ confirmsAmendment: true, observedEffects: shown }).told).toEqual([]);
  });
});

describe('an undecided cancellation', () => {
  it.each<[SupplierReport['state'], string[]]>([
    ['cancelled', ['CANCELLED CANCELLED NO_LONGER_REQUIRED 9']],
    ['closed', ['CANCELLED CANCELLED NO_LONGER_REQUIRED 9']],
    ['rejected', ['CANCELLED CANCELLED NO_LONGER_REQUIRED 9']],
    ['resolved', ['RESOLVED UPDATE', 'RESOLVED CANCELLATION_REJECTED OTHER 9']],
    ['on-hold', ['PENDING INFORMATION_REQUIRED INFORMATION_REQUIRED']],
  ])('of a problem in progress: %s', (state, expected) => {
    expect(inProgress([cancellation(9)]).hear({ state }).told).toEqual(expected);
  });

  it('of a resolved problem is not refused by a remark, but by the end as fixed', () => {
    const conversation = inProgress().hear({ state: 'resolved' });
    conversation.open = [cancellation(9)];
    expect(conversation.hear({ state: 'resolved', updates: [update('Thanks')] }).told).toEqual(['RESOLVED ADDITIONAL']);
    expect(conversation.hear({ state: 'closed' }).told).toEqual([
      'RESOLVED CANCELLATION_REJECTED OTHER 9',
      'COMPLETED COMPLETED',
    ]);
  });

  it('of a problem that the supplier never took says so, and not that the work is finished', () => {
    const conversation = new Conversation('SENT_TO_SUPPLIER', [cancellation(9)]).hear({ state: 'rejected' });
    expect(conversation.told).toEqual(['REJECTED CANCELLATION_REJECTED OTHER 9', 'REJECTED UPDATE INVALID_REQUEST']);
    expect(conversation.texts[0]).toBe('The supplier rejected the problem: there is nothing left to cancel.');
  });

  it('is answered beside each other one', () => {
    const conversation = inProgress([cancellation(9), cancellation(10)]).hear({ state: 'cancelled' });
    expect(conversation.told).toEqual([
      'CANCELLED CANCELLED NO_LONGER_REQUIRED 9',
      'CANCELLED CANCELLED NO_LONGER_REQUIRED 10',
    ]);
  });
});

it('an update waits for the reply to the request it answers, and every one for the reply to the report', () => {
  const first = request({ operation: 'report-problem', request: { id: 40112 } as never }, { replyPending: true });
  const conversation = inProgress([first, cancellation(9)]).hear({ updates: [update('Hello')] });
  expect(conversation.last?.updates.map(({ about }) => about)).toEqual(['command-40112']);
});
