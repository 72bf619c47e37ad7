// The product compared with itself: how long it takes to start, and what tenants, a full journal and a second process cost.

import { Running } from '../processes.js';
import { type Contestant, median, medianOf, type Pace, playRounds, ratioOf } from '../rounds.js';
import { BUSY, type Stage, tenantNames } from '../stage.js';
import { asCallers, tail } from './amendments.js';
import { atMost, below, figure, type Goal, type Part, type Section } from './section.js';

const STARTS = 5;
const JOURNAL_ROWS = 1_000_000;
const COLUMNS = ['', 'req/s', 'to the first', 'p50 ms', 'p99 ms', 'CPU µs', 'PostgreSQL µs', 'RSS MB', 'failed'];

export const start: Part = async (stage, pace) => {
  await stage.createDatabase('start');
  const place = await stage.plan({ name: 'start', tenants: 1, database: 'start' });
  const times: number[] = [];
  const memory: number[] = [];
  for (let turn = 0; turn < STARTS; turn++) {
    const gateway = Running.gateway(place, 'any');
    times.push(await gateway.untilAnswers(`${place.url}/health/ready`));
    memory.push(gateway.rss());
    await gateway.stop();
  }
  pace.say(`  ${times.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`);
  return {
    title: 'Start',
    note: `From the start of the process to ready (200 at /health/ready), PostgreSQL running; ${STARTS} starts.`,
    columns: ['', 'median ms', 'slowest ms', 'RSS MB'],
    rows: [['ours', atMost(median(times)), atMost(Math.max(...times)), atMost(median(memory))]],
    goals: [],
    data: { times, memory },
  };
};

interface Plan {
  name: string;
  tenants: number;
  database: string;
}

/** Starts a gateway for each plan, plays, and compares all with the first. */
async function compare(
  stage: Stage,
  pace: Pace,
  plans: Plan[],
): Promise<Pick<Section, 'columns' | 'rows' | 'data'> & { ratios: number[] }> {
  const started: Running[] = [];
  try {
    const contestants: Contestant[] = [];
    for (const [at, plan] of plans.entries()) {
      const place = await stage.plan({ ...plan, name: `plan-${at}` });
      const gateway = Running.gateway(place, 'server', stage.nodeOptions);
      started.push(gateway);
      await gateway.untilAnswers(`${place.url}/health/ready`);
      await stage.haveProblems(plan.database, Math.min(plan.tenants, BUSY));
      const busy = tenantNames(Math.min(plan.tenants, BUSY));
      contestants.push({ name: plan.name, processes: [gateway], load: asCallers(stage, [place.url], busy) });
    }
    return table(await playRounds(stage, contestants, pace), plans);
  } finally {
    await Promise.all(started.map((one) => one.stop()));
  }
}

function table(
  results: Awaited<ReturnType<typeof playRounds>>,
  plans: { name: string }[],
): Pick<Section, 'columns' | 'rows' | 'data'> & { ratios: number[] } {
  const first = results.get(plans[0]?.name ?? '');
  return {
    columns: COLUMNS,
    rows: [...results].map(([name, measured]) => [
      name,
      figure(medianOf(measured, 'perSecond')),
      figure(ratioOf(measured, first), 2),
      ...tail(measured),
    ]),
    ratios: plans.map(({ name }) => ratioOf(results.get(name), first)),
    data: Object.fromEntries(results),
  };
}

function costs(what: string, ratio: number | undefined): Goal {
  return below(`${what}: under 15% of the rate`, (1 - (ratio ?? NaN)) * 100, 15, '%');
}

export const tenants: Part = async (stage, pace) => {
  const plans = [1, 100, 10_000].map((count) => ({
    name: `${count} tenants`,
    tenants: count,
    database: `tenants_${count}`,
  }));
  for (const { database } of plans) await stage.createDatabase(database);
  const { ratios, ...section } = await compare(stage, pace, plans);
  return {
    title: 'Tenants',
    note: `Amendments with so many tenants in the settings, ${BUSY} of them busy (of one, that one); every tenant has a certificate of its own.`,
    ...section,
    goals: [costs('ten thousand tenants', ratios[2])],
  };
};

export const journal: Part = async (stage, pace) => {
  const plans = [
    { name: 'empty store', tenants: 1, database: 'bench_empty' },
    { name: 'a million journal rows', tenants: 1, database: 'bench_full' },
  ];
  for (const { database } of plans) await stage.createDatabase(database);
  // The schema comes with the first start.
  const place = await stage.plan({ name: 'schema', tenants: 1, database: 'bench_full' });
  const gateway = Running.gateway(place, 'any');
  await gateway.untilAnswers(`${place.url}/health/ready`);
  await gateway.stop();
  await fillJournal(stage, 'bench_full');
  const { ratios, ...section } = await compare(stage, pace, plans);
  return {
    title: 'Journal',
    note: `Amendments with nothing kept before, and with ${JOURNAL_ROWS.toLocaleString('en')} exchanges of that day in the journal.`,
    ...section,
    goals: [costs('a million journal rows', ratios[1])],
  };
};

async function fillJournal(stage: Stage, database: string): Promise<void> {
  await stage.query(database, 'select open_journal_day(current_date)');
  await stage.query(
    database,
    `insert into journal (at, side, party, operation, ms, attempt, status, outcome, tenant, problem_id, request_id,
       conversation_id, our_reference, message_id, request, answer)
     select current_date + n * interval '80 ms', 'north', 'fibre-cafe', 'POST /service-problem-amendments', 12, 1, 201,
       'done', 'T' || n % 20, n % 8000, 'request-' || md5(n::text), 'conversation-' || md5((n / 3)::text),
       'T' || n % 20 || '-' || n % 8000, md5('m' || n), convert_to(repeat(md5(n::text), 12), 'UTF8'),
       convert_to(repeat(md5('a' || n), 12), 'UTF8')
     from generate_series(1, ${JOURNAL_ROWS}) n`,
  );
  await stage.query(database, 'analyze journal');
}

export const processes: Part = async (stage, pace) => {
  const started: Running[] = [];
  try {
    const urls: string[] = [];
    await stage.createDatabase('processes');
    for (const name of ['first', 'second']) {
      const place = await stage.plan({ name, tenants: 1, database: 'processes' });
      const gateway = Running.gateway(place, 'any', stage.nodeOptions);
      started.push(gateway);
      await gateway.untilAnswers(`${place.url}/health/ready`);
      urls.push(place.url);
    }
    await stage.haveProblems('processes', 1);
    const plans = [
      { name: 'one process', processes: started.slice(0, 1), load: asCallers(stage, urls.slice(0, 1)) },
      { name: 'two processes', processes: started, load: asCallers(stage, urls) },
    ];
    const { columns, rows, data } = table(await playRounds(stage, plans, pace), plans);
    return {
      title: 'Processes',
      note: 'Amendments to one gateway, and to two over the same PostgreSQL, none pinned; with two, 32 callers each. Load, far side and PostgreSQL share the cores with them.',
      ...{ columns, rows, data },
      goals: [],
    };
  } finally {
    await Promise.all(started.map((one) => one.stop()));
  }
};
