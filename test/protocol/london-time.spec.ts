// UK local times against instants: both clock changes of 2026, midnight, and that nothing moves on the way.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { londonInstant, londonTime, withLondonOffset } from '../../src/protocol/london-time.js';

const instant = (date: string, time: string): string | undefined => londonInstant(date, time)?.toISOString();
const shown = (date: string, time: string): string | undefined => {
  const at = londonInstant(date, time);
  return at === undefined ? undefined : withLondonOffset(at);
};

describe('a London clock', () => {
  it('is at Greenwich time in winter and an hour ahead in summer', () => {
    expect(londonTime(new Date('2026-01-15T13:00:00Z'))).toEqual({ date: '2026-01-15', time: '13:00' });
    expect(londonTime(new Date('2026-07-15T13:00:00Z'))).toEqual({ date: '2026-07-15', time: '14:00' });
  });

  it('shows 00:00 at midnight, of the day that begins', () => {
    expect(londonTime(new Date('2026-01-15T00:00:00Z'))).toEqual({ date: '2026-01-15', time: '00:00' });
    expect(londonTime(new Date('2026-07-14T23:00:00Z'))).toEqual({ date: '2026-07-15', time: '00:00' });
    expect(instant('2026-07-15', '00:00')).toBe('2026-07-14T23:00:00.000Z');
    expect(instant('2026-12-31', '23:59')).toBe('2026-12-31T23:59:00.000Z');
  });
});

describe('the clock goes forward on 29 March 2026', () => {
  it('13:00 is 13:00 the day before, on the day, and the day after', () => {
    expect(instant('2026-03-28', '13:00')).toBe('2026-03-28T13:00:00.000Z');
    expect(instant('2026-03-29', '13:00')).toBe('2026-03-29T12:00:00.000Z');
    expect(shown('2026-03-28', '13:00')).toBe('2026-03-28T13:00:00.000Z');
    expect(shown('2026-03-29', '13:00')).toBe('2026-03-29T13:00:00.000+01:00');
  });

  it.each(['01:00', '01:01', '01:30', '01:59'])('refuses %s, which no London clock shows', (time) => {
    expect(londonInstant('2026-03-29', time)).toBeUndefined();
  });

  it('the minutes before and after the missing hour are one minute apart', () => {
    expect(instant('2026-03-29', '00:59')).toBe('2026-03-29T00:59:00.000Z');
    expect(instant('2026-03-29', '02:00')).toBe('2026-03-29T01:00:00.000Z');
    expect(shown('2026-03-29', '02:00')).toBe('2026-03-29T02:00:00.000+01:00');
  });
});

describe('the clock goes back on 25 October 2026', () => {
  it.each(['01:00', '01:30', '01:59'])('%s occurs twice, and means the first', (time) => {
    expect(instant('2026-10-25', time)).toBe(`2026-10-25T00:${time.slice(3)}:00.000Z`);
    expect(shown('2026-10-25', time)).toBe(`2026-10-25T${time}:00.000+01:00`);
  });

  it('the second of them is known by its offset', () => {
    expect(withLondonOffset(new Date('2026-10-25T01:30:00Z'))).toBe('2026-10-25T01:30:00.000Z');
  });

  it('13:00 is 13:00 on both sides', () => {
    expect(shown('2026-10-24', '13:00')).toBe('2026-10-24T13:00:00.000+01:00');
    expect(shown('2026-10-25', '13:00')).toBe('2026-10-25T13:00:00.000Z');
    expect(shown('2026-10-25', '02:00')).toBe('2026-10-25T02:00:00.000Z');
  });
});

describe('a text that is no date or time gives no instant', () => {
  it.each([
    ['2026-02-30', '10:00'],
    ['2025-02-29', '10:00'],
    ['2026-13-01', '10:00'],
    ['2026-00-10', '10:00'],
    ['03/02/2026', '10:00'],
    ['2026-2-3', '10:00'],
    ['+002026-02-03', '10:00'],
    ['2026-02-03', '24:00'],
    ['2026-02-03', '10:60'],
    ['2026-02-03', '9:00'],
    ['2026-02-03', '10:00:00'],
    ['2026-02-03', '10:00Z'],
    ['2026-02-03', 'AM'],
    ['', ''],
  ])('%j %j', (date, time) => {
    expect(londonInstant(date, time)).toBeUndefined();
  });
});

describe('for any minute', () => {
  const minute = fc
    .date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2032-01-01T00:00:00Z'), noInvalidDate: true })
    .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000));

  it('London time gives back the instant, or the same minute an hour before', () => {
    fc.assert(
      fc.property(minute, (at) => {
        const { date, time } = londonTime(at);
        const back = londonInstant(date, time)?.getTime() ?? NaN;
        return back === at.getTime() || at.getTime() - back === 3_600_000;
      }),
    );
  });

  it('London time with its offset gives back the instant', () => {
    fc.assert(
      fc.property(minute, fc.integer({ min: 0, max: 59_999 }), (at, ms) => {
        const exact = new Date(at.getTime() + ms);
        const written = withLondonOffset(exact);
        const { date, time } = londonTime(exact);
        expect(Date.parse(written)).toBe(exact.getTime());
        expect(written.startsWith(`${date}T${time}`)).toBe(true);
      }),
    );
  });
});
