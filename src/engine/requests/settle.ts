// Settles requests by their outcomes, and writes the update for a caller that was answered 202, in the same transaction.

import { Injectable } from '@nestjs/common';
import {
  acknowledgedUpdate,
  amendedUpdate,
  cancelledUpdate,
  type UpdateDraft,
  refusalUpdate,
  type RequestLink,
} from '../../domain/update.js';
import { type Answer, answerLater, answerTo, type Outcome, rejected, NO_SUPPLIER_WORDS } from '../../domain/outcome.js';
import { acknowledgedBy, FINAL_STATUSES, type ProblemStatus, type ServiceProblem } from '../../domain/problem.js';
import type { Operation } from '../../domain/request.js';
import { changedBy, linkTo } from '../../domain/open-request.js';
import { overtakenReason, verdictOnCancellation } from '../../domain/request-verdicts.js';
import { showsEffects } from '../../domain/evidence.js';
import type { Supplier } from '../../domain/supplier/port.js';
import type { Effect } from '../../domain/report.js';
import { Clock } from '../../runtime/clock.js';
import { Log } from '../../runtime/log.js';
import {
  type ClaimedCommand,
  commandOf,
  Requests,
  type CommandRow,
  type ProblemRow,
  type Settlement,
} from '../../store/requests/requests.js';
import { openRequestOf } from '../../store/requests/open-request.js';
import type { Session } from '../../store/db/database.js';
import { Problems } from '../../store/problems/problems.js';
import { REPLICA_ID } from '../../runtime/replica-id.js';
import { UpdateWriter } from '../updates/update-writer.js';

@Injectable()
export class Settler {
  constructor(
    private readonly requests: Requests,
    private readonly problems: Problems,
    private readonly updates: UpdateWriter,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Under the locks of the request and of its problem. Returns the answer the request now has. */
  async settle(session: Session, commandId: string, settlement: Settlement): Promise<Answer | undefined> {
    const locked = await this.requests.lock(session, commandId);
    if (locked === undefined || locked.command.claimed_by !== REPLICA_ID || locked.command.progress !== 'asking') {
      this.log.warn('request.lease-lost', { commandId });
      return locked?.command.answer ?? undefined;
    }
    const { command, problem } = locked;
    const effective = alreadyObserved(command, problem, settlement)
      ? confirmed(settlement)
      : overtaken(command, problem, settlement);
    await this.requests.settleLocked(session, commandId, { ...effective, answer: settlement.answer });
    // The reply of a request whose outcome came otherwise says "later", so that outcome is reported by KCI too.
    if (command.answer === null && effective === settlement) {
      if (refusesReport(command, effective.outcome)) await this.refuseReport(session, problem);
    } else await this.reportResult(session, locked, effective.outcome);
    return command.answer ?? settlement.answer;
  }

  /** Writes the update for a result whose caller was answered 202, or was gone before its reply. */
  async reportResult(session: Session, { command, problem }: ClaimedCommand, outcome: Outcome): Promise<void> {
    if (outcome.kind === 'done') {
      const draft = doneKci(command, problem.document, outcome);
      if (draft === undefined) return;
      await this.update(session, problem, draft.problem);
      await this.updates.append(session, problem, draft, command.command_id);
      return;
    }
    const refusal = refusalIn(outcome);
    if (refusal !== undefined) {
      if (command.operation === 'answer-resolution') return;
      const draft = refusalUpdate(commandOf(command), refusal, problem.document, linkOf(command).reference);
      // As where a notification refuses the report: what its end settles is reported before the end.
      if (refusesReport(command, outcome)) await this.refuseReport(session, problem);
      await this.updates.append(session, problem, draft, command.command_id);
    }
  }

  /** Settles a request by effects that were observed after it was stored. False: they were not observed. */
  async settleIfObserved(
    session: Session,
    { command, problem }: ClaimedCommand,
    expectedEffects: Effect[],
  ): Promise<boolean> {
    if (!isObserved(command, problem, expectedEffects)) return false;
    const outcome: Outcome = { kind: 'done', said: NO_SUPPLIER_WORDS };
    await this.settleByNotification(session, { ...command, expected_effects: expectedEffects }, outcome);
    if (command.answer !== null) await this.reportResult(session, { command, problem }, outcome);
    return true;
  }

  /** Settles a request of unknown outcome, or an undecided one, because a notification shows its effect. */
  async settleByNotification(session: Session, command: CommandRow, outcome: Outcome): Promise<void> {
    const told = command.answer?.kind === 'unavailable' ? undefined : command.answer;
    const reference = command.answer?.supplierServiceProblemReference;
    // The result of a cancellation is always an update, even while its caller waits.
    const later = command.operation === 'cancel-problem';
    const known = later ? answerLater(reference) : answerTo(outcome, this.clock.newId(), reference);
    const answer = told ?? { ...known, resolution: command.answer?.resolution };
    await this.requests.settleLocked(session, command.command_id, {
      outcome,
      answer,
      expectedEffects: command.expected_effects,
      dueInMs: 0,
      blocksForMs: 0,
    });
  }

  /** A refused report refuses the requests that are queued behind it: the problem does not exist at the supplier. */
  private async refuseReport(session: Session, problem: ProblemRow): Promise<void> {
    const document: ServiceProblem = { ...problem.document, status: 'REJECTED' };
    await this.update(session, problem, document);
    const refusal = rejected('The problem itself was not accepted by the supplier.');
    for (const waiting of await this.requests.queuedBehind(session, problem.problem_key)) {
      await this.settleByNotification(session, waiting, refusal);
      await this.updates.append(session, problem, refusalOf(waiting, refusal, document), waiting.command_id);
    }
  }

  private async update(session: Session, problem: ProblemRow, document: ServiceProblem): Promise<void> {
    await this.problems.update(session, problem, { document, reported: problem.reported, now: this.clock.now() });
  }
}

function refusalOf(
  command: CommandRow,
  outcome: Extract<Outcome, { kind: 'rejected' }>,
  document: ServiceProblem,
): UpdateDraft {
  return refusalUpdate(commandOf(command), outcome, document, linkOf(command).reference);
}

/** True while the request still has the lease that was seen expired. */
export function isSameClaim(now: CommandRow, then: CommandRow): boolean {
  return now.progress === 'asking' && now.claimed_by === then.claimed_by;
}

/** An outcome that is certain before the supplier is asked. A caller that was answered 202 gets it as an update. */
export function outcomeWithoutExchange({ command, problem }: ClaimedCommand, supplier: Supplier): Outcome | undefined {
  const { operation, answer } = command;
  if (!supplier.operations.has(operation)) {
    return answer === null ? { kind: 'not-implemented' } : rejected(NOT_OFFERED);
  }
  // The supplier cancelled the problem by itself while the request was queued behind another.
  const isDone = operation === 'cancel-problem' && answer !== null && problem.document.status === 'CANCELLED';
  if (isDone) return { kind: 'done', said: NO_SUPPLIER_WORDS };
  const isOver = FINAL_STATUSES.has(problem.document.status);
  return isOver && CHANGES.has(operation) ? rejected(isFinished(problem.document.status)) : undefined;
}

/** Operations that a problem in a final state does not permit. */
const CHANGES: ReadonlySet<Operation> = new Set<Operation>(['amend-problem', 'cancel-problem']);

function isFinished(status: ProblemStatus): string {
  return `The problem is ${status} and cannot change any more; report a new problem where the fault is still there.`;
}

/** The update for a request that took effect; undefined where a notification leads to it. */
function doneKci(
  command: CommandRow,
  document: ServiceProblem,
  { supplierReference }: Extract<Outcome, { kind: 'done' }>,
): UpdateDraft | undefined {
  if (command.operation === 'amend-problem')
    return amendedUpdate(changedBy(document, commandOf(command)), linkOf(command));
  if (command.operation === 'cancel-problem' && document.status === 'CANCELLED') {
    return cancelledUpdate(document, linkOf(command));
  }
  if (command.operation !== 'report-problem' || supplierReference === undefined) return undefined;
  return acknowledgedUpdate({ ...document, ...acknowledgedBy(supplierReference) });
}

export function refusesReport(command: CommandRow, outcome: Outcome): boolean {
  return command.operation === 'report-problem' && refusalIn(outcome) !== undefined;
}

/** An operation that turns out not to be offered is refused to a caller who was answered 202. */
function refusalIn(outcome: Outcome): Extract<Outcome, { kind: 'rejected' | 'failed' }> | undefined {
  if (outcome.kind === 'not-implemented') return rejected(NOT_OFFERED);
  return outcome.kind === 'rejected' || outcome.kind === 'failed' ? outcome : undefined;
}

const NOT_OFFERED = 'The supplier does not offer this operation.';

/** A notification can come before the answer: then the effects it showed settle the request. */
function alreadyObserved(command: CommandRow, problem: ProblemRow, { outcome, expectedEffects }: Settlement): boolean {
  return (outcome.kind === 'accepted' || outcome.kind === 'unknown') && isObserved(command, problem, expectedEffects);
}

function isObserved(command: CommandRow, { reported }: ProblemRow, expectedEffects: Effect[]): boolean {
  if (reported.observedAt === undefined || Date.parse(reported.observedAt) < Date.parse(command.received_at))
    return false;
  return (
    command.operation === 'report-problem' ||
    (command.operation === 'amend-problem' &&
      showsEffects(expectedEffects, reported.observedEffects, command.received_at))
  );
}

/** A request that waits for a decision of the supplier about a problem that ended meanwhile: none will come. */
function overtaken(command: CommandRow, { document }: ProblemRow, settlement: Settlement): Settlement {
  const { kind } = settlement.outcome;
  if (!FINAL_STATUSES.has(document.status) || (kind !== 'accepted' && kind !== 'unknown')) return settlement;
  if (command.operation === 'amend-problem') return { ...settlement, outcome: rejected(overtakenReason(document)) };
  if (command.operation !== 'cancel-problem') return settlement;
  const verdict = verdictOnCancellation(openRequestOf(command), document, document);
  return verdict === undefined ? settlement : { ...settlement, outcome: verdict.outcome };
}

function confirmed(settlement: Settlement): Settlement {
  const { outcome } = settlement;
  return {
    ...settlement,
    outcome: { kind: 'done', said: outcome.kind === 'accepted' ? outcome.said : NO_SUPPLIER_WORDS },
  };
}

/** How a KCI names the request it answers. */
export function linkOf(row: CommandRow): RequestLink {
  return linkTo(openRequestOf(row));
}
