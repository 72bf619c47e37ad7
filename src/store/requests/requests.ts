// Requests as they are kept: once per (tenant, operation, id), claimed by one worker at a time, settled by who holds them.

import { Injectable } from '@nestjs/common';
import type { Call, Command, Operation } from '../../domain/request.js';
import type { Answer } from '../../domain/outcome.js';
import type { Mark } from '../../domain/report.js';
import type { Batcher } from '../db/batcher.js';
import {
  type Claim,
  type Keep,
  keepBatches,
  progressAfter,
  type Settle,
  settleBatches,
  type Settled,
} from './request-batches.js';
import type { Claimed, CommandRow, Kept, KeepFacts, ProblemRow, Settlement } from './request-rows.js';
import { Database, type Session } from '../db/database.js';
import * as queries from '../db/queries.js';
import { storable } from '../db/storable.js';

export type { Claimed, CommandRow, Kept, KeepFacts, NewProblem, ProblemRow, Settlement } from './request-rows.js';

export function commandOf(row: CommandRow): Command {
  return { operation: row.operation, request: row.request } as Command;
}

@Injectable()
export class Commands {
  private readonly keeping: Batcher<Keep, Kept>;
  private readonly settling: Batcher<Settle, Settled>;

  constructor(private readonly database: Database) {
    this.keeping = keepBatches(database);
    this.settling = settleBatches(database);
  }

  keep(call: Call, command: Command, facts: KeepFacts, claim: Claim): Promise<Kept> {
    return this.keeping.add({ call, command, facts, claim });
  }

  /** `resting`: endpoints, each `<supplier> <account>`, to which nothing may go now. */
  async claim(by: string, count: number, leaseMs: number, resting: string[]): Promise<Claimed[]> {
    return this.database.run<{ command: CommandRow; problem: ProblemRow }>(queries.CLAIM_COMMANDS, [
      by,
      count,
      leaseMs,
      resting,
    ]);
  }

  /** Settles while the caller waits. Not settled: the claim was lost, or the caller was told 202 and a KCI is owed. */
  async settleAwaited({ command, problem }: Claimed, by: string, settlement: Settlement): Promise<Settled> {
    return this.settling.add({ commandId: command.command_id, problem, by, settlement });
  }

  /** Settles under the locks of `lock`. */
  async settleLocked(session: Session, commandId: string, settlement: Omit<Settlement, 'changes'>): Promise<void> {
    await session.run(queries.SETTLE_TOLD, [
      commandId,
      progressAfter(settlement.outcome.kind, settlement.answer),
      storable(settlement.outcome),
      storable(settlement.marks),
      settlement.dueInMs,
      settlement.holdsForMs,
      storable(settlement.answer),
    ]);
  }

  async lock(
    session: Session,
    commandId: string,
  ): Promise<(Claimed & { command: { claimed_by: string | null } }) | undefined> {
    const rows = await session.run<Claimed & { command: CommandRow & { claimed_by: string | null } }>(
      queries.LOCK_COMMAND,
      [commandId],
    );
    return rows[0];
  }

  /** Answers 202 now. False: the outcome came first. */
  async answerLater(commandId: string, answer: Answer): Promise<boolean> {
    return (await this.database.run(queries.ANSWER_LATER, [commandId, storable(answer)])).length > 0;
  }

  async read(commandId: string): Promise<CommandRow | undefined> {
    return (await this.database.run<{ command: CommandRow }>(queries.READ_COMMAND, [commandId]))[0]?.command;
  }

  /** The caller was gone before its answer could be written. False: it was written after all. */
  async abandonAnswer(session: Session, commandId: string): Promise<boolean> {
    return (await session.run(queries.ABANDON_ANSWER, [commandId])).length > 0;
  }

  /** Requests whose answer nobody can be writing any more. */
  async abandonedAnswers(olderThanMs: number): Promise<string[]> {
    const rows = await this.database.run<{ command_id: string }>(queries.ABANDONED_ANSWERS, [olderThanMs]);
    return rows.map((row) => row.command_id);
  }

  /** Undecided for longer than they may hold younger ones; each is told once. */
  async overdueDecisions(): Promise<Pick<CommandRow, 'command_id' | 'tenant' | 'operation' | 'request_key'>[]> {
    return this.database.run(queries.OVERDUE_DECISIONS);
  }

  async findByKey(tenant: string, operation: Operation, key: string): Promise<Claimed | undefined> {
    return (
      await this.database.run<{ command: CommandRow; problem: ProblemRow }>(queries.READ_COMMAND_BY_KEY, [
        tenant,
        operation,
        key,
      ])
    )[0];
  }

  /** Problems with requests that may have arrived; each request comes up again after `everyMs`. */
  async toLookInto(everyMs: number): Promise<ProblemRow[]> {
    const rows = await this.database.run<{ problem: ProblemRow }>(queries.UNKNOWN_TO_LOOK_INTO, [everyMs]);
    return rows.map(({ problem }) => problem);
  }

  /** True where a KCI waited for one of these answers. */
  async confirmAnswers(commandIds: string[]): Promise<boolean> {
    const [row] = await this.database.run<{ waits: boolean }>(queries.CONFIRM_ANSWERS, [commandIds, 'given']);
    return row?.waits === true;
  }

  /** Claims nobody ended: whoever held them died, perhaps with the request on the wire; `preparing`: surely not. */
  async abandonedClaims(): Promise<(CommandRow & { preparing: boolean })[]> {
    const rows = await this.database.run<{ command: CommandRow & { preparing: boolean } }>(queries.ABANDONED_CLAIMS);
    return rows.map(({ command }) => command);
  }

  /** Those of them that are still abandoned become unknown; what surely did not leave is queued. */
  async abandonedClaimsToUnknown(
    later: Answer,
    commandIds: string[],
    session: Session = this.database,
  ): Promise<CommandRow[]> {
    const rows = await session.run<{ command: CommandRow }>(queries.ABANDONED_CLAIMS_TO_UNKNOWN, [
      JSON.stringify(later),
      commandIds,
    ]);
    return rows.map(({ command }) => command);
  }

  async dueNow(supplier: string, account: string): Promise<void> {
    await this.database.run(queries.COMMANDS_DUE_NOW, [supplier, account]);
  }

  async setMarks(session: Session, commandId: string, marks: Mark[]): Promise<void> {
    await session.run(queries.SET_MARKS, [commandId, storable(marks)]);
  }

  /** Renews a claim. `preparing`: if we die now, nothing had left. False: the claim was lost, and nothing may be sent. */
  async hold(commandId: string, by: string, leaseMs: number, preparing: boolean): Promise<boolean> {
    return (await this.database.run(queries.HOLD_COMMAND, [commandId, by, preparing, leaseMs])).length > 0;
  }

  async keepLearnt(commandId: string, name: string, answer: unknown): Promise<void> {
    await this.database.run(queries.KEEP_LEARNT, [commandId, name, storable(answer)]);
  }

  async learnt(commandId: string): Promise<Record<string, unknown>> {
    const rows = await this.database.run<{ name: string; answer: unknown }>(queries.READ_LEARNT, [commandId]);
    return Object.fromEntries(rows.map(({ name, answer }) => [name, answer]));
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
