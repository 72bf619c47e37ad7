// Requests and problems as the store gives them, and what is given to it to keep or settle one.

import type { Command } from '../../domain/request.js';
import type { Told } from '../../domain/report-diff.js';
import type { Answer, Outcome, Progress } from '../../domain/outcome.js';
import type { ServiceProblem } from '../../domain/problem.js';
import type { Mark } from '../../domain/report.js';

export interface CommandRow {
  command_id: string;
  problem_key: number;
  tenant: string;
  operation: Command['operation'];
  request_key: string;
  request: Command['request'];
  request_id: string;
  conversation_id: string;
  received_at: string;
  progress: Progress;
  outcome: Outcome | null;
  answered: 'owed' | 'given' | 'abandoned';
  answer: Answer | null;
  marks: Mark[];
  attempt: number;
  claimed_by: string | null;
}

export interface ProblemRow {
  problem_key: number;
  tenant: string;
  fibre_cafe_id: number;
  supplier: string;
  account: string;
  our_reference: string;
  supplier_reference: string | null;
  held: boolean;
  document: ServiceProblem;
  told: Told;
  conversation_id: string;
  next_sequence: number;
  created_at: string;
}

export interface Claimed {
  command: CommandRow;
  problem: ProblemRow;
}

/** A problem that comes into being with the request about it. */
export interface NewProblem {
  supplier: string;
  account: string;
  ourReference: string;
  held: boolean;
  document: ServiceProblem;
  told: Told;
}

export type Kept =
  /** Claimed by us: ask the supplier now. */
  | ({ verdict: 'ask' } & Claimed)
  /** An older request of the problem is unsettled: this one was answered 202 and waits its turn. */
  | ({ verdict: 'held-up' } & Claimed)
  /** The same request again. */
  | ({ verdict: 'repeat' } & Claimed)
  /** The same id with another body. */
  | ({ verdict: 'other-body' } & Claimed)
  /** A verdict that an older request holds up: nothing is kept. */
  | { verdict: 'not-now' }
  | { verdict: 'no-problem' };

export interface Settlement {
  outcome: Outcome;
  answer: Answer;
  marks: Mark[];
  /** Milliseconds until the next attempt, for `queued`. */
  dueInMs: number;
  /** Milliseconds an undecided request holds younger ones. */
  holdsForMs: number;
  /** Members of the problem the request changed, or undefined. */
  changes: Partial<ServiceProblem> | undefined;
}

export interface KeepFacts {
  commandId: string;
  /** What makes it one request within (tenant, operation). */
  requestKey: string;
  /** The Fibre Cafe id of the problem it is about. */
  problemId: number;
  digest: string;
  newProblem: NewProblem | undefined;
  /** The answer if it waits. */
  later: Answer;
  /** It is not asked now, even if nothing older holds it up. */
  waits: boolean;
}
