// The result of a part of the benchmark: a table for test/bench/README.md, and every number behind it.

import type { Pace } from '../rounds.js';
import type { Stage } from '../stage.js';

export interface Section {
  title: string;
  /** What is compared with what, in a sentence or two. */
  note: string;
  columns: string[];
  rows: string[][];
  goals: Goal[];
  data: unknown;
}

export interface Goal {
  goal: string;
  measured: string;
  met: boolean;
}

export type Part = (stage: Stage, pace: Pace) => Promise<Section>;

/** As it was measured: cut off, never rounded up. */
export function figure(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–';
  const scale = 10 ** digits;
  return (Math.floor(value * scale) / scale).toFixed(digits);
}

/** The other way where less is better. */
export function atMost(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '–';
  const scale = 10 ** digits;
  return (Math.ceil(value * scale) / scale).toFixed(digits);
}

export function atLeast(goal: string, ratio: number, wanted: number): Goal {
  return { goal, measured: figure(ratio, 2), met: ratio >= wanted };
}

export function below(goal: string, value: number, wanted: number, unit = ''): Goal {
  return { goal, measured: `${atMost(value, 2)}${unit}`, met: value <= wanted };
}
