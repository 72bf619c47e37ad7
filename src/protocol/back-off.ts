// How long to wait before trying again.

/** Doubles from `firstMs` to `mostMs`, give or take a fifth, so that waiters do not return together. */
export function backOff(attempt: number, firstMs: number, mostMs: number): number {
  const wait = Math.min(firstMs * 2 ** Math.min(attempt - 1, 30), mostMs);
  return Math.round(wait * (0.8 + Math.random() * 0.4));
}
