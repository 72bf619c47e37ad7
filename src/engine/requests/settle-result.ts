// Settles a request by the result of its exchange: alone where nothing else changes, else under the locks of its problem.

import { Injectable } from '@nestjs/common';
import { ANSWERED_AT_ONCE } from '../../domain/request.js';
import { type Answer, answerTo, type Outcome } from '../../domain/outcome.js';
import { acknowledgedBy, amendedProblem, type ServiceProblem } from '../../domain/problem.js';
import { backOff, notBefore } from '../../resilience/back-off.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Clock } from '../../runtime/clock.js';
import { REPLICA_ID } from '../../runtime/replica-id.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Database } from '../../store/db/database.js';
import {
  type ClaimedCommand,
  commandOf,
  Requests,
  type CommandRow,
  type Settlement,
} from '../../store/requests/requests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import type { Result } from './prepare.js';
import { refusesReport, Settler } from './settle.js';

const FIRST_RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 300_000;
/** How long a cancellation may stay undecided where its supplier names no time. */
const CANCELLATION_UNDECIDED_MS = 24 * 3_600_000;

@Injectable()
export class ResultSettler {
  constructor(
    private readonly requests: Requests,
    private readonly database: Database,
    private readonly suppliers: SupplierRegistry,
    private readonly settler: Settler,
    private readonly queues: QueueNotifier,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Returns the answer that the request now has. */
  async settle({ command, problem }: ClaimedCommand, result: Result): Promise<Answer | undefined> {
    const settlement = this.settlementOf({ command, problem }, result);
    if (settlesAlone(command, result.outcome)) {
      const { settled, waits } = await this.requests.settleAwaited({ command, problem }, REPLICA_ID, settlement);
      if (waits) this.queues.notify('commands');
      if (settled) return settlement.answer;
    }
    const answer = await this.database.transaction((session) =>
      this.settler.settle(session, command.command_id, settlement),
    );
    this.queues.notify('commands', 'kcis', 'notifications');
    return answer;
  }

  private settlementOf({ command, problem }: ClaimedCommand, { outcome, expectedEffects }: Result): Settlement {
    return {
      outcome,
      expectedEffects,
      answer: {
        ...this.answerTo(command, outcome, referenceIn(outcome) ?? problem.supplier_reference ?? undefined),
        resolution: command.operation === 'answer-resolution' ? problem.document.serviceProblemResolution : undefined,
      },
      dueInMs: retryIn(command, outcome),
      blocksForMs: this.decisionTimeout({ command, problem }),
      changes: outcome.kind === 'done' ? changesOf(command, outcome) : undefined,
    };
  }

  private decisionTimeout({ command, problem }: ClaimedCommand): number {
    if (command.operation !== 'cancel-problem') return this.settings.current.submit.decisionTimeout;
    return this.suppliers.byId(problem.supplier).cancellationDecisionMs ?? CANCELLATION_UNDECIDED_MS;
  }

  /** Where an operation has no reply 202, an outcome that is not known now is "unavailable". */
  private answerTo({ operation }: CommandRow, outcome: Outcome, reference: string | undefined): Answer {
    const answer = answerTo(outcome, this.clock.newId(), reference);
    return answer.kind === 'accepted' && ANSWERED_AT_ONCE.has(operation) ? { ...answer, kind: 'unavailable' } : answer;
  }
}

function retryIn({ attempt }: CommandRow, outcome: Outcome): number {
  if (outcome.kind !== 'queued') return 0;
  return notBefore(outcome.retryAfterMs, backOff(attempt, FIRST_RETRY_MS, SLOWEST_RETRY_MS));
}

/** True where settling changes only the request and the members it changed: no update follows, no other request is touched. */
function settlesAlone(command: CommandRow, outcome: Outcome): boolean {
  return outcome.kind !== 'accepted' && outcome.kind !== 'unknown' && !refusesReport(command, outcome);
}

function referenceIn(outcome: Outcome): string | undefined {
  return outcome.kind === 'done' ? outcome.supplierReference : undefined;
}

function changesOf(row: CommandRow, outcome: Outcome): Partial<ServiceProblem> | undefined {
  const command = commandOf(row);
  const reference = referenceIn(outcome);
  if (command.operation === 'report-problem') return reference === undefined ? undefined : acknowledgedBy(reference);
  return command.operation === 'amend-problem' ? amendedProblem({} as ServiceProblem, command.request) : undefined;
}
