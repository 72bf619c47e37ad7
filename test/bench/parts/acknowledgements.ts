// Notification acknowledgements: the same notifications to the product, which keeps each before it answers and then works
// on it, and to a node-soap server that keeps nothing.

import { Running } from '../processes.js';
import { type Contestant, medianOf, playRounds, ratioOf } from '../rounds.js';
import { BUSY, freePort, PROBLEMS_EACH, tenantNames } from '../stage.js';
import { startGateway, tail } from './amendments.js';
import { atLeast, below, figure, type Part } from './section.js';

const CALLERS = 16;

export const acknowledgements: Part = async (stage, pace) => {
  const started: Running[] = [];
  try {
    const [gateway, , notificationsUrl] = await startGateway(stage, 'acknowledgements', BUSY);
    started.push(gateway);
    const port = await freePort();
    const peer = await Running.server('soap-peer', { port, tls: stage.notified });
    started.push(peer);
    const load = (url: string): Contestant['load'] => ({
      kind: 'notifications',
      urls: [url],
      connections: CALLERS,
      problems: { tenants: tenantNames(BUSY), each: PROBLEMS_EACH },
      tls: stage.notifier,
    });
    const contestants: Contestant[] = [
      { name: 'node-soap, keeps nothing', processes: [peer], load: load(`https://localhost:${port}`) },
      {
        name: 'ours',
        processes: [gateway],
        load: load(notificationsUrl),
        done: () => stage.untilWorkedOff('acknowledgements'),
      },
    ];
    const results = await playRounds(stage, contestants, pace);
    const [soap, ours] = contestants.map(({ name }) => results.get(name));
    return {
      title: 'Acknowledgements',
      note: `${CALLERS} callers with client certificates; ${BUSY * PROBLEMS_EACH} problems in turn, every notification with news; ours works on what it kept while it takes more, and has worked it off before node-soap's next turn.`,
      columns: ['', 'req/s', 'to node-soap', 'p50 ms', 'p99 ms', 'CPU µs', 'PostgreSQL µs', 'RSS MB', 'failed'],
      rows: [...results].map(([name, measured]) => [
        name,
        figure(medianOf(measured, 'perSecond')),
        figure(ratioOf(measured, soap), 2),
        ...tail(measured),
      ]),
      goals: [
        atLeast('acknowledgements: at least 0.7 of node-soap', ratioOf(ours, soap), 0.7),
        below('acknowledgements: p99 no worse than node-soap', ratioOf(ours, soap, 'p99'), 1),
      ],
      data: Object.fromEntries(results),
    };
  } finally {
    await Promise.all(started.map((one) => one.stop()));
  }
};
