// Overload: three times what the supplier takes. What cannot be asked now is kept and answered 202; notifications are
// acknowledged as ever; afterwards the backlog is worked off, in order, by itself.

import { setTimeout as pause } from 'node:timers/promises';
import { Running } from '../processes.js';
import type { Load, LoadResult } from '../servers/load.js';
import { CONNECTIONS, PROBLEMS_EACH, type Stage } from '../stage.js';
import { startGateway } from './amendments.js';
import type { Seen } from './kcis.js';
import { atMost, below, type Goal, type Part } from './section.js';

/** How long the supplier takes for an answer: with its connections, that is all it takes. */
const SUPPLIER_MS = 400;
const CAPACITY = CONNECTIONS / (SUPPLIER_MS / 1_000);
const SECONDS = 8;
const NOTIFICATIONS = 20;
const DRAINED_WITHIN_MS = 180_000;

export const overload: Part = async (stage, pace) => {
  const [gateway, url, notificationsUrl] = await startGateway(stage, 'overload', 1, { submit: { maxInFlight: 64 } });
  try {
    await stage.control('forget');
    await stage.control('order');
    await stage.control('manner', { delayMs: SUPPLIER_MS });
    const common = { problems: { tenants: ['T1'], each: PROBLEMS_EACH }, token: stage.far.token, connections: 500 };
    const requests: Load = {
      ...{ kind: 'amendments', urls: [url], seconds: SECONDS, rate: CAPACITY * 3, from: stage.numbers() },
      ...{ ...common, tls: stage.buyer },
    };
    const notifications: Load = {
      ...{
        kind: 'notifications',
        urls: [notificationsUrl],
        seconds: SECONDS,
        rate: NOTIFICATIONS,
        from: stage.numbers(),
      },
      ...{ ...common, tls: stage.notifier },
    };
    const [asked, told] = await Promise.all([
      Running.load<LoadResult>(requests),
      Running.load<LoadResult>(notifications),
    ]);
    const ended = performance.now();
    const accepted = (asked.statuses['201'] ?? 0) + (asked.statuses['202'] ?? 0);
    const seen = await untilAsked(stage, accepted);
    const drained = (performance.now() - ended) / 1_000;
    const marks = Object.values(seen.order ?? {}).flat();
    const disordered = await disorderedIn(stage, seen.order ?? {});
    const twice = marks.length - new Set(marks).size;
    const other = asked.sent.length - accepted - (asked.statuses['503'] ?? 0);
    pace.say(`  ${JSON.stringify(asked.statuses)}, drained in ${drained.toFixed(1)} s`);
    return {
      title: 'Overload',
      note: `The supplier takes ${SUPPLIER_MS} ms for an answer on ${CONNECTIONS} connections, ${CAPACITY} requests/s; ${CAPACITY * 3}/s come for ${SECONDS} s, and ${NOTIFICATIONS} notifications/s beside them.`,
      columns: [
        'sent',
        '201',
        '202',
        '503',
        'p99 ms',
        'ack p99 ms',
        'backlog drained s',
        'asked twice',
        'problems out of order',
      ],
      rows: [
        [
          ...[asked.sent.length, asked.statuses['201'] ?? 0, asked.statuses['202'] ?? 0, asked.statuses['503'] ?? 0],
          ...[atMost(asked.p99), atMost(told.p99, 1), atMost(drained, 1), twice, disordered.length],
        ].map(String),
      ],
      goals: [
        below('overload: acknowledgements keep p99 under 200 ms', told.p99, 200, ' ms'),
        none('overload: answers other than 201, 202 and 503', other),
        none(
          'overload: what was accepted and not asked, asked twice, or asked out of order',
          accepted - new Set(marks).size + twice + disordered.length,
        ),
      ],
      data: { statuses: asked.statuses, p50: asked.p50, p99: asked.p99, acknowledgements: told.p99, drained },
    };
  } finally {
    await stage.control('manner', { delayMs: 0 });
    await gateway.stop();
  }
};

/** Problems whose requests the supplier got in another order than they were accepted in. */
async function disorderedIn(stage: Stage, order: Record<string, number[]>): Promise<string[]> {
  const kept = await stage.query<{ reference: string; ids: number[] }>(
    'overload',
    `select p.our_reference as reference, array_agg(c.request_key::integer order by c.position) as ids
     from command c join problem p using (problem_key) group by 1`,
  );
  return kept.flatMap(({ reference, ids }) => (ids.join() === (order[reference] ?? []).join() ? [] : [reference]));
}

function none(goal: string, count: number): Goal {
  return { goal, measured: String(count), met: count === 0 };
}

async function untilAsked(stage: Stage, count: number): Promise<Seen> {
  const late = performance.now() + DRAINED_WITHIN_MS;
  for (;;) {
    const seen = await stage.control<Seen>('seen');
    if (new Set(Object.values(seen.order ?? {}).flat()).size >= count || performance.now() > late) return seen;
    await pause(200);
  }
}
