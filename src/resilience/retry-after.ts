// The Retry-After header (RFC 9110, 10.2.3).

import { readInstant } from '../protocol/iso-time.js';

/** Seconds or an HTTP date → milliseconds from now, at most an hour. Undefined where there is none to be read. */
export function retryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : httpDate(value.trim()) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 3_600_000);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = '(?<time>\\d\\d:\\d\\d:\\d\\d)';
/** The format of today and the two older ones (RFC 9110, 5.6.7). All of them mean UTC. */
const FORMATS = [
  `^\\w{3}, (?<day>\\d\\d) (?<month>\\w{3}) (?<year>\\d{4}) ${TIME} GMT$`,
  `^\\w{6,9}, (?<day>\\d\\d)-(?<month>\\w{3})-(?<year>\\d\\d) ${TIME} GMT$`,
  `^\\w{3} (?<month>\\w{3}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`,
].map((format) => new RegExp(format));

/** Milliseconds since 1970; NaN for any other text, of which `Date.parse` would make a date of the host's zone. */
function httpDate(text: string): number {
  const groups = FORMATS.map((format) => format.exec(text)?.groups).find((found) => found !== undefined);
  const { day = '', month = '', year = '', time = '' } = groups ?? {};
  const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
  return readInstant(`${year.padStart(4, '20')}-${number}-${day.trim().padStart(2, '0')}T${time}Z`)?.getTime() ?? NaN;
}
