// Requests: stored once per (tenant, operation, id), claimed by one worker at a time, settled by the holder of the lease.

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

  /** `openCircuits`: endpoints, each `<supplier> <account>`, to which nothing may be sent now. */
  async claim(by: string, count: number, leaseMs: number, openCircuits: string[]): Promise<ClaimedCommand[]> {
    return this.database.run<{ command: CommandRow; problem: ProblemRow }>(queries.CLAIM_COMMANDS, [
      by,
      count,
      leaseMs,
      openCircuits,
    ]);
  }

  /** Settles while the caller waits. Not settled: the lease was lost, or the caller was answered 202 and needs an update. */
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

  /** The caller was gone before its reply. False: the reply was sent after all. */
  async replyUndeliverable(session: Session, commandId: string): Promise<boolean> {
    return (await session.run(replies.REPLY_UNDELIVERABLE, [commandId])).length > 0;
  }

  /** Requests whose reply no replica can be sending any more. */
  async overdueReplies(olderThanMs: number): Promise<string[]> {
    const rows = await this.database.run<{ command_id: string }>(replies.OVERDUE_REPLIES, [olderThanMs]);
    return rows.map((row) => row.command_id);
  }

  /** Requests that were undecided for longer than they may block younger ones. Each is returned once. */
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

  /** True where an update waited for one of these replies. */
  async confirmReplies(commandIds: string[]): Promise<boolean> {
    await this.database.run(replies.CONFIRM_REPLIES, [commandIds, 'sent']);
    const [row] = await this.database.run<{ waits: boolean }>(replies.KCI_WAITS, [commandIds]);
    return row?.waits === true;
  }

  /** Requests whose lease expired: their replica died. Their message may have been sent; `preparing`: it was not. */
  async expiredLeases(): Promise<(CommandRow & { preparing: boolean })[]> {
    const rows = await this.database.run<{ command: CommandRow & { preparing: boolean } }>(leases.EXPIRED_LEASES);
    return rows.map(({ command }) => command);
  }

  /** Marks those whose lease is still expired unknown. Those whose message was not sent are queued again. */
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

  /** `preparing`: nothing has been sent so far. False: the lease was lost, and nothing may be sent. */
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
