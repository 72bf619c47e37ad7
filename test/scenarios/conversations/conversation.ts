// A conversation as data: what both sides do, step by step. Every list of steps can be played, so any step may be left out
// of a conversation that fails, to find the shortest one that still does.

import fc from 'fast-check';
import type { CancellationReason } from '../../../src/domain/request.js';

export const STATES = [
  'accepted',
  'open',
  'in-progress',
  'on-hold',
  'resolved',
  're-opened',
  'closed',
  'cancelled',
  'rejected',
] as const;
export type State = 'pending' | (typeof STATES)[number];

/** What can become of a visit; a closure code completes it. */
export const VISIT_EVENTS = ['confirmed', 'failed', 'cancelled', 'missed', 'FR', 'FNR', 'NA', 'FTA'] as const;
export type VisitEvent = (typeof VISIT_EVENTS)[number];

export type Change =
  | { set: 'state'; to: State; reason: boolean }
  | { set: 'visit'; key: string; to: VisitEvent; slot: number }
  /** The supplier lists only the visits that stand from now on. */
  | { set: 'visits-tidied' }
  | { set: 'remark'; by: 'seller' | 'buyer' }
  | { set: 'comment'; text: number }
  | { set: 'triage'; text: number }
  | { set: 'attachment' }
  | { set: 'late-repair'; days: number }
  /** The oldest amendment the supplier has takes effect, and its words come back so. */
  | { set: 'amendment'; echo: 'comment' | 'remark' };

/** The supplier changes its ticket and notifies the whole of it. */
export interface Notify {
  do: 'notify';
  changes: Change[];
  /** Which of the supplier's nodes sends: each has a clock and a line of its own. */
  node: number;
  /** So many steps pass before the notification arrives. */
  delay: number;
  /** So many acknowledgements are lost, after each of which the same bytes come again. */
  acknowledgementsLost: number;
  /** Visits by key, date and times alone, as one published sample has them. */
  bareVisits: boolean;
}

/** `unknown` was processed and `lost` was not, and nobody can tell which: the answer got lost either way. */
export type SupplierAnswer = 'done' | 'pending' | 'unknown' | 'lost' | 'rejected';

export type Step = { gapMs: number } & (
  | Notify
  | { do: 'amend'; part: 'notes' | 'hazards' | 'both' | 'triage'; answer: SupplierAnswer }
  | { do: 'cancel'; reasonCode: CancellationReason; answer: SupplierAnswer }
  | { do: 'judge'; accepted: boolean; answer: SupplierAnswer }
);

export interface Conversation {
  /** How far the clock of each node is ahead. Milliseconds. */
  skewsMs: number[];
  reportAnswer: 'pending' | 'unknown';
  steps: Step[];
}

const NODES = 3;
const SECOND = 1_000;
const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

/** The ends are rare, or most conversations would be short. */
const state = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<State[]>('accepted', 'open', 'resolved', 're-opened') },
  { weight: 3, arbitrary: fc.constantFrom<State[]>('in-progress', 'on-hold') },
  { weight: 1, arbitrary: fc.constantFrom<State[]>('closed', 'cancelled', 'rejected') },
);

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ set: fc.constant('state' as const), to: state, reason: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      set: fc.constant('visit' as const),
      key: fc.constantFrom('KEY-A', 'KEY-B'),
      to: fc.constantFrom(...VISIT_EVENTS, 'confirmed' as const, 'confirmed' as const),
      slot: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ set: 'visits-tidied' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      set: fc.constant('remark' as const),
      by: fc.constantFrom('seller' as const, 'seller' as const, 'buyer' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ set: fc.constant('comment' as const), text: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ set: fc.constant('triage' as const), text: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.constant({ set: 'attachment' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ set: fc.constant('late-repair' as const), days: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      set: fc.constant('amendment' as const),
      echo: fc.constantFrom('comment' as const, 'remark' as const),
    }),
  },
);

const gapMs = fc.constantFrom(60_000, SECOND, 1);

const notify = fc.record({
  do: fc.constant('notify' as const),
  gapMs,
  changes: fc.array(change, { maxLength: 3, size: 'max' }),
  node: fc.nat(NODES - 1),
  delay: fc.constantFrom(0, 0, 0, 1, 2, 4),
  acknowledgementsLost: fc.constantFrom(0, 0, 0, 0, 1, 2),
  bareVisits: fc.constantFrom(false, false, false, true),
});

const request = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('amend' as const),
      gapMs,
      part: fc.constantFrom('notes' as const, 'hazards' as const, 'both' as const, 'triage' as const),
      answer: fc.constantFrom<SupplierAnswer[]>('pending', 'done', 'unknown', 'lost', 'rejected'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('cancel' as const),
      gapMs,
      reasonCode: fc.constantFrom('ISSUE_RESOLVED' as const, 'OTHER' as const),
      answer: fc.constantFrom<SupplierAnswer[]>('pending', 'unknown', 'lost', 'rejected'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('judge' as const),
      gapMs,
      accepted: fc.boolean(),
      answer: fc.constantFrom<SupplierAnswer[]>('done', 'unknown'),
    }),
  },
);

/** Most suppliers accept first. */
const opening: Notify & { gapMs: number } = {
  ...{ do: 'notify', gapMs: 60_000, changes: [{ set: 'state', to: 'accepted', reason: false }] },
  ...{ node: 0, delay: 0, acknowledgementsLost: 0, bareVisits: false },
};

const steps = fc
  .tuple(
    fc.option(fc.constant(opening), { freq: 4 }),
    fc.array(fc.oneof({ weight: 4, arbitrary: notify }, { weight: 1, arbitrary: request }), {
      maxLength: 14,
      size: 'max',
    }),
  )
  .map(([first, rest]): Step[] => [...(first === null ? [] : [first]), ...rest]);

export const conversations: fc.Arbitrary<Conversation> = fc.record({
  skewsMs: fc.array(fc.constantFrom(0, 0, 0, 1, -1, 2 * SECOND, -2 * SECOND, HOUR, YEAR), {
    minLength: NODES,
    maxLength: NODES,
  }),
  reportAnswer: fc.constantFrom('pending' as const, 'unknown' as const),
  steps,
});

/** One line for each step, for whoever reads a failure. */
export function printed({ skewsMs, reportAnswer, steps }: Conversation): string {
  const lines = steps.map(({ gapMs: gap, ...step }) => `  +${gap} ms ${printedStep(step)}`);
  return [`  clocks ahead by ${skewsMs.join(', ')} ms; the report is answered "${reportAnswer}"`, ...lines].join('\n');
}

type Undated<T> = T extends unknown ? Omit<T, 'gapMs'> : never;

function printedStep(step: Undated<Step>): string {
  const { do: what, ...rest } = step;
  if (what !== 'notify') return `${what} ${JSON.stringify(rest)}`;
  const { changes, node, delay, acknowledgementsLost, bareVisits } = step as Notify;
  const marks = [
    `node ${node}`,
    ...(delay === 0 ? [] : [`arrives ${delay} steps later`]),
    ...(acknowledgementsLost === 0 ? [] : [`${acknowledgementsLost} acknowledgements lost`]),
    ...(bareVisits ? ['visits by key and time alone'] : []),
  ];
  const printedChanges = changes.map(({ set, ...how }) => `${set} ${Object.values(how).join(' ')}`.trim());
  return `notify (${marks.join(', ')}): ${printedChanges.length === 0 ? 'nothing new' : printedChanges.join('; ')}`;
}
