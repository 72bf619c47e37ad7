// Requests as they are kept: once per (tenant, operation, id), claimed by one worker at a time, settled by who holds them.

import { Injectable } from '@nestjs/common';
import type { Call, Command, Operation } from '../domain/command.js';
import type { Told } from '../domain/news.js';
import type { Answer, Outcome, Progress } from '../domain/outcome.js';
import { PROGRESS_AFTER } from '../domain/outcome.js';
import type { ServiceProblem } from '../domain/problem.js';
import type { Mark } from '../domain/supplier-report.js';
import { Database, type Session } from './database.js';
import * as queries from './queries.js';

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

export function commandOf(row: CommandRow): Command {
  return { operation: row.operation, request: row.request } as Command;
}

export interface KeepFacts {
  commandId: string;
  /** What makes it one request within (tenant, operation). */
  requestKey: string;
  /** The Fibre Cafe id of the problem it is about. */
  problemId: number;
  digest: string;
  newProblem: NewProblem | undefined;
  /** The answer if an older request holds it up. */
  later: Answer;
}

/** What is answered "unavailable" is never tried in the background: only a repeat asks anew. */
function progressAfter(outcome: Outcome['kind'], answer: Answer): Progress {
  const progress = PROGRESS_AFTER[outcome];
  return progress === 'queued' && answer.kind === 'unavailable' ? 'settled' : progress;
}

@Injectable()
export class Commands {
  constructor(private readonly database: Database) {}

  async keep(call: Call, command: Command, facts: KeepFacts, claim: { by: string; leaseMs: number }): Promise<Kept> {
    const [row] = await this.database.run<{ verdict: Kept['verdict'] } & Claimed>(queries.KEEP_COMMAND, [
      facts.commandId,
      call.tenant,
      command.operation,
      facts.requestKey,
      facts.digest,
      JSON.stringify(command.request),
      call.requestId,
      call.conversationId,
      facts.problemId,
      facts.newProblem === undefined ? null : JSON.stringify(facts.newProblem),
      JSON.stringify(facts.later),
      claim.by,
      claim.leaseMs,
    ]);
    if (row === undefined) throw new Error('keep_command gave no verdict');
    return row;
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

  /** Settles while the caller waits. False: the claim was lost, or the caller was told 202 and a KCI is owed. */
  async settleAwaited(commandId: string, by: string, settlement: Settlement): Promise<boolean> {
    const { outcome, answer, marks, dueInMs, holdsForMs, changes } = settlement;
    const rows = await this.database.run(queries.SETTLE_AWAITED, [
      commandId,
      by,
      progressAfter(outcome.kind, answer),
      JSON.stringify(outcome),
      JSON.stringify(answer),
      JSON.stringify(marks),
      dueInMs,
      holdsForMs,
      changes === undefined ? null : JSON.stringify(changes),
    ]);
    return rows.length > 0;
  }

  /** Settles under the locks of `lock`. */
  async settleLocked(session: Session, commandId: string, settlement: Omit<Settlement, 'changes'>): Promise<void> {
    await session.run(queries.SETTLE_TOLD, [
      commandId,
      progressAfter(settlement.outcome.kind, settlement.answer),
      JSON.stringify(settlement.outcome),
      JSON.stringify(settlement.marks),
      settlement.dueInMs,
      settlement.holdsForMs,
      JSON.stringify(settlement.answer),
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
    return (await this.database.run(queries.ANSWER_LATER, [commandId, JSON.stringify(answer)])).length > 0;
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

  async confirmAnswers(commandIds: string[]): Promise<void> {
    await this.database.run(queries.CONFIRM_ANSWERS, [commandIds, 'given']);
  }

  /** Claims nobody ended: whoever held them died, perhaps with the request on the wire; `preparing`: surely not. */
  async abandonedClaims(): Promise<(CommandRow & { preparing: boolean })[]> {
    const rows = await this.database.run<{ command: CommandRow & { preparing: boolean } }>(queries.ABANDONED_CLAIMS);
    return rows.map(({ command }) => command);
  }

  /** Those of them that are still abandoned become unknown; what surely did not leave is queued. */
  async abandonedClaimsToUnknown(later: Answer, commandIds: string[]): Promise<CommandRow[]> {
    const rows = await this.database.run<{ command: CommandRow }>(queries.ABANDONED_CLAIMS_TO_UNKNOWN, [
      JSON.stringify(later),
      commandIds,
    ]);
    return rows.map(({ command }) => command);
  }

  async dueNow(supplier: string, account: string): Promise<void> {
    await this.database.run(queries.COMMANDS_DUE_NOW, [supplier, account]);
  }

  async setMarks(session: Session, commandId: string, marks: Mark[]): Promise<void> {
    await session.run(queries.SET_MARKS, [commandId, JSON.stringify(marks)]);
  }

  /** Renews a claim. `preparing`: if we die now, nothing had left. False: the claim was lost, and nothing may be sent. */
  async hold(commandId: string, by: string, leaseMs: number, preparing: boolean): Promise<boolean> {
    return (await this.database.run(queries.HOLD_COMMAND, [commandId, by, preparing, leaseMs])).length > 0;
  }

  async keepLearnt(commandId: string, name: string, answer: unknown): Promise<void> {
    await this.database.run(queries.KEEP_LEARNT, [commandId, name, JSON.stringify(answer)]);
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
