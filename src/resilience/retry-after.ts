// The Retry-After header (RFC 9110, 10.2.3).

/** Seconds or an HTTP date → milliseconds from now, at most an hour. Undefined where there is none to be read. */
export function retryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  // A date begins with its day of the week; Date.parse alone would make a date of "-5" and "120, 5".
  const date = /^\s*[A-Za-z]{3}/.test(value) ? Date.parse(value) - now : NaN;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : date;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 3_600_000);
}
