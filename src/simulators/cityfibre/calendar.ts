// When CityFibre's engineers work: two visits a day from Monday to Friday, told in the local time of the United Kingdom.

export interface Slot {
  date: string;
  startTime: string;
  endTime: string;
}

const visits = [
  { startTime: '08:00', endTime: '13:00' },
  { startTime: '13:00', endTime: '18:00' },
];
const horizon = 10;
const day = 86_400_000;
const london = new Intl.DateTimeFormat('en-GB', {
  ...({ timeZone: 'Europe/London', hourCycle: 'h23' } as const),
  ...({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const),
});

/** Every slot of the ten working days from a date on that has not begun. */
export function slotsFrom(date: string, now: Date): Slot[] {
  const days: string[] = [];
  for (let at = Date.parse(date); days.length < horizon; at += day) {
    if (isWorkingDay(at)) days.push(new Date(at).toISOString().slice(0, 10));
  }
  const all = days.flatMap((one) => visits.map((visit) => ({ date: one, ...visit })));
  return all.filter((slot) => !hasBegun(slot, now));
}

export function isOnOffer({ date, startTime, endTime }: Slot): boolean {
  const known = visits.some((visit) => visit.startTime === startTime && visit.endTime === endTime);
  return known && isWorkingDay(Date.parse(date));
}

/** Both written in local time, so that they compare as text. */
export function hasBegun({ date, startTime }: Slot, now: Date): boolean {
  return `${date} ${startTime}` <= localTime(now);
}

export function isDate(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text); // 30 February rolls over
}

function isWorkingDay(at: number): boolean {
  return ![0, 6].includes(new Date(at).getUTCDay());
}

function localTime(now: Date): string {
  const parts = new Map(london.formatToParts(now).map(({ type, value }) => [type, value]));
  const [date, time] = [
    ['year', 'month', 'day'],
    ['hour', 'minute'],
  ] as const;
  const joined = (names: readonly Intl.DateTimeFormatPartTypes[], by: string): string =>
    names.map((name) => parts.get(name)).join(by);
  return `${joined(date, '-')} ${joined(time, ':')}`;
}
