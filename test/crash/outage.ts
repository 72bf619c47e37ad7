// CityFibre is away for as long as it takes to get an hour's requests: every caller must get its 202, and when CityFibre
// returns everything must reach it in order, over no more connections than the pool has, from a gateway that did not grow.

import { setTimeout as pause } from 'node:timers/promises';
import { type Asked, Callers } from './callers.js';
import { BAD, check, type Verdict } from './checker.js';
import { PLATFORM_CLIENT, TENANTS } from './product.js';
import { Random } from './random.js';
import { Stage, SUPPLIER_CONNECTIONS } from './stage.js';
import type { Problem } from './workload.js';

export interface OutageOptions {
  /** How long CityFibre is away. */
  minutes: number;
  /** Amendments sent meanwhile, evenly. */
  requests: number;
  seed: string;
  say: (line: string) => void;
  signal: AbortSignal;
}

export interface OutageOutcome {
  rows: [string, string | number][];
  /** What must not have been, one line each. */
  bad: string[];
}

const AN_HOUR_HAS = 18_000;
const REQUESTS_A_PROBLEM = 60;
const LOOK_EVERY_MS = 1_000;
/** For everything to reach CityFibre and the Fibre Cafe after it is back; at least so many requests a second. */
const SLOWEST_RATE = 10;
const SETTLE_MS = 120_000;
/** Memory late in the outage may be so much of what it was early in it, when everything is warm. */
const FLAT = 1.25;

export async function runOutage(options: OutageOptions): Promise<OutageOutcome> {
  const stage = await Stage.open(1, { amendedAfterMs: 0, updateAfterMs: 0 });
  const outage = new Outage(stage, options);
  try {
    return await outage.run();
  } finally {
    outage.end();
    await stage.close();
  }
}

interface Sample {
  at: number;
  bytes: number;
}

class Outage {
  private readonly stage: Stage;
  private readonly options: OutageOptions;
  private readonly problems: Problem[] = [];
  private readonly samples: Sample[] = [];
  private sampling: NodeJS.Timeout | undefined;

  constructor(stage: Stage, options: OutageOptions) {
    this.stage = stage;
    this.options = options;
  }

  end(): void {
    clearInterval(this.sampling);
  }

  async run(): Promise<OutageOutcome> {
    const { stage, options } = this;
    const { cityfibre, fibreCafe } = stage.world;
    await stage.run(1);
    await stage.forget();
    const token = await fibreCafe.token(PLATFORM_CLIENT);
    const giveUpAt = Date.now() + options.minutes * 60_000 + 600_000;
    const callers = new Callers({ url: () => stage.url, token, seed: options.seed, giveUpAt, steady: true });
    await this.report(callers);
    options.say(`${this.problems.length} problems are reported and accepted; CityFibre goes away.`);

    await cityfibre.down();
    const downAt = Date.now();
    const arrivedBefore = this.arrived();
    this.sampling = setInterval(() => void this.sample(), LOOK_EVERY_MS);
    const amended = await this.amend(callers, downAt);
    await pause(Math.max(0, downAt + options.minutes * 60_000 - Date.now()));
    const arrivedMeanwhile = this.arrived() - arrivedBefore;
    const upAt = Date.now();
    await cityfibre.up();
    options.say(`${amended.length} requests were sent; CityFibre is back.`);
    const unrest = await this.untilSettled(SETTLE_MS + (amended.length / SLOWEST_RATE) * 1_000);
    const facts = { amended, arrivedMeanwhile, unrest, downMs: upAt - downAt, drainMs: Date.now() - upAt };
    return this.outcome({ ...facts, verdict: await this.check(callers) }, this.memory(downAt, upAt));
  }

  private async report(callers: Callers): Promise<void> {
    const { requests, seed } = this.options;
    const tenants = Object.keys(TENANTS);
    const random = new Random(`${seed}/outage`);
    const count = Math.max(tenants.length, Math.ceil(requests / REQUESTS_A_PROBLEM));
    for (let index = 0; index < count; index++) {
      const tenant = tenants[index % tenants.length] ?? '';
      const id = 1_001 + index;
      this.problems.push({ tenant, id, reference: `${tenant}-${id}`, endedAt: undefined, random, numbers: 0 });
    }
    const waiting = [...this.problems];
    const lane = async (): Promise<void> => {
      for (let problem = waiting.shift(); problem !== undefined; problem = waiting.shift()) {
        const { tenant, id } = problem;
        await callers.ask(
          { tenant, operation: 'report-problem', id, problemId: id, marker: `SRV${id}X` },
          {
            id,
            problemType: 'STABILITY',
            problemText: `The service of problem ${id} drops.`,
            serviceId: `SRV${id}X`,
            serviceSpecification: { id: 'ftthl2r' },
            primaryContact: { name: 'Robin Example', phoneNumber: '01632 960111' },
          },
        );
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    const unrest = await this.untilSettled(SETTLE_MS);
    if (unrest.length > 0) throw new Error(`The problems were not all accepted: ${unrest[0]}`);
  }

  /** Evenly over the outage, to one problem after the other; each problem's next one only after the answer to the last. */
  private async amend(callers: Callers, from: number): Promise<Asked[]> {
    const { minutes, requests, signal } = this.options;
    const everyMs = (minutes * 60_000) / requests;
    const last = new Map<number, Promise<unknown>>();
    const asked: Promise<Asked>[] = [];
    for (let index = 0; index < requests && !signal.aborted; index++) {
      const problem = this.problems[index % this.problems.length];
      if (problem === undefined) break;
      await pause(Math.max(0, from + index * everyMs - Date.now()));
      const before = last.get(problem.id) ?? Promise.resolve();
      const next = before.then(() => amendOnce(callers, problem));
      last.set(problem.id, next);
      asked.push(next);
    }
    return Promise.all(asked);
  }

  private arrived(): number {
    return this.stage.soap.filter(({ kind, direction }) => direction === 'in' && kind === 'amendFaultReport').length;
  }

  private async untilSettled(withinMs: number): Promise<string[]> {
    const ids = this.problems.map(({ id }) => id);
    const references = this.problems.map(({ reference }) => reference);
    const giveUpAt = Date.now() + withinMs;
    for (;;) {
      const unrest = (await this.stage.watch.unrest(ids, references)) ?? ['the store cannot be asked'];
      if (unrest.length === 0 || Date.now() > giveUpAt || this.options.signal.aborted) return unrest;
      await pause(LOOK_EVERY_MS);
    }
  }

  private async sample(): Promise<void> {
    const url = `${this.stage.replicas[0]?.gateway.operationsUrl}/metrics`;
    const text = await fetch(url).then(
      (answer) => answer.text(),
      () => '',
    );
    const bytes = Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
    if (bytes > 0) this.samples.push({ at: Date.now(), bytes });
  }

  /** Of the outage's second fifth, of its last fifth, and the most there ever was. */
  private memory(downAt: number, upAt: number): Memory {
    const fifth = (upAt - downAt) / 5;
    const within = (from: number, to: number): number =>
      median(this.samples.filter(({ at }) => at >= downAt + from * fifth && at < downAt + to * fifth));
    return { early: within(1, 2), late: within(4, 5), most: Math.max(0, ...this.samples.map(({ bytes }) => bytes)) };
  }

  private async check(callers: Callers): Promise<Verdict> {
    const { stage } = this;
    const { cityfibre, fibreCafe } = stage.world;
    return check({
      problems: this.problems,
      asked: callers.asked,
      announced: [],
      soap: [...stage.soap],
      tickets: cityfibre.tickets(),
      kcis: fibreCafe.kcis(),
      attempts: [...stage.kcis],
      findings: fibreCafe.findings(),
      log: stage.replicas.flatMap(({ gateway }) => gateway.lines),
      crashes: stage.replicas.flatMap(({ gateway }) => gateway.crashes),
      deadlocks: await stage.deadlocks(),
      calm: false,
    });
  }

  private outcome(facts: Facts, memory: Memory): OutageOutcome {
    const { amended, verdict, arrivedMeanwhile, downMs, drainMs, unrest } = facts;
    const pool = SUPPLIER_CONNECTIONS * Object.keys(TENANTS).length;
    const most = this.stage.mostConnections;
    const told202 = amended.filter(({ told }) => told[0]?.status === 202).length;
    const slowest = Math.max(0, ...amended.map(({ told, sentAt }) => (told[0]?.at ?? Infinity) - sentAt));
    const rate = amended.length / (downMs / 1_000);
    const rows: OutageOutcome['rows'] = [
      ['CityFibre was away', seconds(downMs)],
      [
        'requests sent meanwhile',
        `${amended.length} (${rate.toFixed(1)} a second: an hour at 5 a second has ${AN_HOUR_HAS})`,
      ],
      ['answered 202', told202],
      ['slowest answer', `${slowest} ms`],
      ['reached CityFibre while it was away', arrivedMeanwhile],
      ['ended after it was back', verdict.ended - this.problems.length],
      ['all of it done after', seconds(drainMs)],
      ...BAD.map((kind): [string, number] => [kind, verdict.bad[kind].length]),
      ['unknown', verdict.unknown],
      ['most connections to CityFibre at once', `${most} (pools hold ${pool})`],
      ['memory early, late and at most', [memory.early, memory.late, memory.most].map(megabytes).join(', ')],
    ];
    const wrong: [boolean, string][] = [
      [told202 < amended.length, 'not every caller got 202'],
      [amended.length < this.options.requests, 'not every request was sent'],
      [verdict.unknown > 0, 'requests are unknown though CityFibre refused every connection'],
      [most > pool, 'there were more connections than the pools hold'],
      [!(memory.late <= memory.early * FLAT), 'the gateway grew while CityFibre was away'],
    ];
    const bad = wrong.filter(([is]) => is).map(([, what]) => what);
    return { rows, bad: [...bad, ...unrest.slice(0, 5), ...BAD.flatMap((kind) => verdict.bad[kind].slice(0, 20))] };
  }
}

interface Facts {
  amended: Asked[];
  verdict: Verdict;
  arrivedMeanwhile: number;
  unrest: string[];
  downMs: number;
  drainMs: number;
}

interface Memory {
  early: number;
  late: number;
  most: number;
}

function amendOnce(callers: Callers, problem: Problem): Promise<Asked> {
  const { tenant, id: problemId } = problem;
  problem.numbers++;
  const id = problemId * 100 + problem.numbers;
  const marker = `Note ${id} of problem ${problemId}.`;
  return callers.ask(
    { tenant, operation: 'amend-problem', id, problemId, marker },
    { id, serviceProblemId: problemId, notes: marker },
  );
}

function median(samples: Sample[]): number {
  const sorted = samples.map(({ bytes }) => bytes).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
