// Generated conversations, read without a store: the platform knows at the end what the supplier's ticket says.

import { describe, expect, it, jest } from '@jest/globals';
import { PureGateway } from './pure-gateway.js';
import { playAll } from './run.js';

const SEEDS = 2_000;

// Passing takes seconds; looking for the shortest conversation that fails may take longer.
jest.setTimeout(300_000);

describe('generated conversations', () => {
  it(`leave the platform with what the ticket says, for each of ${SEEDS} seeds`, async () => {
    const options = { from: 1, count: SEEDS, atOnce: 1, mostFailures: 3, onProgress: () => undefined };
    const { failures } = await playAll(options, () => new PureGateway());
    expect(failures.map(({ report }) => report).join('\n\n')).toBe('');
  });
});
