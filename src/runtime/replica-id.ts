// Who this process is towards the store: claims carry its id, so that only who holds a claim can settle it.

import { randomUUID } from 'node:crypto';

export const REPLICA_ID = randomUUID();

/** Longer than any supplier may take to answer, so that a claim lapses only when its holder is gone. */
export const ASK_LEASE_MS = 120_000;
