// One round: arm, let the traffic run, wait until nothing is left to do, and have it checked.

import { setTimeout as pause } from 'node:timers/promises';
import { Callers } from './callers.js';
import { check, type Evidence, type Verdict } from './checker.js';
import { type Point, writePoint } from './faults.js';
import { PLATFORM_CLIENT, TENANTS } from './product.js';
import { Random } from './random.js';
import { ANSWER_WITHIN_MS, type Stage, SUPPLIER_WITHIN_MS } from './stage.js';
import { Workload } from './workload.js';

export interface Plan {
  round: number;
  seed: string;
  replicas: 1 | 2;
  /** One after the other: the next is armed when the one before was reached, and counts from there. */
  points: Point[];
  /** The second point is armed only once the claims of the gateway killed first have lapsed. */
  lapseBetween: boolean;
  /** With two replicas: how often one of them is killed, by the clock. */
  kills: number;
  /** How long traffic and kills by the clock go on; zero: problems are lived once, and `kills` counts. */
  forMs: number;
}

export interface Patience {
  /** Until a round is called unsettled. */
  settleMs: number;
  /** Claims of the dead lapse by themselves instead of at once. */
  real: boolean;
}

export interface Result {
  plan: Plan;
  verdict: Verdict;
  evidence: Evidence | undefined;
  /** Requests as the store had them at the end. */
  requests: object[];
  /** Points that were reached. */
  reached: Point[];
  /** How often a gateway was killed by the clock. */
  killed: number;
  /** What was not at rest at the end. */
  unrest: string[];
  /** From the last fault until nothing was left to do. */
  recoveryMs: number | undefined;
  tookMs: number;
  settled: boolean;
  /** How often each place was passed since the last fault. */
  counts: ReadonlyMap<string, number>;
}

const PROBLEMS = 6;
/** Longer than anything the gateway may wait for in a round: a claim older than this is nobody's. */
const CLAIM_ABANDONED_MS = 5_000;
const LOOK_EVERY_MS = 120;
const CARE_EVERY_MS = 1_000;
/** Between two kills by the clock, of a round and of a long run. */
const KILL_EVERY_MS = { round: [700, 2_500], long: [2_000, 5_000] } as const;

export async function play(stage: Stage, plan: Plan, patience: Patience): Promise<Result> {
  await stage.run(plan.replicas);
  await stage.forget();
  const began = Date.now();
  const { world } = stage;
  const seed = `${plan.seed}/${plan.round}`;
  const token = await world.fibreCafe.token(PLATFORM_CLIENT);
  const until = began + plan.forMs;
  const giveUpAt = until + patience.settleMs;
  const callers = new Callers({ url: () => stage.url, token, seed, giveUpAt });
  const late = { ms: ANSWER_WITHIN_MS + 300, tooLateMs: SUPPLIER_WITHIN_MS + 500 };
  const { cityfibre, fibreCafe } = world;
  const tenants = Object.keys(TENANTS);
  const problems = plan.forMs > 0 ? PROBLEMS : plan.replicas * PROBLEMS;
  const workload = new Workload({
    ...{ round: plan.round, tenants, problems, callers, cityfibre, fibreCafe, until },
    seed,
    late,
  });
  const harm = new Harm(stage, plan, until);
  harm.start();
  const caring = setInterval(() => {
    if (plan.forMs > 0) void care({ stage, workload, harm, patience });
  }, CARE_EVERY_MS);
  await workload.run();
  await callers.done();
  clearInterval(caring);
  const unrest = await untilSettled({ stage, workload, harm, patience, giveUpAt });
  const settledAt = Date.now();
  harm.end();
  const counts = new Map(stage.faults.counts);
  stage.faults.forget();
  const evidence: Evidence = {
    problems: workload.problems,
    asked: callers.asked,
    announced: workload.announced,
    soap: [...stage.soap],
    tickets: cityfibre.tickets(),
    kcis: fibreCafe.kcis(),
    attempts: [...stage.kcis],
    findings: fibreCafe.findings(),
    log: stage.replicas.flatMap(({ gateway }) => gateway.lines),
    crashes: stage.replicas.flatMap(({ gateway }) => gateway.crashes),
    deadlocks: await stage.deadlocks(),
    calm: harm.lastAt === undefined,
  };
  const verdict = check(evidence);
  const requests = await stage.watch.requests(workload.problems.map(({ id }) => id));
  // Connections that were silenced do not outlive their round.
  if (plan.points.some(({ action }) => action === 'silence')) stage.cutAll();
  return {
    ...{
      plan,
      verdict,
      evidence,
      requests,
      unrest,
      counts,
      reached: harm.reached,
      killed: harm.killed,
      tookMs: settledAt - began,
      settled: unrest.length === 0,
    },
    recoveryMs: harm.lastAt === undefined ? undefined : settledAt - harm.lastAt,
  };
}

/** Does the harm of a plan, and remembers when. */
class Harm {
  readonly reached: Point[] = [];
  lastAt: number | undefined;
  /** When every gateway there was had just been killed. */
  killedAt: number | undefined;
  private readonly stage: Stage;
  private readonly plan: Plan;
  private readonly until: number;
  private ended = false;
  /** By the clock. */
  killed = 0;
  /** Called when the claims of those killed have lapsed. */
  lapsed: () => void = () => undefined;
  private readonly claimsLapsed = new Promise<void>((resolve) => (this.lapsed = resolve));

  constructor(stage: Stage, plan: Plan, until: number) {
    this.stage = stage;
    this.plan = plan;
    this.until = until;
  }

  start(): void {
    void this.pullAll();
    if (this.more) void this.killByTheClock();
  }

  end(): void {
    this.ended = true;
  }

  /** True while a kill by the clock is still to come. */
  get more(): boolean {
    if (this.ended) return false;
    return this.plan.forMs > 0 ? Date.now() < this.until : this.plan.kills > this.killed;
  }

  private async pullAll(): Promise<void> {
    for (const [index, point] of this.plan.points.entries()) {
      if (index > 0 && this.plan.lapseBetween) await this.claimsLapsed;
      if (index > 0) this.stage.faults.counts.clear();
      const at = await this.stage.faults.arm(point);
      if (this.ended) return;
      this.reached.push(point);
      this.lastAt = at;
      if (point.action === 'kill' && this.plan.replicas === 1) this.killedAt = at;
    }
  }

  private async killByTheClock(): Promise<void> {
    const random = new Random(`${this.plan.seed}/${this.plan.round}/clock`);
    const [soonest, latest] = this.plan.forMs > 0 ? KILL_EVERY_MS.long : KILL_EVERY_MS.round;
    while (this.more) {
      await pause(random.between(soonest, latest));
      const victim = this.stage.replicas[this.killed % this.plan.replicas]?.gateway;
      await victim?.untilReady().catch(() => undefined);
      if (this.ended) return;
      victim?.kill();
      this.lastAt = Date.now();
      this.killed++;
    }
  }
}

interface Caring {
  stage: Stage;
  workload: Workload;
  harm: Harm;
  patience: Patience;
}

type Settling = Caring & { giveUpAt: number };

/** CityFibre decides what it left open, and the claims of the dead lapse. */
async function care({ stage, workload, harm, patience }: Caring): Promise<void> {
  workload.decide();
  if (patience.real) return;
  await stage.watch.lapse(new Date(Math.max(Date.now() - CLAIM_ABANDONED_MS, harm.killedAt ?? 0)));
  if (harm.lastAt !== undefined) harm.lapsed();
}

/** What was still not at rest when the time was over; empty when all was. */
async function untilSettled({ stage, workload, harm, patience, giveUpAt }: Settling): Promise<string[]> {
  const ids = workload.problems.map(({ id }) => id);
  const references = workload.problems.map(({ reference }) => reference);
  let notified = false;
  void workload.notified().then(() => (notified = true));
  let quiet = 0;
  for (;;) {
    const unrest = await stage.watch.unrest(ids, references);
    const lines = [
      ...(unrest ?? ['the store cannot be asked']),
      ...(notified ? [] : ['notifications are under way']),
      ...(harm.more ? ['more harm is to come'] : []),
      ...(stage.isUndecided(references) ? ['CityFibre has not decided'] : []),
    ];
    quiet = lines.length === 0 ? quiet + 1 : 0;
    if (quiet >= 3) return [];
    if (Date.now() > giveUpAt) return lines;
    await care({ stage, workload, harm, patience });
    await pause(LOOK_EVERY_MS);
  }
}

export function describe({ points, kills, replicas, forMs }: Plan): string {
  if (forMs > 0) return `two replicas for ${forMs / 60_000} minutes, one killed every few seconds`;
  if (replicas === 2) return `two replicas, one killed ${kills} times`;
  return points.length === 0 ? 'calm' : points.map(writePoint).join(' then ');
}
