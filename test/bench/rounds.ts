// Rounds: every contestant in turn, again and again, so that whatever else the machine does hits all of them.

import type { Identity } from './servers/serve.js';
import type { Load, LoadResult } from './servers/load.js';
import { Running } from './processes.js';
import type { Stage } from './stage.js';

export interface Contestant {
  name: string;
  /** Processes that serve it. */
  processes: Running[];
  /** Resolves when nothing it took is left to do, so that the next one has the machine to itself. */
  done?: () => Promise<void>;
  load: Pick<Load, 'kind' | 'urls' | 'connections' | 'problems'> & { tls: Identity };
}

export interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  /** Per request, of the server and of PostgreSQL. */
  cpuUs: number;
  databaseUs: number;
  /** MB, of the largest process, at the end of the round. */
  rss: number;
  /** Requests that were not answered as they should be. */
  failed: number;
}

export interface Pace {
  rounds: number;
  seconds: number;
  warmUpSeconds: number;
  say: (line: string) => void;
}

const GOOD = /^20[012]$/;

export async function playRounds(
  stage: Stage,
  contestants: Contestant[],
  pace: Pace,
): Promise<Map<string, Measured[]>> {
  const results = new Map<string, Measured[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 1; round <= pace.rounds; round++) {
    for (const contestant of contestants) {
      if (round === 1) await run(stage, contestant, pace.warmUpSeconds);
      const measured = await run(stage, contestant, pace.seconds);
      results.get(contestant.name)?.push(measured);
      await contestant.done?.();
      pace.say(`  round ${round}  ${contestant.name.padEnd(24)} ${line(measured)}`);
    }
  }
  return results;
}

async function run(stage: Stage, { processes, load }: Contestant, seconds: number): Promise<Measured> {
  const before = { server: sum(processes.map((one) => one.cpu())), database: stage.databaseCpu() };
  const orders = { ...load, seconds, from: stage.numbers(), token: stage.far.token };
  const result = await Running.load<LoadResult>(orders);
  const count = Math.max(1, result.perSecond * result.seconds);
  const good = Object.entries(result.statuses).reduce((sum, [status, many]) => sum + (GOOD.test(status) ? many : 0), 0);
  return {
    perSecond: result.perSecond,
    p50: result.p50,
    p99: result.p99,
    cpuUs: (sum(processes.map((one) => one.cpu())) - before.server) / count,
    databaseUs: (stage.databaseCpu() - before.database) / count,
    rss: Math.max(...processes.map((one) => one.rss())),
    failed: result.errors + sum(Object.values(result.statuses)) - good,
  };
}

function line({ perSecond, p50, p99, cpuUs, databaseUs, rss, failed }: Measured): string {
  const rate = `${Math.round(perSecond)}/s`.padStart(8);
  const cpu = `${Math.round(cpuUs)} + ${Math.round(databaseUs)} µs`;
  return `${rate}  p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} ms  cpu ${cpu}  rss ${rss.toFixed(0)} MB${failed > 0 ? `  ${failed} FAILED` : ''}`;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

export function median(numbers: number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

export function medianOf(measured: Measured[] | undefined, of: keyof Measured): number {
  return median((measured ?? []).map((one) => one[of]));
}

/** Median of the ratios of each round: what disturbs a round disturbs both. */
export function ratioOf(
  measured: Measured[] | undefined,
  to: Measured[] | undefined,
  of: keyof Measured = 'perSecond',
): number {
  return median((measured ?? []).map((one, at) => one[of] / (to?.[at]?.[of] ?? NaN)));
}
