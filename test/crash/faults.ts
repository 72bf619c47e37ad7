// Where a round does its harm and what harm it is: points counted on the wire, written as one line so that they can be repeated.

import type { Random } from './random.js';
import type { Passage, Treatment } from './proxy.js';

export const ACTIONS = ['kill', 'cut', 'half', 'delay', 'silence', 'kill-postgres'] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * `database/settle_awaited/3/after/kill`: when the third settle_awaited has been carried out and before the gateway hears
 * of it, the gateway is killed. On links without statements the third part counts chunks `up` or `down`; there `before`
 * withholds the chunk and `after` lets it pass first.
 */
export interface Point {
  link: string;
  where: string;
  nth: number;
  edge: 'before' | 'after';
  action: Action;
}

export function writePoint({ link, where, nth, edge, action }: Point): string {
  return [link, where, nth, edge, action].join('/');
}

export function readPoint(text: string): Point {
  const [link = '', where = '', nth = '', edge = '', action = ''] = text.split('/');
  const known = ACTIONS.find((one) => one === action);
  if ((edge !== 'before' && edge !== 'after') || known === undefined || !/^[1-9]\d*$/.test(nth)) {
    throw new Error(`--at must look like database/settle_awaited/3/after/kill, not "${text}".`);
  }
  return { link, where, nth: Number(nth), edge, action: known };
}

/** What the actions need done to processes. */
export interface Hands {
  /** Kills the gateway that this link belongs to. */
  kill: (link: string) => void;
  killPostgres: () => void;
}

const DELAY_MS = 900;

interface Armed {
  point: Point;
  pulled: (at: number) => void;
}

/** Counts what passes and does what is armed, once each. */
export class Faults {
  /** `database/settle_awaited/after` → how often it passed since `forget`. */
  readonly counts = new Map<string, number>();
  private armed: Armed[] = [];
  private readonly hands: Hands;

  constructor(hands: Hands) {
    this.hands = hands;
  }

  /** Resolves with the time when the point is reached. */
  arm(point: Point): Promise<number> {
    return new Promise((pulled) => this.armed.push({ point, pulled }));
  }

  forget(): void {
    this.counts.clear();
    this.armed = [];
  }

  watch({ link, way, statements }: Passage): Treatment | undefined {
    // An answer of PostgreSQL is withheld "after" the statement; a chunk is counted once for both edges.
    const edges = (name: string): string[] =>
      statements.length > 0
        ? [`${link}/${name}/${way === 'up' ? 'before' : 'after'}`]
        : [`${link}/${name}/before`, `${link}/${name}/after`];
    const isDatabase = link.startsWith('database');
    const names = statements.length > 0 ? statements : isDatabase ? [] : [way];
    for (const key of names.flatMap(edges)) {
      const count = (this.counts.get(key) ?? 0) + 1;
      this.counts.set(key, count);
      const reached = this.armed.find(
        ({ point }) => `${point.link}/${point.where}/${point.edge}` === key && point.nth === count,
      );
      if (reached !== undefined) return this.pull(reached, isDatabase);
    }
    return undefined;
  }

  private pull(reached: Armed, isDatabase: boolean): Treatment {
    this.armed = this.armed.filter((one) => one !== reached);
    const { action, edge, link } = reached.point;
    reached.pulled(Date.now());
    const share = isDatabase || edge === 'before' ? 0 : 1;
    switch (action) {
      case 'kill':
        return { share, then: () => this.hands.kill(link), connection: 'cut' };
      case 'kill-postgres':
        return { share, then: () => this.hands.killPostgres(), connection: 'cut' };
      case 'cut':
        return { share, connection: 'cut' };
      case 'half':
        return { share: 0.5, connection: 'cut' };
      case 'silence':
        return { share, connection: 'silent' };
      case 'delay':
        return { waitMs: DELAY_MS };
    }
  }
}

/** Statements that only ask and change nothing, or that start-up alone runs: killing there proves little. */
const DULL = new Set(['select', 'unnamed', 'create', 'listen', 'note_listening', 'announce', 'open_problems']);

/** Every place the calm round passed, and how often. */
export class Census {
  private readonly seen: ReadonlyMap<string, number>;

  constructor(counts: ReadonlyMap<string, number>) {
    this.seen = new Map(counts);
  }

  /** Between every two statements of the gateway: each before PostgreSQL has it, and after it is done but not told. */
  killPlaces(): string[] {
    return [...this.seen.keys()]
      .filter((key) => key.startsWith('database/') && !DULL.has(key.split('/')[1] ?? ''))
      .sort();
  }

  linkPlaces(): string[] {
    return [...this.seen.keys()].filter((key) => !key.startsWith('database/')).sort();
  }

  /** A point at a place: early enough to be reached again in another round. */
  at(place: string, action: Action, random: Random): Point {
    const [link = '', where = '', edge = ''] = place.split('/');
    const often = Math.max(1, Math.floor((this.seen.get(place) ?? 1) * 0.6));
    return { link, where, nth: random.between(1, often), edge: edge === 'before' ? 'before' : 'after', action };
  }
}
