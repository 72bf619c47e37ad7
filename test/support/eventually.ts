// Waiting for what will happen, instead of guessing how long it takes.

import { setTimeout as sleep } from 'node:timers/promises';

/** Far longer than anything takes on a slow machine: reached only when what is awaited will not happen. */
const LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 15;

/** Asks until the answer is neither `undefined` nor `false`, and returns it; `what` says what was awaited in vain. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = LIMIT_MS,
): Promise<T> {
  const until = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > until) throw new Error(`Waited ${limitMs} ms in vain for ${what}.`);
    await sleep(LOOK_EVERY_MS);
  }
}
