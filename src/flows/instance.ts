// Who this process is towards the store: claims carry its id, so that only who holds a claim can settle it.

import { randomUUID } from 'node:crypto';

export const INSTANCE = randomUUID();
