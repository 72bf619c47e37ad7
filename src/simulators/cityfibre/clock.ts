// The simulator's own clock: real time, plus what it was moved ahead. Alarms follow it.

interface Alarm {
  due: number;
  act: () => void;
  timer?: NodeJS.Timeout;
}

/** A move that leads to no moment XML can carry, or back. */
export class NoSuchTime extends Error {}

const longestTimer = 2 ** 31 - 1;
const endOfTime = Date.UTC(9999, 0, 1);

export class Clock {
  private ahead = 0;
  private readonly alarms = new Set<Alarm>();

  now(): Date {
    return new Date(this.time());
  }

  /** Returns what calls it off. */
  after(ms: number, act: () => void): () => void {
    const alarm: Alarm = { due: this.time() + ms, act };
    this.alarms.add(alarm);
    this.arm(alarm);
    return () => this.callOff(alarm);
  }

  /** Stops at every alarm on the way, so that each finds the time it was set for. */
  advance(ms: number): Date {
    const end = this.time() + ms;
    if (!Number.isFinite(ms) || ms < 0) throw new NoSuchTime('The clock can only be moved ahead.');
    if (end > endOfTime) throw new NoSuchTime('The clock cannot be moved beyond the year 9998.');
    for (let next = this.next(); next !== undefined && next.due <= end; next = this.next()) {
      this.ahead += Math.max(0, next.due - this.time());
      this.ring(next);
    }
    this.ahead += Math.max(0, end - this.time());
    for (const alarm of this.alarms) this.arm(alarm);
    return this.now();
  }

  /** Real time again, without any alarm. */
  reset(): void {
    for (const alarm of this.alarms) this.callOff(alarm);
    this.ahead = 0;
  }

  private time(): number {
    return Date.now() + this.ahead;
  }

  private next(): Alarm | undefined {
    let earliest: Alarm | undefined;
    for (const one of this.alarms) if (earliest === undefined || one.due < earliest.due) earliest = one;
    return earliest;
  }

  // A timer may be a little early, and cannot run for more than 24 days: then it is set again.
  private arm(alarm: Alarm): void {
    clearTimeout(alarm.timer);
    const wait = Math.min(Math.max(alarm.due - this.time(), 0), longestTimer);
    alarm.timer = setTimeout(() => (alarm.due > this.time() ? this.arm(alarm) : this.ring(alarm)), wait);
  }

  private ring(alarm: Alarm): void {
    this.callOff(alarm);
    alarm.act();
  }

  private callOff(alarm: Alarm): void {
    clearTimeout(alarm.timer);
    this.alarms.delete(alarm);
  }
}
