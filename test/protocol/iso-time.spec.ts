// Times as peers write them: ISO 8601 is a time, whatever the host's zone, and nothing else is.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDay, isUnreadableTime, readInstant } from '../../src/protocol/iso-time.js';
import { londonEnd } from '../../src/protocol/london-time.js';

const iso = (text: string): string | undefined => readInstant(text)?.toISOString();

describe('a time in ISO 8601', () => {
  it.each([
    ['2026-03-12T10:00:00Z', '2026-03-12T10:00:00.000Z'],
    ['2026-03-12T10:00Z', '2026-03-12T10:00:00.000Z'],
    [' 2026-03-12T10:00:00.5Z\n', '2026-03-12T10:00:00.500Z'],
    ['2026-03-12T10:00:00,25Z', '2026-03-12T10:00:00.250Z'],
    ['2026-03-12T10:00:00.1234567Z', '2026-03-12T10:00:00.123Z'],
    ['2026-03-12T10:00:00.999999999Z', '2026-03-12T10:00:00.999Z'],
    ['2026-03-12T10:00:00+01:00', '2026-03-12T09:00:00.000Z'],
    ['2026-03-12T10:00:00+0530', '2026-03-12T04:30:00.000Z'],
    ['2026-03-12T10:00:00-08', '2026-03-12T18:00:00.000Z'],
    ['2026-03-12T00:15+23:59', '2026-03-11T00:16:00.000Z'],
    ['2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z'],
  ])('%j is %s', (text, instant) => {
    expect(iso(text)).toBe(instant);
  });

  it.each([
    ['2026-03-12T10:00:00', '2026-03-12T10:00:00.000Z'],
    ['2026-07-12T10:00:00', '2026-07-12T09:00:00.000Z'],
    ['2026-07-12T10:00:59.75', '2026-07-12T09:00:59.750Z'],
    ['2026-07-12', '2026-07-11T23:00:00.000Z'],
    ['2026-03-29T02:00', '2026-03-29T01:00:00.000Z'],
    ['2026-10-25T01:30', '2026-10-25T00:30:00.000Z'],
  ])('without a zone is read by a London clock, wherever the gateway runs: %j', (text, instant) => {
    const before = process.env['TZ'];
    try {
      for (const zone of ['Pacific/Auckland', 'America/New_York', 'UTC']) {
        process.env['TZ'] = zone;
        expect(iso(text)).toBe(instant);
      }
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it.each([
    ['2026-03-28T24:00:00Z', '2026-03-29T00:00:00.000Z'],
    ['2026-12-31T24:00Z', '2027-01-01T00:00:00.000Z'],
    ['2026-07-12T24:00+01:00', '2026-07-12T23:00:00.000Z'],
    ['2026-07-12T24:00', '2026-07-12T23:00:00.000Z'],
    ['2026-03-29T24:00:00.000', '2026-03-29T23:00:00.000Z'],
    ['2026-10-24T24:00', '2026-10-24T23:00:00.000Z'],
  ])('takes 24:00 as midnight at the end of the day: %j', (text, instant) => {
    expect(iso(text)).toBe(instant);
  });

  it('is read back from every spelling of an instant', () => {
    const span = { min: new Date('1990-01-01T00:00:00Z'), max: new Date('2090-01-01T00:00:00Z'), noInvalidDate: true };
    fc.assert(fc.property(fc.date(span), (at) => iso(at.toISOString()) === at.toISOString()));
  });
});

describe('no time', () => {
  it.each([
    '12/03/2026 10:00',
    '12.03.2026',
    '03-12-2026',
    '5',
    '1773309600',
    '2026',
    '2026-03',
    '2026-02-30',
    '2026-02-30T10:00:00Z',
    '2027-06-31T08:00Z',
    '2025-02-29T08:00Z',
    '2026-13-01T00:00Z',
    '2026-00-10T00:00Z',
    '2026-03-12 10:00:00',
    '2026-03-12T10:00:60Z',
    '2026-03-12T10:60Z',
    '2026-03-12T25:00Z',
    '2026-03-12T24:01Z',
    '2026-03-12T24:00:01Z',
    '2026-03-12T10:00+24:00',
    '2026-03-12T10:00 BST',
    '2026-03-12T10',
    '2026-3-12T10:00Z',
    '2026-03-29T01:30',
    'Thu, 12 Mar 2026 10:00:00 GMT',
    'yesterday',
    'constructor',
    '+002026-03-12T10:00:00Z',
  ])('is %j, and it is said to be unreadable', (text) => {
    expect(readInstant(text)).toBeUndefined();
    expect(isUnreadableTime(text)).toBe(true);
  });

  it.each(['0001-01-01', '0001-01-01T00:00:00', '0001-01-01T00:00:00Z', ' 0001-01-01T00:00:00.000+00:00', '', '  '])(
    'is %j, which stands for none',
    (text) => {
      expect(readInstant(text)).toBeUndefined();
      expect(isUnreadableTime(text)).toBe(false);
    },
  );
});

describe('a day', () => {
  it('is one that the calendar has', () => {
    for (const day of ['2026-03-12', '2024-02-29', '0099-12-31']) expect(isDay(day)).toBe(true);
    for (const day of ['2026-02-29', '2026-04-31', '2026-00-01', '2026-1-1', '2026-03-12T00:00', '']) {
      expect(isDay(day)).toBe(false);
    }
  });
});

describe('the end of a slot', () => {
  it.each([
    ['2026-03-12', '12:00', '2026-03-12T12:00:00.000Z'],
    ['2026-03-12', '24:00', '2026-03-13T00:00:00.000Z'],
    ['2026-03-12', '00:00', '2026-03-13T00:00:00.000Z'],
    ['2026-03-29', '24:00', '2026-03-29T23:00:00.000Z'],
    ['2026-10-25', '00:00', '2026-10-26T00:00:00.000Z'],
  ])('on %s at %s is %s', (date, time, instant) => {
    expect(londonEnd(date, time)?.toISOString()).toBe(instant);
  });

  it('on a day that does not exist is none', () => {
    expect(londonEnd('2026-02-30', '24:00')).toBeUndefined();
  });
});
