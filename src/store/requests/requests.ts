// Requests as they are kept: once per (tenant, operation, id), claimed by one worker at a time, settled by who holds them.

import { Injectable } from '@nestjs/common';
import type { Call, Command, Operation } from '../../domain/request.js';
import type { Answer } from '../../domain/outcome.js';
import type { Effect } from '../../domain/report.js';
import type { Batcher } from '../db/batcher.js';
import {
  type Claim,
  type CommandToStore,
  storeBatches,
  progressAfter,
  type CommandToSettle,
  settleBatches,
  type Settled,
} from './request-batches.js';
import type { ClaimedCommand, CommandRow, StoreResult, StoreFacts, ProblemRow, Settlement } from './request-rows.js';
import { Database, type Session } from '../db/database.js';
import * as leases from './leases.queries.js';
import * as replies from './replies.queries.js';
import * as queries from './requests.queries.js';
import { storable } from '../db/storable.js';

export type {
  ClaimedCommand,
  CommandRow,
  StoreResult,
  StoreFacts,
  NewProblem,
  ProblemRow,
  Settlement,
} from './request-rows.js';

export function commandOf(row: CommandRow): Command {
  return { operation: row.operation, request: row.request } as Command;
}

@Injectable()
export class Requests {
  private readonly storing: Batcher<CommandToStore, StoreResult>;
  private readonly settling: Batcher<CommandToSettle, Settled>;

  constructor(private readonly database: Database) {
    this.storing = storeBatches(database);
    this.settling = settleBatches(database);
  }

  store(call: Call, command: Command, facts: StoreFacts, claim: Claim): Promise<StoreResult> {
    return this.storing.add({ call, command, facts, claim });
  }

  /** `resting`: endpoints, each `<supplier> <account>`, to which nothing may go now. */
  async claim(by: string, count: number, leaseMs: number, resting: string[]): Promise<ClaimedCommand[]> {
    return this.database.run<{ command: CommandRow; problem: ProblemRow }>(queries.CLAIM_COMMANDS, [
      by,
      count,
      leaseMs,
      resting,
    ]);
  }

  /** Settles while the caller waits. Not settled: the claim was lost, or the caller was told 202 and a KCI is owed. */
  async settleAwaited({ command, problem }: ClaimedCommand, by: string, settlement: Settlement): Promise<Settled> {
    return this.settling.add({ commandId: command.command_id, problem, by, settlement });
  }

  /** Settles under the locks of `lock`. */
  async settleLocked(session: Session, commandId: string, settlement: Omit<Settlement, 'changes'>): Promise<void> {
    await session.run(queries.SETTLE_ANSWERED, [
      commandId,
      progressAfter(settlement.outcome.kind, settlement.answer),
      storable(settlement.outcome),
      storable(settlement.expectedEffects),
      settlement.dueInMs,
      settlement.blocksForMs,
      storable(settlement.answer),
    ]);
  }

  async lock(
    session: Session,
    commandId: string,
  ): Promise<(ClaimedCommand & { command: { claimed_by: string | null } }) | undefined> {
    const rows = await session.run<ClaimedCommand & { command: CommandRow & { claimed_by: string | null } }>(
      queries.LOCK_COMMAND,
      [commandId],
    );
    return rows[0];
  }

  /** Answers 202 now. False: the outcome came first. */
  async answerLater(commandId: string, answer: Answer): Promise<boolean> {
    return (await this.database.run(replies.ANSWER_LATER, [commandId, storable(answer)])).length > 0;
  }

  async read(commandId: string): Promise<CommandRow | undefined> {
    return (await this.database.run<{ command: CommandRow }>(queries.READ_COMMAND, [commandId]))[0]?.command;
  }

  /** The caller was gone before its answer could be written. False: it was written after all. */
  async replyUndeliverable(session: Session, commandId: string): Promise<boolean> {
    return (await session.run(replies.REPLY_UNDELIVERABLE, [commandId])).length > 0;
  }

  /** Requests whose answer nobody can be writing any more. */
  async overdueReplies(olderThanMs: number): Promise<string[]> {
    const rows = await this.database.run<{ command_id: string }>(replies.OVERDUE_REPLIES, [olderThanMs]);
    return rows.map((row) => row.command_id);
  }

  /** Undecided for longer than they may hold younger ones; each is told once. */
  async overdueDecisions(): Promise<Pick<CommandRow, 'command_id' | 'tenant' | 'operation' | 'request_key'>[]> {
    return this.database.run(queries.OVERDUE_DECISIONS);
  }

  async findByKey(tenant: string, operation: Operation, key: string): Promise<ClaimedCommand | undefined> {
    return (
      await this.database.run<{ command: CommandRow; problem: ProblemRow }>(queries.READ_COMMAND_BY_KEY, [
        tenant,
        operation,
        key,
      ])
    )[0];
  }

  /** True where a KCI waited for one of these answers. */
  async confirmReplies(commandIds: string[]): Promise<boolean> {
    await this.database.run(replies.CONFIRM_REPLIES, [commandIds, 'sent']);
    const [row] = await this.database.run<{ waits: boolean }>(replies.KCI_WAITS, [commandIds]);
    return row?.waits === true;
  }

  /** Claims nobody ended: whoever held them died, perhaps with the request on the wire; `preparing`: surely not. */
  async expiredLeases(): Promise<(CommandRow & { preparing: boolean })[]> {
    const rows = await this.database.run<{ command: CommandRow & { preparing: boolean } }>(leases.EXPIRED_LEASES);
    return rows.map(({ command }) => command);
  }

  /** Those of them that are still abandoned become unknown; what surely did not leave is queued. */
  async expiredLeasesToUnknown(
    later: Answer,
    commandIds: string[],
    session: Session = this.database,
  ): Promise<CommandRow[]> {
    const rows = await session.run<{ command: CommandRow }>(leases.EXPIRED_LEASES_TO_UNKNOWN, [
      JSON.stringify(later),
      commandIds,
    ]);
    return rows.map(({ command }) => command);
  }

  async dueNow(supplier: string, account: string): Promise<void> {
    await this.database.run(queries.COMMANDS_DUE_NOW, [supplier, account]);
  }

  async setExpectedEffects(session: Session, commandId: string, expectedEffects: Effect[]): Promise<void> {
    await session.run(leases.SET_EXPECTED_EFFECTS, [commandId, storable(expectedEffects)]);
  }

  /** Renews a claim. `preparing`: if we die now, nothing had left. False: the claim was lost, and nothing may be sent. */
  async renewLease(commandId: string, by: string, leaseMs: number, preparing: boolean): Promise<boolean> {
    return (await this.database.run(leases.RENEW_COMMAND_LEASE, [commandId, by, preparing, leaseMs])).length > 0;
  }

  async storeStepResult(commandId: string, name: string, answer: unknown): Promise<void> {
    await this.database.run(leases.STORE_STEP_RESULT, [commandId, name, storable(answer)]);
  }

  async stepResults(commandId: string): Promise<Record<string, unknown>> {
    const rows = await this.database.run<{ name: string; result: unknown }>(leases.READ_STEP_RESULTS, [commandId]);
    return Object.fromEntries(rows.map(({ name, result }) => [name, result]));
  }

  async open(session: Session, problemKey: number): Promise<CommandRow[]> {
    const rows = await session.run<{ command: CommandRow }>(queries.OPEN_COMMANDS, [problemKey]);
    return rows.map(({ command }) => command);
  }

  async queuedBehind(session: Session, problemKey: number): Promise<CommandRow[]> {
    const rows = await session.run<{ command: CommandRow }>(queries.QUEUED_BEHIND, [problemKey]);
    return rows.map(({ command }) => command);
  }
}
