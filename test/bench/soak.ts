// The soak: a constant load of good and bad messages for as long as is asked, while peers go away and come back.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chart, type Panel } from './chart.js';
import { compileServers, handlesOf, interrupted, Running } from './processes.js';
import { resultsFile } from './report.js';
import { median } from './rounds.js';
import type { Load, LoadResult } from './servers/load.js';
import { BUSY, type GatewayPlace, PROBLEMS_EACH, Stage, tenantNames } from './stage.js';

const AMENDMENTS = 40;
const NOTIFICATIONS = 40;
/** One message in so many is a bad one. */
const BAD_EVERY = 10;
const SAMPLE_MS = 2_000;
const AWAY_EVERY_MS = 45_000;
const AWAY_MS = 4_000;

interface Sample {
  minute: number;
  rss: number;
  heap: number;
  handles: number;
  loopP99: number;
  journalWaiting: number;
  tables: Record<string, { table: number; indexes: number }>;
}

const TABLES = ['problem', 'command', 'pending_reply', 'notification', 'kci', 'journal'];

export async function runSoak(minutes: number, say: (line: string) => void): Promise<void> {
  await compileServers();
  const stage = await Stage.open();
  try {
    await Promise.race([play(stage, minutes, say), interrupted()]);
  } finally {
    await stage.close();
    Running.endAll();
  }
}

async function play(stage: Stage, minutes: number, say: (line: string) => void): Promise<void> {
  const place = await stage.plan({ name: 'soak', tenants: BUSY });
  const gateway = Running.gateway(place, 'server');
  await gateway.untilAnswers(`${place.url}/health/ready`);
  await stage.haveProblems('gateway', BUSY);
  const ending = new AbortController();
  const samples: Sample[] = [];
  const sampling = sample({ stage, place, gateway, samples, say, signal: ending.signal });
  const restarting = goAway(stage, minutes, say, ending.signal);
  const loads = (
    [
      ['amendments', AMENDMENTS],
      ['notifications', NOTIFICATIONS],
    ] as const
  ).map(([kind, rate]) => Running.load<LoadResult>(loadOf(stage, place, { kind, rate, minutes })));
  const [amended, notified] = await Promise.all(loads).finally(async () => {
    ending.abort();
    await Promise.allSettled([sampling, restarting]);
  });
  say(`amendments: ${JSON.stringify(amended?.statuses)}, p99 ${amended?.p99.toFixed(0)} ms`);
  say(`notifications: ${JSON.stringify(notified?.statuses)}, p99 ${notified?.p99.toFixed(0)} ms`);
  await report(samples, minutes, say);
  await gateway.stop();
}

function loadOf(
  stage: Stage,
  place: GatewayPlace,
  { kind, rate, minutes }: { kind: Load['kind']; rate: number; minutes: number },
): Load {
  const north = kind === 'amendments';
  return {
    ...{ kind, rate, seconds: minutes * 60, connections: 100, from: stage.numbers(), token: stage.far.token },
    urls: [north ? place.url : place.notificationsUrl],
    problems: { tenants: tenantNames(BUSY), each: PROBLEMS_EACH },
    tls: north ? stage.buyer : stage.notifier,
    badEvery: BAD_EVERY,
  };
}

interface Sampling {
  stage: Stage;
  place: GatewayPlace;
  gateway: Running;
  samples: Sample[];
  say: (line: string) => void;
  signal: AbortSignal;
}

async function sample({ stage, place, gateway, samples, say, signal }: Sampling): Promise<void> {
  const began = performance.now();
  while (!signal.aborted) {
    try {
      const metrics = await (await fetch(`${place.operationsUrl}/metrics`)).text();
      const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1] ?? NaN);
      samples.push({
        minute: (performance.now() - began) / 60_000,
        rss: gateway.rss(),
        heap: value('nodejs_heap_size_used_bytes') / 1024 ** 2,
        handles: handlesOf(gateway.pid),
        loopP99: value('nodejs_eventloop_lag_p99_seconds') * 1_000,
        journalWaiting: value('gateway_journal_waiting'),
        tables: await sizes(stage),
      });
    } catch (error) {
      say(`  no sample: ${(error as Error).message}`);
    }
    await pause(SAMPLE_MS);
  }
}

async function sizes(stage: Stage): Promise<Sample['tables']> {
  const rows = await stage.query<{ name: string; size: string; indexes: string }>(
    'gateway',
    `select split_part(c.relname, '_2', 1) as name, sum(pg_table_size(c.oid)) as size, sum(pg_indexes_size(c.oid)) as indexes
     from pg_class c where c.relkind = 'r' and split_part(c.relname, '_2', 1) in ('${TABLES.join("', '")}') group by 1`,
  );
  const mb = (bytes: string): number => Number(bytes) / 1024 ** 2;
  return Object.fromEntries(rows.map(({ name, size, indexes }) => [name, { table: mb(size), indexes: mb(indexes) }]));
}

/** Both far sides go away and come back; once, half way, PostgreSQL is killed and its supervisor starts it again. */
async function goAway(stage: Stage, minutes: number, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  const halfWay = performance.now() + minutes * 30_000;
  let killed = false;
  const every = Math.min(AWAY_EVERY_MS, minutes * 15_000);
  while (!signal.aborted) {
    await pause(every, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (!killed && performance.now() > halfWay) {
      killed = true;
      say('  PostgreSQL is killed');
      const note = readFileSync(join(stage.server.dataFolder, 'cluster', 'postmaster.pid'), 'utf8');
      process.kill(Number(note.split('\n')[0]), 'SIGKILL');
    } else {
      say('  the far sides are away');
      await stage.control('manner', { away: true });
      await pause(AWAY_MS);
      await stage.control('manner', { away: false });
    }
  }
}

async function report(samples: Sample[], minutes: number, say: (line: string) => void): Promise<void> {
  const line = (name: string, of: (one: Sample) => number) => ({ name, values: samples.map(of) });
  const panels: Panel[] = [
    { title: 'Memory', unit: 'MB', lines: [line('RSS', (one) => one.rss), line('heap used', (one) => one.heap)] },
    { title: 'Open files and sockets', unit: 'count', lines: [line('handles', (one) => one.handles)] },
    { title: 'Event loop delay', unit: 'ms', lines: [line('p99', (one) => one.loopP99)] },
    { title: 'Journal entries not yet written', unit: 'count', lines: [line('waiting', (one) => one.journalWaiting)] },
    ...(['table', 'indexes'] as const).map((part) => ({
      title: part === 'table' ? 'Tables' : 'Indexes',
      unit: 'MB',
      lines: TABLES.map((name) => line(name, (one) => one.tables[name]?.[part] ?? 0)),
    })),
  ];
  const title = `Soak: ${AMENDMENTS} amendments/s and ${NOTIFICATIONS} notifications/s for ${minutes} minutes`;
  const name = `soak-${new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')}`;
  const times = samples.map(({ minute }) => minute);
  say(`Picture: ${await resultsFile(`${name}.svg`, chart(title, times, panels))}`);
  say(`Samples: ${await resultsFile(`${name}.json`, JSON.stringify(samples, undefined, 1))}`);
  for (const { name: what, values } of panels[0]?.lines ?? []) say(`${what}: ${growth(values, times)}`);
}

/** The minute after the warm-up against the last one. */
function growth(values: number[], times: number[]): string {
  const end = times.at(-1) ?? 0;
  const warm = Math.min(5, end / 4);
  const within = (from: number, to: number): number =>
    median(values.filter((_value, at) => (times[at] ?? 0) >= from && (times[at] ?? 0) <= to));
  const [early, late] = [within(warm, warm + 1), within(end - 1, end)];
  return `${early.toFixed(0)} MB after ${warm.toFixed(1)} minutes, ${late.toFixed(0)} MB at the end (${(late - early).toFixed(1)} MB)`;
}
