// Values that are odd and legal: slots that end at midnight or cannot be read, characteristics given twice, long references.

import { describe, expect, it } from '@jest/globals';
import type { Command } from '../../../src/domain/request.js';
import { cityfibreBench } from './bench.js';
import { elementsOf, problemBefore, questionOf, reading, translatorWith, written } from './translation.js';

const BEFORE = {
  timeslotStartDateTime: '2026-07-01T08:00:00.000+01:00',
  timeslotEndDateTime: '2026-07-01T13:00:00.000+01:00',
};

function slotAfter(date: string, start: string, end: string): unknown {
  const visit = `<appointment><appointmentDate>${date}</appointmentDate><appointmentStartTime>${start}</appointmentStartTime><appointmentEndTime>${end}</appointmentEndTime><appointmentConfirmationStatus>Confirmed</appointmentConfirmationStatus></appointment>`;
  const body = `<notifyFaultReportUpdate><buyerFaultReference>NORTHWIND-40112</buyerFaultReference><faultDetails><status>in-progress</status></faultDetails><appointments>${visit}</appointments></notifyFaultReportUpdate>`;
  return reading(body, { problem: problemBefore({ appointmentTimeslot: BEFORE }) }).news.problem.appointmentTimeslot;
}

describe('the slot of a notification', () => {
  it.each([
    ['24:00', '2026-06-03T00:00:00.000+01:00'],
    ['00:00', '2026-06-03T00:00:00.000+01:00'],
    ['23:59', '2026-06-02T23:59:00.000+01:00'],
  ])('that ends at %s ends after it starts', (end, instant) => {
    expect(slotAfter('2026-06-02', '18:00', end)).toEqual({
      timeslotStartDateTime: '2026-06-02T18:00:00.000+01:00',
      timeslotEndDateTime: instant,
    });
  });

  it('that takes the whole day is a day', () => {
    expect(slotAfter('2026-06-02', '00:00', '00:00')).toEqual({
      timeslotStartDateTime: '2026-06-02T00:00:00.000+01:00',
      timeslotEndDateTime: '2026-06-03T00:00:00.000+01:00',
    });
  });

  it.each([
    ['2026-06-31', '08:00', '13:00'],
    ['2026-06-02', 'morning', '13:00'],
    ['2026-06-02', '13:00', '08:00'],
    ['2026-06-02', '25:00', '26:00'],
    ['2026-03-29', '01:30', '05:00'],
  ])('that cannot be read (%s, %s to %s) does not leave the earlier one in its place', (date, start, end) => {
    expect(slotAfter(date, start, end)).toBeUndefined();
  });
});

const REPORT = {
  ...{ id: 40112, problemType: 'OUTAGE', problemText: 'No light.', serviceId: 'S1' },
  serviceSpecification: { id: 'ftth', name: undefined },
};
const of = (name: string, ...values: string[]) => values.map((value) => ({ name, value }));

function elements(operation: string, request: object, section: Parameters<typeof questionOf>[1] = {}): string[] {
  const command = { operation, request } as unknown as Command;
  return written(translatorWith(), questionOf(command, section)).flatMap((message) => elementsOf(message));
}

describe('characteristics', () => {
  it('that say twice when the service last worked are both sent', () => {
    const characteristics = of('SERVICE_LAST_WORKED', '2026-03-01T08:00:00Z', '2026-03-02T09:00:00Z');
    const sent = elements('report-problem', { ...REPORT, characteristics }).join('\n');
    expect(sent).toContain('faultStartTime=2026-03-01T08:00:00.000Z');
    expect(sent).toContain('triageFindings=SERVICE_LAST_WORKED: 2026-03-02T09:00:00Z');
  });

  it('whose first time cannot be read start the fault when it was reported, and are all sent', () => {
    const characteristics = of('SERVICE_LAST_WORKED', 'yesterday', '2026-03-02T09:00:00Z');
    const sent = elements('report-problem', { ...REPORT, characteristics }).join('\n');
    expect(sent).toContain('triageFindings=SERVICE_LAST_WORKED: yesterday\nSERVICE_LAST_WORKED: 2026-03-02T09:00:00Z');
  });

  it.each(['report-problem', 'amend-problem'])('that speak twice of access are both sent by %s', (operation) => {
    const characteristics = of('24HR_ACCESS', 'true', 'ring first');
    const request =
      operation === 'report-problem'
        ? { ...REPORT, characteristics }
        : { id: 7, serviceProblemId: 40112, characteristics };
    const sent = elements(operation, request, operation === 'report-problem' ? {} : { problem: problemBefore() });
    expect(sent.join('\n')).toContain('24 hour access: true\n24 hour access: ring first');
  });

  it('that no longer speak of access take its line away', () => {
    const problem = problemBefore({ hazards: 'A dog', characteristics: of('24HR_ACCESS', 'true') });
    const request = { id: 7, serviceProblemId: 40112, characteristics: of('END_USER_CPE', 'Router') };
    expect(elements('amend-problem', request, { problem })).toContain(
      'amendFaultReport/faultDetails/siteAccessDetails=Hazards: A dog',
    );
  });
});

it.each(['amend-problem', 'cancel-problem'])(
  '%s names a supplier reference of 40 characters as it was given',
  (operation) => {
    const reference = 'TIC-0001110000000000000000000000000000XY';
    const request = { id: 7, serviceProblemId: 40112, notes: 'Back at six', reasonCode: 'OTHER' };
    const question = questionOf({ operation, request } as unknown as Command, {
      problem: problemBefore({ supplierServiceProblemReference: reference }),
    });
    const message = cityfibreBench({}, []).supplier.write(question);
    expect(message).toMatchObject({ body: expect.stringContaining(`>${reference}<`) });
  },
);
