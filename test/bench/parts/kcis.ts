// KCIs: from the acknowledgement of a notification to its KCI at the Fibre Cafe, when idle and at a steady rate.

import { setTimeout as pause } from 'node:timers/promises';
import { Running } from '../processes.js';
import type { Load, LoadResult } from '../servers/load.js';
import { BUSY, PROBLEMS_EACH, type Stage, tenantNames } from '../stage.js';
import { startGateway } from './amendments.js';
import { atLeast, atMost, below, figure, type Part } from './section.js';

const IDLE_RATE = 10;
const STEADY_RATE = 200;

export interface Seen {
  arrivals: [mark: number, at: number][];
  asked: number;
  order: Record<string, number[]> | undefined;
}

interface Delivered {
  rate: number;
  sent: number;
  told: number;
  /** KCIs a second between the first and the last notification. */
  perSecond: number;
  ackP99: number;
  p50: number;
  p99: number;
  /** Seconds after the last acknowledgement until nothing was owed any more. */
  drained: number;
}

export const kcis: Part = async (stage, pace) => {
  const [gateway, , url] = await startGateway(stage, 'kcis', BUSY);
  try {
    await deliver(stage, url, STEADY_RATE, 3);
    const idle = await deliver(stage, url, IDLE_RATE, Math.max(8, pace.seconds));
    const steady = await deliver(stage, url, STEADY_RATE, Math.max(15, pace.seconds * 4));
    for (const one of [idle, steady])
      pace.say(
        `  ${one.rate}/s  ${one.told} of ${one.sent} told, p50 ${one.p50.toFixed(1)} p99 ${one.p99.toFixed(1)} ms`,
      );
    return {
      title: 'KCIs',
      note: `Open loop, ${BUSY * PROBLEMS_EACH} problems in turn; latency from the acknowledgement of a notification to the arrival of its KCI.`,
      columns: ['notifications/s', 'sent', 'KCIs', 'KCIs/s', 'p50 ms', 'p99 ms', 'ack p99 ms', 'drained s', 'RSS MB'],
      rows: [idle, steady].map((one) => [
        String(one.rate),
        String(one.sent),
        String(one.told),
        figure(one.perSecond, 1),
        atMost(one.p50, 1),
        atMost(one.p99, 1),
        atMost(one.ackP99, 1),
        atMost(one.drained, 2),
        atMost(gateway.rss()),
      ]),
      goals: [
        below('a KCI leaves within 20 ms (p50) of the acknowledgement when idle', idle.p50, 20, ' ms'),
        atLeast('200 notifications/s sustained: KCIs arrived in time', steady.perSecond / STEADY_RATE, 0.99),
      ],
      data: { idle, steady },
    };
  } finally {
    await gateway.stop();
  }
};

async function deliver(stage: Stage, url: string, rate: number, seconds: number): Promise<Delivered> {
  await stage.control('forget');
  const from = stage.numbers();
  const problems = { tenants: tenantNames(BUSY), each: PROBLEMS_EACH };
  const load: Load = {
    ...{ kind: 'notifications', urls: [url], seconds, connections: 8, rate, from, problems },
    ...{ token: '', tls: stage.notifier },
  };
  const { sent, p99: ackP99 } = await Running.load<LoadResult>(load);
  const first = Math.min(...sent.map(([, at]) => at));
  const last = Math.max(...sent.map(([, , answeredAt]) => answeredAt));
  const { arrivals } = await untilTold(stage, sent.length);
  const at = new Map<number, number>();
  for (const [mark, when] of arrivals) if (!at.has(mark)) at.set(mark, when);
  const delays = sent.flatMap(([mark, , answeredAt]) => {
    const told = at.get(mark);
    return told === undefined ? [] : [told - answeredAt];
  });
  delays.sort((one, other) => one - other);
  const inTime = [...at.values()].filter((when) => when <= last + 100).length;
  return {
    ...{ rate, sent: sent.length, told: at.size, ackP99 },
    perSecond: inTime / Math.max(sent.length / rate, (last - first) / 1_000),
    p50: delays[Math.floor(delays.length * 0.5)] ?? NaN,
    p99: delays[Math.floor(delays.length * 0.99)] ?? NaN,
    drained: Math.max(0, Math.max(...at.values()) - last) / 1_000,
  };
}

async function untilTold(stage: Stage, count: number): Promise<Seen> {
  for (let left = 100; ; left--) {
    const seen = await stage.control<Seen>('seen');
    if (new Set(seen.arrivals.map(([mark]) => mark)).size >= count || left === 0) return seen;
    await pause(200);
  }
}
