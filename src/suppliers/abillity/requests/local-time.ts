// Dates and times as aBILLity writes them: UK local, without a zone (`2025-12-16T09:35:48.722`).

import { readInstant } from '../../../protocol/iso-time.js';
import { londonEnd, londonInstant, londonTime, withLondonOffset } from '../../../protocol/london-time.js';

/** Of an instant. London is whole hours off, so that seconds are the same everywhere. */
export function localTime(instant: Date): string {
  const { date, time } = londonTime(instant);
  return `${date}T${time}:${instant.toISOString().slice(17, 23)}`;
}

/** Of what a caller gave: a time with its offset is turned into local time, one without is local already. */
export function localTimeIn(given: string): string | undefined {
  const instant = readInstant(given);
  return instant === undefined ? undefined : localTime(instant);
}

/** A slot of a day as the Fibre Cafe writes it. Undefined in the hour that March skips. */
export function slotOn(
  date: string,
  { from, to }: { from: string; to: string },
): { timeslotStartDateTime: string; timeslotEndDateTime: string } | undefined {
  const [start, end] = [londonInstant(date, from), londonEnd(date, to)];
  if (start === undefined || end === undefined) return undefined;
  return { timeslotStartDateTime: withLondonOffset(start), timeslotEndDateTime: withLondonOffset(end) };
}
