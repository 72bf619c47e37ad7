// A reservation belongs to one problem at a time, and lapses unless its problem named it in time.

import { describe, expect, it } from '@jest/globals';
import type { ProblemDetails } from '../../src/domain/request.js';
import type { Reservation } from '../../src/domain/supplier/port.js';
import { reservationFault, reservationField } from '../../src/domain/supplier/reservation.js';

const NOW = new Date('2027-03-01T12:00:00Z');
const EARLIER = '2027-03-01T11:59:59Z';
const LATER = '2027-03-01T12:00:01Z';
const slot = { timeslotStartDateTime: '2027-03-04T08:00:00Z', timeslotEndDateTime: '2027-03-04T12:00:00Z' };
const reservation = (changes: Partial<Reservation>): Reservation => ({
  ...{ id: 7, key: 'KEY-7', timeslot: slot, lapsesAt: LATER },
  ...changes,
});
const byId = { appointmentReservationId: 7 } as ProblemDetails;
const byKey = { appointmentReservationReference: 'KEY-7' } as ProblemDetails;

describe('a reservation', () => {
  it.each([
    ['is good before it lapses', byId, reservation({}), undefined],
    ['is refused by id after it lapsed', byId, reservation({ lapsesAt: EARLIER }), /^lapsed at /],
    ['is refused by key after it lapsed', byKey, reservation({ lapsesAt: EARLIER }), /^lapsed at /],
    [
      'stays good after it lapsed where its problem named it before',
      byKey,
      reservation({ lapsesAt: EARLIER, isBooked: true }),
      undefined,
    ],
    ['is good where its supplier names no lapse', byId, reservation({ lapsesAt: undefined }), undefined],
    [
      'of another unfinished problem is refused by id',
      byId,
      reservation({ usedBy: 12 }),
      /^is the appointment of problem 12; /,
    ],
    [
      'of another unfinished problem is refused by key',
      byKey,
      reservation({ usedBy: 12 }),
      /^is the appointment of problem 12; /,
    ],
    ['that was not made through this gateway is not judged', byKey, undefined, undefined],
    [
      'is not judged where the request names another key',
      { appointmentReservationReference: 'KEY-8' } as ProblemDetails,
      reservation({ lapsesAt: EARLIER }),
      undefined,
    ],
  ] as const)('%s', (_title, details, known, fault) => {
    const found = reservationFault(details, known, NOW);
    if (fault === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(fault);
  });

  it('is named by the key where both are given', () => {
    expect(reservationField({ ...byId, ...byKey })).toBe('appointmentReservationReference');
    expect(reservationField(byId)).toBe('appointmentReservationId');
  });
});
