// All rounds: which harm is done in which, one after the other on a few stages side by side, and what came of them.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BAD, type Bad } from './checker.js';
import { type Action, Census, type Point, readPoint, writePoint } from './faults.js';
import { Random } from './random.js';
import { describe, type Patience, type Plan, play, type Result } from './round.js';
import { Stage } from './stage.js';

export interface SuiteOptions {
  rounds: number;
  seed: string;
  /** Only this round, after the calm one. */
  only: number | undefined;
  /** In that round these points instead of those the seed chooses. */
  at: string[];
  lanes: number;
  patience: Patience;
  /** Where the evidence of bad rounds is written; undefined: nowhere. */
  evidence: string | undefined;
  say: (line: string) => void;
  /** Set when the suite is to end early. */
  signal: AbortSignal;
}

export interface Outcome {
  results: Result[];
  /** Places between two statements at which a gateway was killed, and those there are. */
  visited: number;
  places: number;
}

type Kind = 'kill' | 'settle' | 'store' | 'line' | 'replicas' | 'calm';
const KINDS: Record<Kind, number> = { kill: 24, settle: 3, store: 6, line: 8, replicas: 4, calm: 2 };

/** Who is killed there leaves a request on the wire; who is killed next, while that is swept up. */
const LEAVES_A_CLAIM = /^database\/(settle_awaited|settle_told|lock_command)\/before$/;
const SWEEPS_UP = [
  'database/abandoned_claims/after',
  'database/set_marks/after',
  'database/commit/after',
  'database/abandoned_claims_to_unknown/before',
  'database/abandoned_claims_to_unknown/after',
];

export async function runSuite(options: SuiteOptions): Promise<Outcome> {
  const stages: Stage[] = [];
  try {
    // One after the other: two that start together could choose the same ports.
    for (let lane = 0; lane < options.lanes; lane++) stages.push(await Stage.open(2));
    const first = stages[0];
    if (first === undefined) throw new Error('--lanes must be at least 1.');
    const calm = await play(first, calmPlan(options), options.patience);
    report(options, calm);
    const census = new Census(calm.counts);
    const plans = makePlans(options, census);
    const results = [calm];
    await Promise.all(
      stages.map(async (stage) => {
        for (let plan = plans.shift(); plan !== undefined && !options.signal.aborted; plan = plans.shift()) {
          const result = await play(stage, plan, options.patience);
          results.push(result);
          report(options, result);
        }
      }),
    );
    const killed = results.flatMap(({ reached }) => reached.filter(({ action }) => action === 'kill').map(placeOf));
    const places = census.killPlaces();
    return { results, places: places.length, visited: places.filter((place) => killed.includes(place)).length };
  } finally {
    await Promise.allSettled(stages.map((stage) => stage.close()));
  }
}

/** Two replicas under traffic for a long time, one of them killed every few seconds. */
export async function runReplicas(options: SuiteOptions, minutes: number): Promise<Outcome> {
  const stage = await Stage.open(2);
  try {
    const plan: Plan = { ...calmPlan(options), replicas: 2, forMs: minutes * 60_000 };
    const result = await play(stage, plan, options.patience);
    report(options, result, `--two-replicas ${minutes}`);
    return { results: [result], places: 0, visited: 0 };
  } finally {
    await stage.close();
  }
}

function calmPlan({ seed }: SuiteOptions): Plan {
  return { round: 1, seed, replicas: 1, points: [], lapseBetween: false, kills: 0, forMs: 0 };
}

/** Kills visit every place between two statements before they come to one again. */
function makePlans({ rounds, seed, only, at }: SuiteOptions, census: Census): Plan[] {
  const places = new Random(`${seed}/places`).shuffled(census.killPlaces());
  const plans: Plan[] = [];
  let turn = 0;
  for (let round = 2; round <= Math.max(rounds, only ?? 0); round++) {
    const random = new Random(`${seed}/plan ${round}`);
    const kind = random.weighed(KINDS);
    const place = places[turn % Math.max(places.length, 1)] ?? '';
    if (kind === 'kill') turn++;
    plans.push(planOf({ round, seed, random, kind, place }, census));
  }
  if (only === undefined) return plans;
  const chosen = plans.filter(({ round }) => round === only);
  if (at.length === 0) return chosen;
  const points = at.map(readPoint);
  const lapseBetween = points.slice(1).some((point) => SWEEPS_UP.includes(placeOf(point)));
  return chosen.map((plan) => ({ ...plan, replicas: 1, kills: 0, points, lapseBetween }));
}

interface Choice {
  round: number;
  seed: string;
  random: Random;
  kind: Kind;
  place: string;
}

function planOf({ round, seed, random, kind, place }: Choice, census: Census): Plan {
  const plan: Plan = { round, seed, replicas: 1, points: [], lapseBetween: false, kills: 0, forMs: 0 };
  const anywhere = (): string => random.pick(census.killPlaces());
  const kill = (): Point => census.at(anywhere(), 'kill', random);
  switch (kind) {
    case 'replicas':
      return { ...plan, replicas: 2, kills: random.between(2, 4) };
    case 'kill': {
      // Sometimes the plug is pulled again while it recovers: soon, so counted from one.
      const again = random.chance(0.35) ? [{ ...kill(), nth: random.between(1, 3) }] : [];
      return { ...plan, points: [census.at(place, 'kill', random), ...again] };
    }
    case 'settle': {
      const first = random.pick(census.killPlaces().filter((one) => LEAVES_A_CLAIM.test(one)));
      const second = random.pick(SWEEPS_UP);
      const again = { ...census.at(second, 'kill', random), nth: 1 };
      return { ...plan, lapseBetween: true, points: [census.at(first, 'kill', random), again] };
    }
    case 'calm':
      return plan;
    case 'store': {
      const action = random.pick<Action>(['cut', 'half', 'delay', 'silence', 'kill-postgres', 'kill-postgres']);
      return { ...plan, points: [census.at(anywhere(), action, random)] };
    }
    case 'line': {
      const action = random.pick<Action>(['kill', 'kill', 'cut', 'half', 'delay', 'silence']);
      return { ...plan, points: [census.at(random.pick(census.linkPlaces()), action, random)] };
    }
  }
}

function placeOf({ link, where, edge }: Point): string {
  return `${link}/${where}/${edge}`;
}

export function isBad({ verdict, settled }: Result): boolean {
  return !settled || BAD.some((kind) => verdict.bad[kind].length > 0);
}

function report({ say, seed, evidence }: SuiteOptions, result: Result, words?: string): void {
  const { plan, verdict, reached, recoveryMs, tookMs, unrest } = result;
  const { accepted, ended, unknown, behind } = verdict;
  const missed = plan.points.length > reached.length ? ', not all reached' : '';
  const recovered = recoveryMs === undefined ? '' : `, recovered in ${seconds(recoveryMs)}`;
  const left = unknown + behind === 0 ? '' : `, ${unknown} unknown and alarmed, ${behind} behind them`;
  say(
    `round ${plan.round}: ${describe(plan)}${missed}: ${accepted} accepted, ${ended} ended${left}${recovered}, ` +
      `${seconds(tookMs)} in all: ${isBad(result) ? 'BAD' : 'good'}`,
  );
  for (const kind of BAD) for (const what of verdict.bad[kind]) say(`  ${NAMES[kind]}: ${what}`);
  for (const line of unrest) say(`  not at rest: ${line}`);
  if (isBad(result) && evidence !== undefined) {
    const file = join(evidence, `round-${plan.round}.json`);
    writeFileSync(
      file,
      JSON.stringify(result, (name, value: unknown) => (name === 'random' ? undefined : value), 1),
    );
    say(`  evidence: ${file}`);
  }
  // Not kept for hundreds of rounds.
  result.evidence = undefined;
  result.requests = [];
  if (!isBad(result)) return;
  const points = plan.points.map((point) => ` --at ${writePoint(point)}`).join('');
  say(`  again: npm run test:crash -- --seed ${seed} ${words ?? `--round ${plan.round}${points}`}`);
}

const NAMES: Record<Bad, string> = {
  lost: 'lost',
  dishonest: 'told wrongly or twice',
  disordered: 'disordered',
  duplicated: 'duplicated south',
  renumbered: 'KCI repeated with a new id or number',
  strange: 'strange',
};

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function visitedRow(visited: number, places: number): [string, string] {
  return ['places between two statements at which it was killed', `${visited} of ${places}`];
}

/** The table at the end. */
export function table({ results, visited, places }: Outcome): string {
  const sum = (value: (result: Result) => number): number => results.reduce((total, one) => total + value(one), 0);
  const worst = Math.max(0, ...results.map(({ recoveryMs }) => recoveryMs ?? 0));
  const rows: [string, string | number][] = [
    ['rounds', results.length],
    ['faults brought about', sum(({ reached, killed }) => reached.length + killed)],
    ...(places > 0 ? [visitedRow(visited, places)] : []),
    ['messages accepted', sum(({ verdict }) => verdict.accepted)],
    ['ended', sum(({ verdict }) => verdict.ended)],
    ['unknown (alarmed)', sum(({ verdict }) => verdict.unknown)],
    ['waiting behind an unknown one', sum(({ verdict }) => verdict.behind)],
    ...BAD.map((kind): [string, number] => [NAMES[kind], sum(({ verdict }) => verdict.bad[kind].length)]),
    ['rounds that did not settle', results.filter(({ settled }) => !settled).length],
    ['worst recovery time', seconds(worst)],
  ];
  return aligned(rows);
}

export function aligned(rows: [string, string | number][]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${String(value).padStart(8)}`).join('\n');
}
