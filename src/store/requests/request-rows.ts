// Requests and problems as the store returns them, and the facts by which a request is stored or settled.

import type { Command } from '../../domain/request.js';
import type { ReportedState } from '../../domain/reported-state.js';
import type { Answer, Outcome, Progress } from '../../domain/outcome.js';
import type { ServiceProblem } from '../../domain/problem.js';
import type { Effect } from '../../domain/report.js';

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
  reply_state: 'pending' | 'sent' | 'undeliverable';
  answer: Answer | null;
  expected_effects: Effect[];
  attempt: number;
  claimed_by: string | null;
}

export interface ProblemRow {
  problem_key: number;
  tenant: string;
  platform_id: number;
  supplier: string;
  account: string;
  our_reference: string;
  supplier_reference: string | null;
  known_locally: boolean;
  document: ServiceProblem;
  reported: ReportedState;
  conversation_id: string;
  next_sequence: number;
  /** When the supplier is asked for the present state; empty once it was asked. */
  reconcile_at: string | null;
  created_at: string;
}

export interface ClaimedCommand {
  command: CommandRow;
  problem: ProblemRow;
}

/** A problem that comes into being with the request about it. */
export interface NewProblem {
  supplier: string;
  account: string;
  ourReference: string;
  knownLocally: boolean;
  document: ServiceProblem;
  reported: ReportedState;
}

export type StoreResult =
  /** Claimed by us: ask the supplier now. */
  | ({ verdict: 'ask' } & ClaimedCommand)
  /** An older request of the problem is unsettled: this one was answered 202 and waits its turn. */
  | ({ verdict: 'queued-behind' } & ClaimedCommand)
  /** The same request again. */
  | ({ verdict: 'repeat' } & ClaimedCommand)
  /** The same id with another body. */
  | ({ verdict: 'other-body' } & ClaimedCommand)
  /** A verdict that an older request blocks: nothing is stored. */
  | { verdict: 'not-now' }
  | { verdict: 'no-problem' };

export interface Settlement {
  outcome: Outcome;
  answer: Answer;
  expectedEffects: Effect[];
  /** Milliseconds until the next attempt, for `queued`. */
  dueInMs: number;
  /** Milliseconds for which an undecided request blocks younger ones. */
  blocksForMs: number;
  /** Members of the problem the request changed, or undefined. */
  changes: Partial<ServiceProblem> | undefined;
}

export interface StoreFacts {
  commandId: string;
  /** What makes it one request within (tenant, operation). */
  requestKey: string;
  /** The platform's id of the problem it is about. */
  problemId: number;
  digest: string;
  newProblem: NewProblem | undefined;
  /** The answer if it waits. */
  later: Answer;
  /** The request is queued even where no older one blocks it. */
  waits: boolean;
}
