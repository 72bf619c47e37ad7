// UK local dates and times, as suppliers write them, against instants with an offset, as the platform does.

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const MINUTE = 60_000;

/** What a clock in London shows at an instant. */
export function londonTime(instant: Date): { date: string; time: string } {
  const part = Object.fromEntries(PARTS.formatToParts(instant).map(({ type, value }) => [type, value]));
  return { date: `${part['year']}-${part['month']}-${part['day']}`, time: `${part['hour']}:${part['minute']}` };
}

/**
 * The instant at which a London clock shows a date (`YYYY-MM-DD`) and time (`HH:MM`). In the doubled hour of October it
 * is the first one. Undefined for the hour that March skips and for text that is no date or time.
 */
export function londonInstant(date: string, time: string): Date | undefined {
  const guess = Date.parse(`${date}T${time}:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time) || Number.isNaN(guess)) return undefined;
  for (const offset of [60, 0]) {
    const instant = new Date(guess - offset * MINUTE);
    const shown = londonTime(instant);
    if (shown.date === date && shown.time === time) return instant;
  }
  return undefined;
}

/** The instant at which a slot of that date ends: 24:00 and 00:00 are midnight at the end of the day they stand on. */
export function londonEnd(date: string, time: string): Date | undefined {
  if (time !== '24:00' && time !== '00:00') return londonInstant(date, time);
  const last = londonInstant(date, '23:59');
  return last === undefined ? undefined : new Date(last.getTime() + MINUTE);
}

/** ISO 8601 with London's offset at that instant: `2026-03-31T13:00:00.000+01:00`, in winter `…Z`. */
export function withLondonOffset(instant: Date): string {
  const { date, time } = londonTime(instant);
  const offset = Math.round((Date.parse(`${date}T${time}:00Z`) - instant.getTime()) / MINUTE / 60) * 60;
  if (offset === 0) return instant.toISOString();
  return new Date(instant.getTime() + offset * MINUTE).toISOString().replace('Z', '+01:00');
}
