// Generated conversations on the whole gateway: over its connections, with its PostgreSQL.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { playAll } from './run.js';
import { StoredWorld } from './stored-gateway.js';

const SEEDS = 200;

jest.setTimeout(600_000);

let world: StoredWorld;
beforeAll(async () => {
  world = await StoredWorld.open();
});
afterAll(() => world.close());

describe('generated conversations with a store', () => {
  it(`leave the platform with what the ticket says, for each of ${SEEDS} seeds`, async () => {
    const options = { from: 1, count: SEEDS, atOnce: 12, mostFailures: 3, onProgress: () => undefined };
    const { failures } = await playAll(options, () => world.gateway());
    expect(failures.map(({ report }) => report).join('\n\n')).toBe('');
  });

  it('bring every update in order and without a gap', () => {
    expect(world.findings()).toEqual([]);
  });
});
