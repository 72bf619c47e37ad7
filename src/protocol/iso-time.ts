// Times as peers write them. Only ISO 8601 is a time: `Date.parse` makes a date of nearly anything.

import { londonInstant } from './london-time.js';

const SIXTY = '[0-5]\\d';
const HOURS = '(?:[01]\\d|2[0-3])';
/** The extended format: a day, and a time of it with or without a zone. */
const ISO_8601 = new RegExp(
  `^(?<day>\\d{4}-\\d\\d-\\d\\d)(?:T(?<time>${HOURS}:${SIXTY})(?::(?<seconds>${SIXTY})(?:[.,](?<fraction>\\d{1,12}))?)?` +
    `(?<zone>Z|[+-]${HOURS}(?::?${SIXTY})?)?)?$`,
);
const ENDS_THE_DAY = /T24:00(?::00(?:[.,]0+)?)?(?=Z|[+-]|$)/;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Whether the text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return false;
  const at = new Date(`${year}-01-01T00:00:00Z`);
  at.setUTCMonth(Number(month) - 1, Number(day));
  return at.toISOString().startsWith(text);
}

/** What .NET and others write where they have no time. */
export function isNoTime(text: string): boolean {
  return text.trim().startsWith('0001-01-01');
}

/**
 * The instant that an ISO 8601 text names. A time without a zone, and a day alone, is London's. 24:00 is midnight at the end of
 * the day. Undefined for any other text, for days and hours that do not exist, and for `0001-01-01`, which stands for no time.
 */
export function readInstant(given = ''): Date | undefined {
  const text = given.trim();
  const endsTheDay = ENDS_THE_DAY.test(text);
  const parts = ISO_8601.exec(endsTheDay ? text.replace('T24:', 'T00:') : text)?.groups;
  if (parts === undefined) return undefined;
  const { day = '', time = '00:00', zone } = parts;
  if (!isDay(day) || isNoTime(day)) return undefined;
  const minute = minuteOf(endsTheDay ? dayAfter(day) : day, time, zone);
  return minute === undefined ? undefined : new Date(minute + withinMinute(parts));
}

/** Milliseconds; what is finer than one is cut off. */
function withinMinute({ seconds = '', fraction = '' }: Record<string, string | undefined>): number {
  return Number(`${seconds}${fraction.slice(0, 3).padEnd(3, '0')}`);
}

function minuteOf(date: string, time: string, zone: string | undefined): number | undefined {
  if (zone === undefined) return londonInstant(date, time)?.getTime();
  const [, hours = '0', minutes = '0'] = /^[+-](\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * MINUTE;
  return Date.parse(`${date}T${time}:00Z`) + (zone.startsWith('-') ? offset : -offset);
}

/** A text that should have been a time and is none: neither absent nor the text that stands for no time. */
export function isUnreadableTime(given: string | undefined): given is string {
  if (given === undefined || given.trim() === '' || isNoTime(given)) return false;
  return readInstant(given) === undefined;
}

/** The day after a day that exists. */
function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}
