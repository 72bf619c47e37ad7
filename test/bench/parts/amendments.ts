// Amendments: the same JSON to the floor, the durable floor, the peer and the product, before the same far side.

import { Running } from '../processes.js';
import { type Contestant, type Measured, medianOf, playRounds, ratioOf } from '../rounds.js';
import { CONNECTIONS, freePort, PROBLEMS_EACH, type Stage } from '../stage.js';
import { atLeast, atMost, below, figure, type Part } from './section.js';

const CALLERS = 32;
const PROBLEMS = { tenants: ['T1'], each: PROBLEMS_EACH };

export function asCallers(stage: Stage, urls: string[], tenants = PROBLEMS.tenants): Contestant['load'] {
  const problems = { tenants, each: PROBLEMS_EACH };
  return { kind: 'amendments', urls, connections: CALLERS, problems, tls: stage.buyer };
}

/** A gateway with a database of its own, ready, its problems known. */
export async function startGateway(
  stage: Stage,
  name: string,
  tenants = 1,
  settings: Record<string, unknown> = {},
): Promise<[Running, string, string]> {
  await stage.createDatabase(name);
  const place = await stage.plan({ name, tenants, database: name, settings });
  const running = Running.gateway(place, 'server', stage.nodeOptions);
  await running.untilAnswers(`${place.url}/health/ready`);
  await stage.haveProblems(name, tenants);
  return [running, place.url, place.notificationsUrl];
}

export const amendments: Part = async (stage, pace) => {
  const started: Running[] = [];
  try {
    const [gateway, url] = await startGateway(stage, 'amendments');
    started.push(gateway);
    const contestants: Contestant[] = [];
    const common = { soapUrl: stage.far.soapUrl, tls: stage.buyer, connections: CONNECTIONS, databaseConnections: 20 };
    const others: [string, string, object][] = [
      ['floor', 'floor', {}],
      ['durable floor', 'floor', { databaseUrl: stage.databaseUrl('amendments') }],
      ['peer', 'peer', {}],
    ];
    for (const [name, program, more] of others) {
      const port = await freePort();
      const server = await Running.server(program, { ...common, ...more, port });
      started.push(server);
      const load = asCallers(stage, [`http://127.0.0.1:${port}`]);
      contestants.push({ name, processes: [server], load });
    }
    contestants.push({ name: 'ours', processes: [gateway], load: asCallers(stage, [url]) });
    const results = await playRounds(stage, contestants, pace);
    const [floor, durable, peer, ours] = ['floor', 'durable floor', 'peer', 'ours'].map((name) => results.get(name));
    return {
      title: 'Amendments',
      note: `${CALLERS} callers, each sending its next request when it has its answer; one tenant, ${PROBLEMS_EACH} problems in turn.`,
      columns: ['', 'req/s', 'to durable floor', 'p50 ms', 'p99 ms', 'CPU µs', 'PostgreSQL µs', 'RSS MB', 'failed'],
      rows: [...results].map(([name, measured]) => [
        name,
        figure(medianOf(measured, 'perSecond')),
        figure(ratioOf(measured, durable), 2),
        ...tail(measured),
      ]),
      goals: [
        atLeast('amendments: at least 0.5 of the durable floor', ratioOf(ours, durable), 0.5),
        below('amendments: p99 at most 2 times the durable floor', ratioOf(ours, durable, 'p99'), 2),
        atLeast('amendments: at least 1.5 times the peer', ratioOf(ours, peer), 1.5),
        below('RSS below 300 MB', medianOf(ours, 'rss'), 300, ' MB'),
      ],
      data: { results: Object.fromEntries(results), ofFloor: ratioOf(ours, floor) },
    };
  } finally {
    await Promise.all(started.map((one) => one.stop()));
  }
};

export function tail(measured: Measured[]): string[] {
  return [
    atMost(medianOf(measured, 'p50')),
    atMost(medianOf(measured, 'p99')),
    atMost(medianOf(measured, 'cpuUs')),
    atMost(medianOf(measured, 'databaseUs')),
    atMost(medianOf(measured, 'rss')),
    String(measured.reduce((sum, { failed }) => sum + failed, 0)),
  ];
}
