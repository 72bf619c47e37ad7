// Settles what came of asking, and tells by KCI whom nobody waits for any more: all in the transaction that makes it true.

import { Injectable } from '@nestjs/common';
import {
  acknowledgedKci,
  amendedKci,
  cancellationOvertakenKci,
  cancelledKci,
  type KciDraft,
  refusalKci,
  type RequestLink,
} from '../../domain/update.js';
import { type Answer, answerLater, answerTo, type Outcome, rejected, SAID_NOTHING } from '../../domain/outcome.js';
import { acknowledgedBy, amendedProblem, type ServiceProblem } from '../../domain/problem.js';
import { referenceOf } from '../../domain/references.js';
import { showsEffect } from '../../domain/evidence.js';
import type { Supplier } from '../../domain/supplier/port.js';
import type { Mark } from '../../domain/report.js';
import { Clock } from '../../runtime/clock.js';
import { Log } from '../../runtime/log.js';
import {
  type Claimed,
  commandOf,
  Commands,
  type CommandRow,
  type ProblemRow,
  type Settlement,
} from '../../store/requests/requests.js';
import type { Session } from '../../store/db/database.js';
import { Problems } from '../../store/problems/problems.js';
import { INSTANCE } from '../../runtime/replica-id.js';
import { Teller } from '../updates/update-writer.js';

@Injectable()
export class Settler {
  constructor(
    private readonly commands: Commands,
    private readonly problems: Problems,
    private readonly teller: Teller,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Under the locks of the request and of its problem. Returns the answer the request now has. */
  async settle(session: Session, commandId: string, settlement: Settlement): Promise<Answer | undefined> {
    const locked = await this.commands.lock(session, commandId);
    if (locked === undefined || locked.command.claimed_by !== INSTANCE || locked.command.progress !== 'asking') {
      this.log.warn('ask.claim-lost', { commandId });
      return locked?.command.answer ?? undefined;
    }
    const { command, problem } = locked;
    const effective = alreadyShown(command, problem, settlement) ? confirmed(settlement) : settlement;
    await this.commands.settleLocked(session, commandId, { ...effective, answer: settlement.answer });
    if (command.answer === null) {
      if (refusesReport(command, effective.outcome)) await this.refuseReport(session, problem);
    } else await this.tellResult(session, locked, effective.outcome);
    return command.answer ?? settlement.answer;
  }

  /** The KCI for a result whose caller was told 202, or was gone before it could be told. */
  async tellResult(session: Session, { command, problem }: Claimed, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'done') {
      const draft = doneKci(command, problem.document, outcome);
      if (draft === undefined) return;
      await this.update(session, problem, draft.problem);
      await this.teller.tell(session, problem, draft, command.command_id);
    } else if (outcome.kind === 'rejected' || outcome.kind === 'failed') {
      if (command.operation === 'answer-resolution') return;
      const draft = refusalKci(commandOf(command), outcome, problem.document, linkOf(command).reference);
      await this.teller.tell(session, problem, draft, command.command_id);
      if (refusesReport(command, outcome)) await this.refuseReport(session, problem);
    }
  }

  /** Who asked is gone, but what was shown since the request was kept settles it. False: nothing shows it. */
  async settleIfShown(session: Session, { command, problem }: Claimed, marks: Mark[]): Promise<boolean> {
    if (!isShown(command, problem, marks)) return false;
    const outcome: Outcome = { kind: 'done', said: SAID_NOTHING };
    await this.settleByNotification(session, { ...command, marks }, outcome);
    if (command.answer !== null) await this.tellResult(session, { command, problem }, outcome);
    return true;
  }

  /** What may have arrived, or was not decided, has arrived and is decided: a notification shows it. */
  async settleByNotification(session: Session, command: CommandRow, outcome: Outcome): Promise<void> {
    const told = command.answer?.kind === 'unavailable' ? undefined : command.answer;
    const reference = command.answer?.supplierServiceProblemReference;
    // A KCI tells what became of a cancellation, even while its caller still waits.
    const later = command.operation === 'cancel-problem';
    const known = later ? answerLater(reference) : answerTo(outcome, this.clock.newId(), reference);
    const answer = told ?? { ...known, resolution: command.answer?.resolution };
    await this.commands.settleLocked(session, command.command_id, {
      outcome,
      answer,
      marks: command.marks,
      dueInMs: 0,
      holdsForMs: 0,
    });
  }

  /** A report that failed takes what queued behind it along: nothing of the problem exists at the supplier. */
  private async refuseReport(session: Session, problem: ProblemRow): Promise<void> {
    const document: ServiceProblem = { ...problem.document, status: 'REJECTED' };
    await this.update(session, problem, document);
    const refusal = rejected('The problem itself was not accepted by the supplier.');
    for (const waiting of await this.commands.queuedBehind(session, problem.problem_key)) {
      await this.settleByNotification(session, waiting, refusal);
      await this.teller.tell(session, problem, refusalOf(waiting, refusal, document), waiting.command_id);
    }
  }

  private async update(session: Session, problem: ProblemRow, document: ServiceProblem): Promise<void> {
    await this.problems.update(session, problem, { document, told: problem.told, now: this.clock.now() });
  }
}

function refusalOf(
  command: CommandRow,
  outcome: Extract<Outcome, { kind: 'rejected' }>,
  document: ServiceProblem,
): KciDraft {
  return refusalKci(commandOf(command), outcome, document, linkOf(command).reference);
}

/** The claim somebody saw lapse is still the one there is. */
export function isSameClaim(now: CommandRow, then: CommandRow): boolean {
  return now.progress === 'asking' && now.claimed_by === then.claimed_by;
}

/** What is certain before the supplier is asked. Where the caller was told 202 already, it must be told too. */
export function withoutAsking({ command, problem }: Claimed, supplier: Supplier): Outcome | undefined {
  const { operation, answer } = command;
  if (!supplier.operations.has(operation)) {
    return answer === null ? { kind: 'not-implemented' } : rejected('The supplier does not offer this operation.');
  }
  // It was held up, and meanwhile the supplier cancelled of its own accord.
  const isDone = operation === 'cancel-problem' && answer !== null && problem.document.status === 'CANCELLED';
  return isDone ? { kind: 'done', said: SAID_NOTHING } : undefined;
}

/** What is told of a request that took effect; nothing where a notification tells it. */
function doneKci(
  command: CommandRow,
  document: ServiceProblem,
  { supplierReference }: Extract<Outcome, { kind: 'done' }>,
): KciDraft | undefined {
  if (command.operation === 'amend-problem') return amendedKci(changedProblem(document, command), linkOf(command));
  if (command.operation === 'cancel-problem' && document.status === 'CANCELLED') {
    return cancelledKci(document, linkOf(command));
  }
  if (command.operation !== 'report-problem' || supplierReference === undefined) return undefined;
  return acknowledgedKci({ ...document, ...acknowledgedBy(supplierReference) });
}

export function refusesReport(command: CommandRow, outcome: Outcome): boolean {
  return command.operation === 'report-problem' && (outcome.kind === 'rejected' || outcome.kind === 'failed');
}

/** A notification can outrun the answer: then what it showed since the request was kept settles the request. */
function alreadyShown(command: CommandRow, problem: ProblemRow, { outcome, marks }: Settlement): boolean {
  return (outcome.kind === 'accepted' || outcome.kind === 'unknown') && isShown(command, problem, marks);
}

function isShown(command: CommandRow, { told }: ProblemRow, marks: Mark[]): boolean {
  if (told.shownAt === undefined || Date.parse(told.shownAt) < Date.parse(command.received_at)) return false;
  return (
    command.operation === 'report-problem' || (command.operation === 'amend-problem' && showsEffect(marks, told.shown))
  );
}

function confirmed(settlement: Settlement): Settlement {
  const { outcome } = settlement;
  return { ...settlement, outcome: { kind: 'done', said: outcome.kind === 'accepted' ? outcome.said : SAID_NOTHING } };
}

/** How a KCI names the request it answers. */
export function linkOf(row: CommandRow): RequestLink {
  const command = commandOf(row);
  const id = 'id' in command.request ? command.request.id : 0;
  const request = command.operation === 'cancel-problem' ? 'cancellation' : 'amendment';
  return { request, id, reference: referenceOf(row.command_id, command) };
}

/** The problem with what a request changed, where it changes the problem at all. */
export function changedProblem(document: ServiceProblem, row: CommandRow): ServiceProblem {
  const command = commandOf(row);
  return command.operation === 'amend-problem' ? amendedProblem(document, command.request) : document;
}

/** What follows for our cancellation from where the supplier's report took the problem. */
export function cancellationResult(
  row: CommandRow,
  problem: ServiceProblem,
): { outcome: Outcome; kci: KciDraft | undefined } | undefined {
  switch (problem.status) {
    case 'CANCELLED':
      return { outcome: { kind: 'done', said: SAID_NOTHING }, kci: undefined };
    case 'RESOLVED':
    case 'COMPLETED':
    case 'REJECTED': {
      const outcome = rejected('The supplier finished the work before the cancellation took effect.');
      return { outcome, kci: cancellationOvertakenKci(problem, linkOf(row)) };
    }
    default:
      return undefined;
  }
}
