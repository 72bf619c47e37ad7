// The id of this process in its leases: only the holder of a lease can settle its work.

import { randomUUID } from 'node:crypto';

export const REPLICA_ID = randomUUID();

/** Longer than any supplier may take to answer, so that a lease expires only when its holder has died. */
export const ASK_LEASE_MS = 120_000;
