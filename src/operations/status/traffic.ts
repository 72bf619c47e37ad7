// What this replica saw of each far side: the last answer, the last failure, and the traffic of the last hour by minutes.

import { Injectable } from '@nestjs/common';
import { Clock } from '../../runtime/clock.js';
import { type Exchange, ExchangeLog, type Side } from '../../runtime/exchange-log.js';

const MINUTE_MS = 60_000;
const MINUTES = 60;
export const SIDES: readonly Side[] = ['north', 'south', 'notification', 'kci'];

export interface Seen {
  state: 'up' | 'down';
  since: Date;
  answeredAt: Date | undefined;
  failedAt: Date | undefined;
  why: string | undefined;
}

export interface Minute {
  /** Minutes since 1970. */
  minute: number;
  count: number;
  failed: number;
  totalMs: number;
}

@Injectable()
export class Traffic {
  private readonly seen = new Map<string, Seen>();
  private readonly minutes = new Map<Side, Minute[]>(SIDES.map((side) => [side, []]));

  constructor(
    exchanges: ExchangeLog,
    private readonly clock: Clock,
  ) {
    exchanges.onExchange((exchange) => this.note(exchange));
  }

  /** Undefined: nothing was asked of it since this replica began. */
  of(side: 'south' | 'kci', party: string, tenant: string): Seen | undefined {
    return this.seen.get(keyOf(side, party, tenant));
  }

  /** Sixty minutes, oldest first, the present one last. */
  lastHour(side: Side): Minute[] {
    const now = this.minute();
    const known = new Map(this.minutes.get(side)?.map((one) => [one.minute, one]));
    return Array.from({ length: MINUTES }, (_none, index) => {
      const minute = now - MINUTES + 1 + index;
      return known.get(minute) ?? { minute, count: 0, failed: 0, totalMs: 0 };
    });
  }

  private note(exchange: Exchange): void {
    const failed = exchange.status === undefined || exchange.status >= 500;
    this.count(exchange, failed);
    const { side, party, ids, why } = exchange;
    if ((side !== 'south' && side !== 'kci') || ids.tenant === undefined) return;
    const key = keyOf(side, party, ids.tenant);
    const before = this.seen.get(key);
    const now = this.clock.now();
    const failure = why ?? `answered ${exchange.status ?? 'nothing'}`;
    this.seen.set(key, failed ? downAfter(before, now, failure) : upAfter(before, now));
  }

  private count({ side, ms }: Exchange, failed: boolean): void {
    const kept = this.minutes.get(side) ?? [];
    const minute = this.minute();
    let last = kept.at(-1);
    if (last?.minute !== minute) {
      last = { minute, count: 0, failed: 0, totalMs: 0 };
      kept.push(last);
      while ((kept[0]?.minute ?? minute) <= minute - MINUTES) kept.shift();
    }
    last.count++;
    last.totalMs += ms;
    if (failed) last.failed++;
  }

  private minute(): number {
    return Math.floor(this.clock.now().getTime() / MINUTE_MS);
  }
}

function keyOf(side: Side, party: string, tenant: string): string {
  return `${side} ${party} ${tenant}`;
}

function downAfter(before: Seen | undefined, now: Date, why: string): Seen {
  const since = before?.state === 'down' ? before.since : now;
  return { state: 'down', since, answeredAt: before?.answeredAt, failedAt: now, why };
}

function upAfter(before: Seen | undefined, now: Date): Seen {
  const since = before?.state === 'up' ? before.since : now;
  return { state: 'up', since, answeredAt: now, failedAt: before?.failedAt, why: before?.why };
}
