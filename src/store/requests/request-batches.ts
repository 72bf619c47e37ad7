// Requests that come together are stored together, and those that end together are settled together: one statement, one commit.

import type { Call, Command } from '../../domain/request.js';
import { type Answer, type Outcome, type Progress, PROGRESS_AFTER } from '../../domain/outcome.js';
import { Batcher, LOCK_WAIT } from '../db/batcher.js';
import type { CommandRow, StoreFacts, StoreResult, ProblemRow, Settlement } from './request-rows.js';
import type { Database } from '../db/database.js';
import * as queries from './requests.queries.js';
import { storable } from '../db/storable.js';

/** A request that was answered "unavailable" is not retried in the background: only a repeated request asks again. */
export function progressAfter(outcome: Outcome['kind'], answer: Answer): Progress {
  const progress = PROGRESS_AFTER[outcome];
  return progress === 'queued' && answer.kind === 'unavailable' ? 'settled' : progress;
}

export interface Claim {
  by: string;
  leaseMs: number;
}

export interface CommandToStore {
  call: Call;
  command: Command;
  facts: StoreFacts;
  claim: Claim;
}

export interface CommandToSettle {
  commandId: string;
  problem: ProblemRow;
  by: string;
  settlement: Settlement;
}

type Place = Pick<ProblemRow, 'tenant' | 'platform_id'>;

function placeOf({ call, facts }: CommandToStore): Place {
  return { tenant: call.tenant, platform_id: facts.problemId };
}

/** The order in which every statement locks several problems. */
function inOrder(one: Place, other: Place): number {
  if (one.tenant !== other.tenant) return one.tenant < other.tenant ? -1 : 1;
  return one.platform_id - other.platform_id;
}

function byNumber<Row extends { n: number }>(rows: Row[]): Row[] {
  return rows.sort((one, other) => one.n - other.n);
}

export interface Settled {
  settled: boolean;
  /** A younger request of the problem is queued behind it. */
  waits: boolean;
}

export function storeBatches(database: Database): Batcher<CommandToStore, StoreResult> {
  return new Batcher<CommandToStore, StoreResult>({
    keyOf: (item) => keyOf(placeOf(item)),
    compare: (one, other) => inOrder(placeOf(one), placeOf(other)),
    worthASecond: 16,
    run: async (items) => {
      const claim = items[0]?.claim;
      const tenants = items.map(({ call }) => call.tenant);
      const problemIds = items.map(({ facts }) => facts.problemId);
      const given = storable(items.map(storeRow));
      const values = [given, tenants, problemIds, claim?.by, claim?.leaseMs, lockWait(items)];
      const rows = byNumber(await database.run<StoredRow>(queries.STORE_COMMANDS, values));
      return rows.map((row) => storedOf(row, items[row.n]));
    },
  });
}

export function settleBatches(database: Database): Batcher<CommandToSettle, Settled> {
  return new Batcher<CommandToSettle, Settled>({
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

/** The store does not return a request that it stored just as it was given. */
type StoredRow = { n: number; received_at: Date | null; command: CommandRow | null; problem: ProblemRow } & Pick<
  StoreResult,
  'verdict'
>;

function storedOf(
  { received_at: receivedAt, command, ...row }: StoredRow,
  item: CommandToStore | undefined,
): StoreResult {
  const known = receivedAt === null || item === undefined ? command : storedAsGiven(item, row, receivedAt);
  return { verdict: row.verdict, command: known, problem: row.problem } as StoreResult;
}

function storedAsGiven(
  { call, command, facts, claim }: CommandToStore,
  { verdict, problem }: Pick<StoredRow, 'verdict' | 'problem'>,
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
    reply_state: 'pending',
    answer: asked ? null : facts.later,
    expected_effects: [],
    attempt: asked ? 1 : 0,
    claimed_by: asked ? claim.by : null,
  };
}

function lockWait(items: unknown[]): string {
  return items.length === 1 ? LOCK_WAIT.alone : LOCK_WAIT.together;
}

function keyOf(place: Place): string {
  return `${place.tenant} ${place.platform_id}`;
}

function storeRow({ call, command, facts }: CommandToStore, n: number): object {
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

function settleRow({ commandId, settlement }: CommandToSettle, n: number): object {
  const { outcome, answer, expectedEffects, dueInMs, blocksForMs, changes } = settlement;
  return {
    n,
    command_id: commandId,
    progress: progressAfter(outcome.kind, answer),
    outcome,
    answer,
    expected_effects: expectedEffects,
    due_in_ms: dueInMs,
    blocks_for_ms: blocksForMs,
    changes,
  };
}
