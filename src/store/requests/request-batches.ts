// Requests that come together are kept together, and those that end together are settled together: one statement, one commit.

import type { Call, Command } from '../../domain/request.js';
import { type Answer, type Outcome, type Progress, PROGRESS_AFTER } from '../../domain/outcome.js';
import { Batcher, LOCK_WAIT } from '../db/batcher.js';
import type { CommandRow, KeepFacts, Kept, ProblemRow, Settlement } from './request-rows.js';
import type { Database } from '../db/database.js';
import * as queries from '../db/queries.js';
import { storable } from '../db/storable.js';

/** What is answered "unavailable" is never tried in the background: only a repeat asks anew. */
export function progressAfter(outcome: Outcome['kind'], answer: Answer): Progress {
  const progress = PROGRESS_AFTER[outcome];
  return progress === 'queued' && answer.kind === 'unavailable' ? 'settled' : progress;
}

export interface Claim {
  by: string;
  leaseMs: number;
}

export interface Keep {
  call: Call;
  command: Command;
  facts: KeepFacts;
  claim: Claim;
}

export interface Settle {
  commandId: string;
  problem: ProblemRow;
  by: string;
  settlement: Settlement;
}

type Place = Pick<ProblemRow, 'tenant' | 'fibre_cafe_id'>;

function placeOf({ call, facts }: Keep): Place {
  return { tenant: call.tenant, fibre_cafe_id: facts.problemId };
}

/** The order in which whoever locks several problems locks them. */
function inOrder(one: Place, other: Place): number {
  if (one.tenant !== other.tenant) return one.tenant < other.tenant ? -1 : 1;
  return one.fibre_cafe_id - other.fibre_cafe_id;
}

function byNumber<Row extends { n: number }>(rows: Row[]): Row[] {
  return rows.sort((one, other) => one.n - other.n);
}

export interface Settled {
  settled: boolean;
  /** A younger request of the problem is queued behind it. */
  waits: boolean;
}

export function keepBatches(database: Database): Batcher<Keep, Kept> {
  return new Batcher<Keep, Kept>({
    keyOf: (item) => keyOf(placeOf(item)),
    compare: (one, other) => inOrder(placeOf(one), placeOf(other)),
    worthASecond: 16,
    run: async (items) => {
      const claim = items[0]?.claim;
      const tenants = items.map(({ call }) => call.tenant);
      const problemIds = items.map(({ facts }) => facts.problemId);
      const given = storable(items.map(keepRow));
      const values = [given, tenants, problemIds, claim?.by, claim?.leaseMs, lockWait(items)];
      const rows = byNumber(await database.run<KeptRow>(queries.KEEP_COMMANDS, values));
      return rows.map((row) => keptOf(row, items[row.n]));
    },
  });
}

export function settleBatches(database: Database): Batcher<Settle, Settled> {
  return new Batcher<Settle, Settled>({
    keyOf: ({ problem }) => keyOf(problem),
    compare: (one, other) => inOrder(one.problem, other.problem),
    worthASecond: 16,
    run: async (items) => {
      const problemKeys = items.map(({ problem }) => problem.problem_key);
      const values = [storable(items.map(settleRow)), problemKeys, items[0]?.by, lockWait(items)];
      return byNumber(await database.run<{ n: number } & Settled>(queries.SETTLE_AWAITED, values));
    },
  });
}

/** Where the request is kept just as it was given, the store does not give it back. */
type KeptRow = { n: number; received_at: Date | null; command: CommandRow | null; problem: ProblemRow } & Pick<
  Kept,
  'verdict'
>;

function keptOf({ received_at: receivedAt, command, ...row }: KeptRow, item: Keep | undefined): Kept {
  const known = receivedAt === null || item === undefined ? command : keptAsGiven(item, row, receivedAt);
  return { verdict: row.verdict, command: known, problem: row.problem } as Kept;
}

function keptAsGiven(
  { call, command, facts, claim }: Keep,
  { verdict, problem }: Pick<KeptRow, 'verdict' | 'problem'>,
  receivedAt: Date,
): CommandRow {
  const asked = verdict === 'ask';
  return {
    command_id: facts.commandId,
    problem_key: problem.problem_key,
    tenant: call.tenant,
    operation: command.operation,
    request_key: facts.requestKey,
    request: command.request,
    request_id: call.requestId,
    conversation_id: call.conversationId,
    received_at: receivedAt.toISOString(),
    progress: asked ? 'asking' : 'queued',
    outcome: null,
    answered: 'owed',
    answer: asked ? null : facts.later,
    marks: [],
    attempt: asked ? 1 : 0,
    claimed_by: asked ? claim.by : null,
  };
}

function lockWait(items: unknown[]): string {
  return items.length === 1 ? LOCK_WAIT.alone : LOCK_WAIT.together;
}

function keyOf(place: Place): string {
  return `${place.tenant} ${place.fibre_cafe_id}`;
}

function keepRow({ call, command, facts }: Keep, n: number): object {
  return {
    n,
    command_id: facts.commandId,
    tenant: call.tenant,
    operation: command.operation,
    request_key: facts.requestKey,
    digest: facts.digest,
    request: command.request,
    request_id: call.requestId,
    conversation_id: call.conversationId,
    problem_id: facts.problemId,
    new_problem: facts.newProblem,
    later: facts.later,
    waits: facts.waits,
  };
}

function settleRow({ commandId, settlement }: Settle, n: number): object {
  const { outcome, answer, marks, dueInMs, holdsForMs, changes } = settlement;
  return {
    n,
    command_id: commandId,
    progress: progressAfter(outcome.kind, answer),
    outcome,
    answer,
    marks,
    due_in_ms: dueInMs,
    holds_for_ms: holdsForMs,
    changes,
  };
}
