// Ask: write the message → send it once → settle what came of it, and tell by KCI whom nobody waits for any more.

import { Injectable } from '@nestjs/common';
import { amendedKci, refusalKci, type RequestLink } from '../domain/kci.js';
import { type Answer, answerTo, type Outcome, rejected } from '../domain/outcome.js';
import { amendedProblem, type ServiceProblem } from '../domain/problem.js';
import { referenceOf } from '../domain/references.js';
import { showsEffect } from '../domain/settlement.js';
import type { Question, Supplier } from '../domain/supplier.js';
import type { Mark } from '../domain/supplier-report.js';
import { Clock } from '../platform/clock.js';
import { errorFacts, Log } from '../platform/log.js';
import { Settings } from '../platform/settings.js';
import { backOff } from '../protocol/back-off.js';
import {
  type Claimed,
  commandOf,
  Commands,
  type CommandRow,
  type ProblemRow,
  type Settlement,
} from '../store/commands.js';
import { Database, type Session } from '../store/database.js';
import { Problems } from '../store/problems.js';
import { SupplierRegistry } from '../suppliers/supplier.registry.js';
import { INSTANCE } from './instance.js';
import { Teller } from './tell.js';
import { Wakeups } from './wakeups.js';

const FIRST_RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 300_000;

interface Result {
  outcome: Outcome;
  marks: Mark[];
}

@Injectable()
export class AskFlow {
  constructor(
    private readonly commands: Commands,
    private readonly problems: Problems,
    private readonly database: Database,
    private readonly suppliers: SupplierRegistry,
    private readonly teller: Teller,
    private readonly wakeups: Wakeups,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Asks the supplier of a claimed request and settles it. Returns the answer the request now has. */
  async ask(claimed: Claimed): Promise<Answer | undefined> {
    const started = performance.now();
    const result = await this.askSupplier(claimed);
    const final = this.withinBudget(claimed, result);
    const answer = await this.settle(claimed, final);
    this.report(claimed, final.outcome, performance.now() - started);
    return answer;
  }

  private async askSupplier({ command, problem }: Claimed): Promise<Result> {
    const supplier = this.suppliers.byId(problem.supplier);
    if (!supplier.operations.has(command.operation)) return { outcome: { kind: 'not-implemented' }, marks: [] };
    const question = this.questionOf(command, problem);
    try {
      return await askOnce(supplier, question);
    } catch (error) {
      // A bug of ours. Nobody can say whether anything left, so it counts as if it had.
      this.log.error('ask.broke', { ...factsOf(command), ...errorFacts(error) });
      return { outcome: { kind: 'unknown', why: 'the gateway failed while asking' }, marks: [] };
    }
  }

  private questionOf(command: CommandRow, problem: ProblemRow): Question {
    const { request } = command;
    const given = 'supplierServiceProblemReference' in request ? request.supplierServiceProblemReference : undefined;
    return {
      tenant: command.tenant,
      command: commandOf(command),
      reference: referenceOf(command.command_id, commandOf(command)),
      messageId: command.command_id,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference ?? given,
      problem: problem.document,
      problemHeld: problem.held,
      receivedAt: new Date(command.received_at),
      now: this.clock.now(),
    };
  }

  /** What the supplier surely did not get is tried again for a time, then refused. */
  private withinBudget({ command }: Claimed, result: Result): Result {
    const age = this.clock.now().getTime() - Date.parse(command.received_at);
    if (result.outcome.kind !== 'queued' || age < this.settings.current.submit.retryFor) return result;
    const outcome = rejected('The supplier could not be reached in time. Please report the request again.');
    return { ...result, outcome: { ...outcome, problemCode: 'TIMED_OUT' } as Outcome };
  }

  /** The quick way while a caller waits; under locks where a KCI is owed or other requests are touched. */
  private async settle(claimed: Claimed, { outcome, marks }: Result): Promise<Answer | undefined> {
    const { command, problem } = claimed;
    const settlement: Settlement = {
      outcome,
      marks,
      answer: answerTo(outcome, this.clock.newId(), problem.supplier_reference ?? undefined),
      dueInMs:
        outcome.kind === 'queued'
          ? (outcome.retryAfterMs ?? backOff(command.attempt, FIRST_RETRY_MS, SLOWEST_RETRY_MS))
          : 0,
      holdsForMs: this.settings.current.submit.settleWithin,
      changes: outcome.kind === 'done' ? changesOf(command) : undefined,
    };
    if (settlesAlone(command, outcome)) {
      if (await this.commands.settleAwaited(command.command_id, INSTANCE, settlement)) {
        this.wakeups.wake('commands');
        return settlement.answer;
      }
    }
    const answer = await this.database.transaction((session) =>
      this.settleLocked(session, command.command_id, settlement),
    );
    this.wakeups.wake('commands', 'kcis', 'notifications');
    return answer;
  }

  private async settleLocked(session: Session, commandId: string, settlement: Settlement): Promise<Answer | undefined> {
    const locked = await this.commands.lock(session, commandId);
    if (locked === undefined || locked.command.claimed_by !== INSTANCE || locked.command.progress !== 'asking') {
      this.log.warn('ask.claim-lost', { commandId });
      return locked?.command.answer ?? undefined;
    }
    const { command, problem } = locked;
    const effective = alreadyTold(command, problem, settlement) ? confirmed(settlement) : settlement;
    await this.commands.settleLocked(session, commandId, { ...effective, answer: settlement.answer });
    if (command.answer === null) {
      if (refusesReport(command, effective.outcome)) await this.refuseReport(session, problem);
    } else {
      await this.tellResult(session, { command, problem }, effective.outcome);
    }
    return command.answer ?? settlement.answer;
  }

  /** The KCI for a result whose caller was told 202, or was gone before it could be told. */
  async tellResult(session: Session, { command, problem }: Claimed, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'done') {
      if (command.operation === 'report-problem') return;
      const amended = changedProblem(problem.document, command);
      await this.problems.update(session, problem.problem_key, amended, problem.told);
      await this.teller.tell(session, problem, amendedKci(amended, linkOf(command)), command.command_id);
    } else if (outcome.kind === 'rejected' || outcome.kind === 'failed') {
      const draft = refusalKci(commandOf(command), outcome, problem.document, linkOf(command).reference);
      await this.teller.tell(session, problem, draft, command.command_id);
      if (refusesReport(command, outcome)) await this.refuseReport(session, problem);
    }
  }

  /** A report that failed takes what queued behind it along: nothing of the problem exists at the supplier. */
  private async refuseReport(session: Session, problem: ProblemRow): Promise<void> {
    const document: ServiceProblem = { ...problem.document, status: 'REJECTED' };
    await this.problems.update(session, problem.problem_key, document, problem.told);
    const refusal = rejected('The problem itself was not accepted by the supplier.') as Extract<
      Outcome,
      { kind: 'rejected' }
    >;
    for (const waiting of await this.commands.queuedBehind(session, problem.problem_key)) {
      await this.commands.settleLocked(session, waiting.command_id, {
        outcome: refusal,
        answer: answerTo(refusal, this.clock.newId(), undefined),
        marks: [],
        dueInMs: 0,
        holdsForMs: 0,
      });
      const draft = refusalKci(commandOf(waiting), refusal, document, linkOf(waiting).reference);
      await this.teller.tell(session, problem, draft, waiting.command_id);
    }
  }

  private report({ command, problem }: Claimed, outcome: Outcome, ms: number): void {
    const facts = {
      ...factsOf(command),
      supplier: problem.supplier,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference ?? undefined,
      attempt: command.attempt,
      outcome: outcome.kind,
      ms: Math.round(ms),
      ...('why' in outcome ? { why: outcome.why } : {}),
      ...(outcome.kind === 'rejected' ? { reasons: outcome.reasons } : {}),
    };
    const advice = ADVICE[outcome.kind];
    if (outcome.kind === 'queued' && outcome.credentials) {
      this.log.alarm('supplier.asked', {
        ...facts,
        advice: 'The supplier refuses our certificate or access: check cert, key and allow-list.',
      });
    } else if (advice !== undefined) {
      this.log.alarm('supplier.asked', { ...facts, advice });
    } else this.log.info('supplier.asked', facts);
  }
}

/** Outcomes a person has to look at, with what to do. */
const ADVICE: Partial<Record<Outcome['kind'], string>> = {
  unknown: 'It may have arrived and is not sent again: a notification settles it, or look it up with the supplier.',
  failed: 'The supplier could not process what was sent: compare the message with its contract.',
};

async function askOnce(supplier: Supplier, question: Question): Promise<Result> {
  const written = supplier.write(question);
  if ('reasons' in written) return { outcome: rejected(...written.reasons), marks: [] };
  return { outcome: await supplier.send(question, written), marks: written.marks };
}

/** True where settling touches nothing but the request and the members it changed. */
function settlesAlone(command: CommandRow, outcome: Outcome): boolean {
  return outcome.kind !== 'accepted' && outcome.kind !== 'unknown' && !refusesReport(command, outcome);
}

function refusesReport(command: CommandRow, outcome: Outcome): boolean {
  return command.operation === 'report-problem' && (outcome.kind === 'rejected' || outcome.kind === 'failed');
}

/** A notification can outrun the answer: then what it showed since the request was kept settles the request. */
function alreadyTold(command: CommandRow, { told }: ProblemRow, { outcome, marks }: Settlement): boolean {
  if (outcome.kind !== 'accepted' && outcome.kind !== 'unknown') return false;
  if (told.shownAt === undefined || Date.parse(told.shownAt) < Date.parse(command.received_at)) return false;
  return command.operation === 'report-problem' || showsEffect(marks, told.shown);
}

function confirmed(settlement: Settlement): Settlement {
  const said =
    settlement.outcome.kind === 'accepted'
      ? settlement.outcome.said
      : { httpStatus: undefined, status: undefined, responseCode: undefined, text: undefined };
  return { ...settlement, outcome: { kind: 'done', said } };
}

export function linkOf(command: CommandRow): RequestLink {
  return {
    request: 'amendment',
    id: command.fibre_cafe_id,
    reference: referenceOf(command.command_id, commandOf(command)),
  };
}

export function changedProblem(document: ServiceProblem, row: CommandRow): ServiceProblem {
  const command = commandOf(row);
  return command.operation === 'amend-problem' ? amendedProblem(document, command.request) : document;
}

function changesOf(row: CommandRow): Partial<ServiceProblem> | undefined {
  const command = commandOf(row);
  return command.operation === 'amend-problem' ? amendedProblem({} as ServiceProblem, command.request) : undefined;
}

function factsOf(command: CommandRow): Record<string, unknown> {
  return {
    tenant: command.tenant,
    requestId: command.request_id,
    conversationId: command.conversation_id,
    operation: command.operation,
    id: command.fibre_cafe_id,
    commandId: command.command_id,
  };
}
