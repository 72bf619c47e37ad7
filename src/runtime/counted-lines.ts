// Log lines that any caller can cause: the first at once, then one line for all of an interval.

import type { Facts, Level, Log } from './log.js';

const EVERY_MS = 10_000;
const SHOWN = 200;

interface Counted {
  level: Level;
  event: string;
  facts: Facts;
  count: number;
}

export class CountedLines {
  private readonly counted = new Map<string, Counted>();

  constructor(
    private readonly log: Log,
    private readonly everyMs = EVERY_MS,
  ) {}

  /** `kind` must come from a short list of the gateway's own: there is one line for each kind and interval. */
  note(level: Level, event: string, kind: string, facts: Facts): void {
    const key = `${event} ${kind}`;
    const known = this.counted.get(key);
    if (known !== undefined) {
      known.count++;
      known.facts = facts;
      return;
    }
    this.log.write(level, event, { ...facts, count: 1 });
    this.counted.set(key, { level, event, facts, count: 0 });
    setTimeout(() => this.tell(key), this.everyMs).unref();
  }

  private tell(key: string): void {
    const known = this.counted.get(key);
    if (known === undefined || known.count === 0) {
      this.counted.delete(key);
      return;
    }
    const { level, event, facts, count } = known;
    this.log.write(level, event, { ...facts, count });
    known.count = 0;
    setTimeout(() => this.tell(key), this.everyMs).unref();
  }
}

/** The printable beginning of a text a stranger sent, at most 200 characters. */
export function shown(text: unknown): string | undefined {
  return typeof text === 'string' ? text.slice(0, SHOWN).replace(/[^\x20-\x7e]/g, '?') : undefined;
}
