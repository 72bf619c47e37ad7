// Dates and times as aBILLity writes them: UK local, without a zone (`2025-12-16T09:35:48.722`).

import { londonInstant, londonTime, withLondonOffset } from '../../../protocol/london-time.js';

const LOCAL = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?$/;

/** Of an instant. London is whole hours off, so that seconds are the same everywhere. */
export function localTime(instant: Date): string {
  const { date, time } = londonTime(instant);
  return `${date}T${time}:${instant.toISOString().slice(17, 23)}`;
}

/** Of what a caller gave: a time with its offset is turned into local time, one without is local already. */
export function localTimeIn(given: string): string | undefined {
  const local = LOCAL.exec(given.trim());
  if (local !== null) {
    const [, date = '', time = '00:00', seconds = '00', fraction = ''] = local;
    if (londonInstant(date, time) === undefined || Number(seconds) > 59) return undefined;
    return `${date}T${time}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  }
  const at = /[zZ]$|[+-]\d\d:?\d\d$/.test(given.trim()) ? Date.parse(given) : NaN;
  return Number.isNaN(at) ? undefined : localTime(new Date(at));
}

/** ISO 8601 in UTC of a local time; of one that names its zone, the same moment. Undefined for what is no time. */
export function instantIn(given: string | undefined): Date | undefined {
  if (given === undefined) return undefined;
  const local = LOCAL.exec(given.trim());
  if (local === null) {
    const at = Date.parse(given);
    return Number.isNaN(at) ? undefined : new Date(at);
  }
  const [, date = '', time = '00:00', seconds = '0', fraction = '0'] = local;
  const minute = londonInstant(date, time);
  return minute && new Date(minute.getTime() + Number(seconds) * 1000 + Math.floor(Number(`0.${fraction}`) * 1000));
}

/** A slot of a day as the Fibre Cafe writes it. Undefined in the hour that March skips. */
export function slotOn(
  date: string,
  { from, to }: { from: string; to: string },
): { timeslotStartDateTime: string; timeslotEndDateTime: string } | undefined {
  const [start, end] = [londonInstant(date, from), londonInstant(date, to)];
  if (start === undefined || end === undefined) return undefined;
  return { timeslotStartDateTime: withLondonOffset(start), timeslotEndDateTime: withLondonOffset(end) };
}
