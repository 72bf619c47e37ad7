// The reference reader objects to what a platform should not be sent: each fault is planted into what the rules sent.

import { describe, expect, it } from '@jest/globals';
import { check } from './check.js';
import type { PlayedGateway, ReadUpdate } from './player.js';
import { PureGateway } from './pure-gateway.js';

const SEEDS = 300;

const FINAL = ['CANCELLED', 'COMPLETED', 'REJECTED'];
const hasEnded = ({ status }: ReadUpdate): boolean => FINAL.includes(status);

const FAULTS: [fault: string, plant: (updates: ReadUpdate[]) => ReadUpdate[], objection: RegExp][] = [
  ['never learns of a hold', (all) => all.filter(({ status }) => status !== 'PENDING'), /the platform believes/],
  ['never learns of an end', (all) => all.filter((update) => !hasEnded(update)), /the platform believes/],
  [
    'gets every note twice',
    (all) => all.map((one) => ({ ...one, notes: [...one.notes, ...one.notes] })),
    /2 times, not 1|not reported once/,
  ],
  [
    'gets no notes',
    (all) => all.map((one) => ({ ...one, notes: [] })),
    /0 times, not 1|not reported once|never reported/,
  ],
  [
    'never learns of a slot',
    (all) => all.map((one) => ({ ...one, slot: undefined })),
    /A visit stands .* believes none/,
  ],
  [
    'gets two answers',
    (all) => all.flatMap((one) => (one.link === undefined ? [one] : [one, one])),
    /answered 2 times/,
  ],
  ['gets no answers', (all) => all.filter(({ link }) => link === undefined), /was never answered/],
  [
    'is sent an update after the end',
    (all) => [...all, ...all.filter(hasEnded).map((end) => ({ ...end, reasonCode: 'UPDATE' }))],
    /After \w+ the platform was sent UPDATE/,
  ],
  [
    'reads the reason of an earlier resolution',
    (all) => all.map((one) => ({ ...one, resolutionText: 'Long ago.' })),
    /reads "Long ago\."/,
  ],
];

function faulty(plant: (updates: ReadUpdate[]) => ReadUpdate[]): PlayedGateway {
  const gateway = new PureGateway();
  const updates = gateway.updates.bind(gateway);
  return Object.assign(gateway, { updates: () => plant(updates()) });
}

describe('generated conversations', () => {
  it.each(FAULTS)('find that the platform %s, and shorten the conversation', async (_fault, plant, objection) => {
    const found = [];
    for (let seed = 1; seed <= SEEDS && found.length === 0; seed++) {
      const failure = await check(seed, () => faulty(plant));
      if (failure !== undefined) found.push(failure.report);
    }
    const [report = ''] = found;
    expect(report).toMatch(objection);
    const steps = report.split('\n').filter((line) => /^ {2}\+\d+ ms /.test(line));
    expect(steps.length).toBeLessThanOrEqual(5);
  });
});
