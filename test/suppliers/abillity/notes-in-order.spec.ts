// Notes of an incident are ordered by their numbers alone: their times are of a UK clock, which runs back in October.

import { expect, it } from '@jest/globals';
import { takenOverProblem } from '../../../src/domain/problem.js';
import { diffReport } from '../../../src/domain/report-diff.js';
import { NOTHING_REPORTED } from '../../../src/domain/reported-state.js';
import { abillityBench, NOW, TENANT } from './bench.js';

const NOTES = [
  { subject: 'cleared', means: 'resolved' },
  { subject: 'progress', means: 'in-progress' },
];
const PROGRESS = { Subject: 'Work in progress', Notes: 'Testing.' };
const CLEARED = { Subject: 'Cleared', Notes: 'The line works.' };

/** Status of the problem after each look, and whether anything was told. */
async function read(...looks: object[][]): Promise<string[]> {
  const { supplier } = abillityBench(
    { notes: NOTES },
    looks.map((body) => ({ status: 200, body })),
  );
  let [problem, reported] = [{ ...takenOverProblem(TENANT, 12) }, NOTHING_REPORTED];
  const seen: string[] = [];
  for (let look = 0; look < looks.length; look++) {
    const known = {
      tenant: TENANT,
      ourReference: `${TENANT}-12`,
      supplierReference: '7000001',
      messageId: 'M',
      now: NOW,
    };
    const fetched = await supplier.poll.fetch(known);
    if (fetched.kind !== 'told') throw new Error(fetched.why);
    for (const arrival of fetched.arrivals) {
      const report = supplier.poll.read(arrival, TENANT);
      const facts = { cancellation: undefined, resolutionReference: 'RES_NOTESINORDER', receivedAt: NOW.toISOString() };
      const diff = diffReport({ problem, reported, report, ...facts });
      [problem, reported] = [diff.problem, diff.reported];
      seen.push(`${problem.status} ${diff.kcis[0]?.reasonCode ?? 'silent'}`);
    }
  }
  return seen;
}

it.each([
  ['runs back over the end of summer time', '2026-10-25T01:50:00', '2026-10-25T01:10:00'],
  ['is the same', '2026-10-25T01:50:00', '2026-10-25T01:50:00'],
  ['is not told', '2026-10-25T01:50:00', undefined],
])('a note of a higher number is news where its time %s', async (_how, first, second) => {
  const look = [
    { NotificationID: 31, DateTime: second, ...CLEARED },
    { NotificationID: 30, DateTime: first, ...PROGRESS },
  ];
  expect((await read(look)).at(-1)).toBe('RESOLVED UPDATE');
});

it('a note of a lower number that is seen later moves nothing, whatever its time', async () => {
  const cleared = { NotificationID: 31, DateTime: '2026-10-25T01:10:00', ...CLEARED };
  const progress = { NotificationID: 30, DateTime: '2026-10-25T01:50:00', ...PROGRESS };
  expect(await read([cleared], [progress])).toEqual(['RESOLVED UPDATE', 'RESOLVED ADDITIONAL']);
});
