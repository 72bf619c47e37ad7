// The Retry-After header (RFC 9110, 10.2.3).

/** Seconds or an HTTP date → milliseconds from now, at most an hour. Undefined where there is none to be read. */
export function retryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 3_600_000);
}
