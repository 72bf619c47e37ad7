// Times in what a platform asks: a day or an hour that does not exist is refused and never becomes another one.

import { describe, expect, it } from '@jest/globals';
import { TimeslotDto } from '../../src/platforms/fibre-cafe/api/appointments/appointments.dto.js';
import { readAppointmentQuery } from '../../src/platforms/fibre-cafe/api/appointments/appointments.query.js';
import { readBody } from '../../src/http-api/read-body.js';
import { Refusal } from '../../src/http-api/refusal.js';
import type { CallRequest } from '../../src/http-api/auth/tenant.guard.js';

const slot = (from: string, to: string): object =>
  readBody(TimeslotDto, { timeslotStartDateTime: from, timeslotEndDateTime: to }, {});

function refused(ask: () => unknown): { status: number; messages: string[] } {
  try {
    ask();
  } catch (error) {
    const { status, messages } = error as Refusal;
    return { status, messages };
  }
  throw new Error('the request was accepted');
}

describe('a slot', () => {
  it.each([
    '2027-06-31T08:00Z',
    '2027-02-29T08:00Z',
    '2027-06-30T25:00Z',
    '2027-06-30T24:30Z',
    '2027-06-30T08:00+24:00',
    '2027-13-01T08:00Z',
    '0001-01-01T00:00:00Z',
  ])('that begins at %s is refused', (from) => {
    const { status, messages } = refused(() => slot(from, '2027-06-30T10:00Z'));
    expect(status).toBe(422);
    expect(messages).toEqual(['timeslotStartDateTime must be a date and time that exists.']);
  });

  it('may end at 24:00', () => {
    expect(slot('2027-06-30T20:00Z', '2027-06-30T24:00Z')).toMatchObject({ timeslotEndDateTime: '2027-06-30T24:00Z' });
  });
});

describe('a query for appointments', () => {
  const query = (appointmentFromDate: string): unknown =>
    readAppointmentQuery(
      {
        address: '{"id":"A1","type":"GOLD"}',
        serviceSpecification: '{"id":"ftth"}',
        appointmentPurpose: 'REPAIR',
        appointmentFromDate,
      },
      {} as CallRequest,
    );

  it.each(['2027-06-31', '2027-02-29', '2027-00-10'])('from %s is refused', (day) => {
    expect(refused(() => query(day))).toEqual({
      status: 400,
      messages: ['The query parameter appointmentFromDate must be a date, YYYY-MM-DD.'],
    });
  });

  it('from a day that exists is read', () => {
    expect(query('2028-02-29')).toMatchObject({ appointmentFromDate: '2028-02-29' });
  });
});
