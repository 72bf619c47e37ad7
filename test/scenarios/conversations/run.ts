// Plays the conversations of many seeds, side by side where they wait for a store.

import { check, type Failure } from './check.js';
import type { PlayedGateway } from './player.js';
import { PureGateway } from './pure-gateway.js';

export interface Run {
  from: number;
  count: number;
  store: boolean;
  atOnce: number;
  mostFailures: number;
  onProgress: (played: number) => void;
}

export async function run(options: Run): Promise<{ failures: Failure[]; played: number }> {
  if (!options.store) return playAll({ ...options, atOnce: 1 }, () => new PureGateway());
  const { StoredWorld } = await import('./stored-gateway.js');
  const world = await StoredWorld.open();
  try {
    return await playAll(options, () => world.gateway());
  } finally {
    await world.close();
  }
}

/** `gateway`: a fresh one for each conversation. */
export async function playAll(
  { from, count, atOnce, mostFailures, onProgress }: Omit<Run, 'store'>,
  gateway: () => PlayedGateway,
): Promise<{ failures: Failure[]; played: number }> {
  const failures: Failure[] = [];
  let played = 0;
  const work = async (): Promise<void> => {
    while (played < count && failures.length < mostFailures) {
      const failure = await check(from + played++, gateway);
      if (failure !== undefined) failures.push(failure);
      onProgress(played);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { failures, played };
}
