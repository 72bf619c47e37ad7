// How long to wait before trying again.

/** Doubles from `firstMs` to `mostMs`, give or take a fifth, so that waiters do not return together. */
export function backOff(attempt: number, firstMs: number, mostMs: number): number {
  const wait = Math.min(firstMs * 2 ** Math.min(attempt - 1, 30), mostMs);
  return Math.round(wait * (0.8 + Math.random() * 0.4));
}

/** What the peer asks for, but never sooner than backing off would: a Retry-After of nothing must not make a hot loop. */
export function notBefore(retryAfterMs: number | undefined, backOffMs: number): number {
  return Math.max(retryAfterMs ?? 0, backOffMs);
}
