// Conversations that the generator found, each the shortest one that was once read wrongly.

import { expect, it } from '@jest/globals';
import type { Change, Notify, Step } from './conversation.js';
import { play } from './player.js';
import { PureGateway } from './pure-gateway.js';
import { judge } from './reference.js';

const state = (to: (Change & { set: 'state' })['to'], reason = false): Change => ({ set: 'state', to, reason });
const visit = (key: string, to: (Change & { set: 'visit' })['to'], slot = 0): Change => ({
  set: 'visit',
  key,
  to,
  slot,
});
const tidied: Change = { set: 'visits-tidied' };

function notify(changes: Change[], how: Partial<Notify & { gapMs: number }> = {}): Step {
  const usual = { gapMs: 60_000, node: 0, delay: 0, acknowledgementsLost: 0, bareVisits: false };
  return { ...usual, ...how, do: 'notify', changes };
}
const bare = { bareVisits: true };

it.each<[situation: string, steps: Step[], skewsMs?: number[]]>([
  [
    'a failed visit is listed by key and slot alone',
    [notify([state('accepted')]), notify([visit('KEY-A', 'failed')]), notify([], bare)],
  ],
  [
    'a visit that is over is listed by key and slot beside one that stands',
    [
      notify([state('accepted')]),
      notify([visit('KEY-A', 'confirmed', 1)]),
      notify([visit('KEY-B', 'FR')]),
      notify([], bare),
    ],
  ],
  [
    'a visit is confirmed by a node whose clock is behind',
    [notify([state('in-progress')]), notify([visit('KEY-A', 'confirmed')], { gapMs: 1, node: 2 })],
    [0, 0, -2_000],
  ],
  [
    'a visit is missed, confirmed and missed again',
    [
      notify([state('accepted'), visit('KEY-A', 'missed')]),
      notify([visit('KEY-A', 'confirmed')]),
      notify([visit('KEY-A', 'missed')]),
    ],
  ],
  [
    'one visit was lost and another took place, and neither is listed any more',
    [notify([state('in-progress')]), notify([visit('KEY-A', 'cancelled'), visit('KEY-B', 'FNR')]), notify([tidied])],
  ],
  [
    'the first report that arrives shows work and a missed visit, which is not listed any more',
    [
      notify([state('in-progress')], { delay: 4 }),
      notify([visit('KEY-A', 'missed')]),
      notify([], { node: 1 }),
      notify([tidied]),
    ],
  ],
  [
    'the re-opening of a resolved problem arrives after the hold that followed it',
    [
      notify([state('in-progress'), state('resolved')]),
      notify([state('re-opened')], { delay: 2 }),
      notify([state('on-hold')], { node: 1 }),
      notify([state('accepted')]),
    ],
  ],
  [
    'an earlier resolution arrives after a later one',
    [
      notify([state('accepted')]),
      notify([state('resolved', true)]),
      notify([], { node: 1, delay: 2 }),
      notify([state('resolved', true)]),
    ],
  ],
])('the platform knows what the ticket says where %s', async (_situation, steps, skewsMs = [0, 0, 0]) => {
  const evidence = await play({ skewsMs, reportAnswer: 'pending', steps }, new PureGateway());
  expect(judge(evidence)).toEqual([]);
});
