// Ask: write the message → send it once → settle what came of it.

import { Injectable } from '@nestjs/common';
import { ANSWERED_AT_ONCE } from '../../domain/request.js';
import { type Answer, answerLater, answerTo, type Outcome, rejected } from '../../domain/outcome.js';
import { acknowledgedBy, amendedProblem, type ServiceProblem } from '../../domain/problem.js';
import { supplierRequestOf } from '../../domain/supplier/supplier-request.js';
import type { SupplierRequest, Reservation } from '../../domain/supplier/port.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { backOff, notBefore } from '../../resilience/back-off.js';
import {
  type ClaimedCommand,
  commandOf,
  Requests,
  type CommandRow,
  type ProblemRow,
  type Settlement,
} from '../../store/requests/requests.js';
import { Database } from '../../store/db/database.js';
import { Reservations } from '../../store/requests/reservations.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { CircuitBreaker } from '../../resilience/circuit-breaker.js';
import { commandWork, verdictOn } from '../exchange-context.js';
import { REPLICA_ID } from '../../runtime/replica-id.js';
import { adviceOn } from './advice.js';
import { RequestPreparer, type Result } from './prepare.js';
import { isSameClaim, refusesReport, Settler, outcomeWithoutExchange } from './settle.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';

const FIRST_RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 300_000;
/** How long a cancellation may stay undecided where its supplier names no time. */
const CANCELLATION_UNDECIDED_MS = 24 * 3_600_000;

const RESTING: Outcome = {
  kind: 'queued',
  why: 'the supplier did not answer the last requests and is left alone for a moment',
  credentials: false,
  retryAfterMs: undefined,
};

@Injectable()
export class AskSupplier {
  private readonly breaker = new CircuitBreaker(() => this.clock.now().getTime());

  constructor(
    private readonly commands: Requests,
    private readonly reservations: Reservations,
    private readonly database: Database,
    private readonly suppliers: SupplierRegistry,
    private readonly preparer: RequestPreparer,
    private readonly settler: Settler,
    private readonly wakeups: QueueNotifier,
    private readonly exchanges: ExchangeLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Endpoints that are left alone for now, each `<supplier> <account>`. */
  openCircuits(): string[] {
    return this.breaker.open();
  }

  /** Asks the supplier of a claimed request and settles it. Returns the answer the request now has. */
  async ask(claimed: ClaimedCommand): Promise<Answer | undefined> {
    const started = performance.now();
    const ask = (): Promise<Result> => this.askSupplier(claimed);
    const asked = await this.exchanges.about(commandWork(claimed), ask, ({ outcome }) => verdictOn(outcome));
    const result = this.withinBudget(claimed, asked);
    // Before it is written down: an alarm told twice is better than one that a crash in between swallows.
    await this.report(claimed, result.outcome, performance.now() - started);
    return this.settle(claimed, result);
  }

  /**
   * Of a request that may have left and whose claim lapsed: what it would show is noted and it is unknown, unless that was
   * shown already, which settles it. Under its problem's lock, so that no notification comes in between. `alarm`: told before
   * it is kept. `elsewhere`: another replica swept it up meanwhile, or its holder goes on.
   */
  async sweepUp(abandoned: CommandRow, alarm: () => Promise<void>): Promise<'settled' | 'unknown' | 'elsewhere'> {
    const commandId = abandoned.command_id;
    return this.database.transaction(async (session) => {
      const locked = await this.commands.lock(session, commandId);
      if (locked === undefined || !isSameClaim(locked.command, abandoned)) return 'elsewhere';
      const question = this.supplierRequestOf(locked, await this.reservationOf(locked));
      const written = this.suppliers.byId(locked.problem.supplier).write(question);
      const expectedEffects = 'reasons' in written ? [] : written.expectedEffects;
      await this.commands.setExpectedEffects(session, commandId, expectedEffects);
      if (await this.settler.settleIfObserved(session, locked, expectedEffects)) return 'settled';
      await alarm();
      await this.commands.expiredLeasesToUnknown(answerLater(undefined), [commandId], session);
      return 'unknown';
    });
  }

  private async askSupplier(claimed: ClaimedCommand): Promise<Result> {
    const { command, problem } = claimed;
    const supplier = this.suppliers.byId(problem.supplier);
    const known = outcomeWithoutExchange(claimed, supplier);
    if (known !== undefined) return { outcome: known, expectedEffects: [] };
    try {
      const question = this.supplierRequestOf(claimed, await this.reservationOf(claimed));
      const begun = this.preparer.begin(supplier, question);
      if ('reasons' in begun) return { outcome: rejected(begun.reasons), expectedEffects: [] };
      return await this.unlessOpen(problem, begun.ask);
    } catch (error) {
      // A bug of ours. Nobody can say whether anything left, so it counts as if it had.
      this.log.error('ask.broke', { ...factsOf(command), ...errorFacts(error) });
      return { outcome: { kind: 'unknown', why: 'the gateway failed while asking' }, expectedEffects: [] };
    }
  }

  private async unlessOpen(problem: ProblemRow, send: () => Promise<Result>): Promise<Result> {
    const endpoint = `${problem.supplier} ${problem.account}`;
    if (!this.breaker.admits(endpoint)) return { outcome: RESTING, expectedEffects: [] };
    try {
      const result = await send();
      if (result.outcome.kind === 'queued') this.breaker.failed(endpoint);
      else if (this.breaker.answered(endpoint)) await this.release(problem);
      return result;
    } catch (error) {
      this.breaker.failed(endpoint);
      throw error;
    }
  }

  /** The endpoint was resting and answers: what waits for it is due now, oldest first. */
  private async release({ supplier, account }: ProblemRow): Promise<void> {
    await this.commands
      .dueNow(supplier, account)
      .catch((error: unknown) => this.log.warn('ask.release-failed', errorFacts(error)));
    this.wakeups.wake('commands');
  }

  private async reservationOf({ command, problem }: ClaimedCommand): Promise<Reservation | undefined> {
    const { tenant, request } = command;
    const id = 'appointmentReservationId' in request ? request.appointmentReservationId : undefined;
    return id === undefined ? undefined : this.reservations.find(tenant, id, problem.supplier);
  }

  private supplierRequestOf(
    { command, problem }: ClaimedCommand,
    reservation: Reservation | undefined,
  ): SupplierRequest {
    return supplierRequestOf({
      tenant: command.tenant,
      command: commandOf(command),
      commandId: command.command_id,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference ?? undefined,
      problem: problem.document,
      problemKnown: problem.known_locally,
      reservation,
      receivedAt: new Date(command.received_at),
      now: this.clock.now(),
    });
  }

  /** What the supplier surely did not get is tried again for a time, then refused. */
  private withinBudget({ command }: ClaimedCommand, result: Result): Result {
    const age = this.clock.now().getTime() - Date.parse(command.received_at);
    if (result.outcome.kind !== 'queued' || age < this.settings.current.submit.retryBudget) return result;
    const outcome = rejected('The supplier could not be reached in time. Please send the request again.');
    return { ...result, outcome: { ...outcome, problemCode: 'TIMED_OUT' } };
  }

  /** The quick way while a caller waits; under locks where a KCI may be owed or other requests are touched. */
  private async settle(
    { command, problem }: ClaimedCommand,
    { outcome, expectedEffects }: Result,
  ): Promise<Answer | undefined> {
    const settlement: Settlement = {
      outcome,
      expectedEffects,
      answer: {
        ...this.answerTo(command, outcome, referenceIn(outcome) ?? problem.supplier_reference ?? undefined),
        resolution: command.operation === 'answer-resolution' ? problem.document.serviceProblemResolution : undefined,
      },
      dueInMs: this.retryIn(command, outcome),
      blocksForMs:
        command.operation === 'cancel-problem'
          ? CANCELLATION_UNDECIDED_MS
          : this.settings.current.submit.decisionTimeout,
      changes: outcome.kind === 'done' ? changesOf(command, outcome) : undefined,
    };
    if (settlesAlone(command, outcome)) {
      const { settled, waits } = await this.commands.settleAwaited({ command, problem }, REPLICA_ID, settlement);
      if (waits) this.wakeups.wake('commands');
      if (settled) return settlement.answer;
    }
    const answer = await this.database.transaction((session) =>
      this.settler.settle(session, command.command_id, settlement),
    );
    this.wakeups.wake('commands', 'kcis', 'notifications');
    return answer;
  }

  /** Where the API knows no 202, what is not known now is unavailable. */
  private answerTo({ operation }: CommandRow, outcome: Outcome, reference: string | undefined): Answer {
    const answer = answerTo(outcome, this.clock.newId(), reference);
    return answer.kind === 'accepted' && ANSWERED_AT_ONCE.has(operation) ? { ...answer, kind: 'unavailable' } : answer;
  }

  private retryIn(command: CommandRow, outcome: Outcome): number {
    if (outcome.kind !== 'queued') return 0;
    return notBefore(outcome.retryAfterMs, backOff(command.attempt, FIRST_RETRY_MS, SLOWEST_RETRY_MS));
  }

  private async report({ command, problem }: ClaimedCommand, outcome: Outcome, ms: number): Promise<void> {
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
    const advice = adviceOn(outcome);
    if (advice === undefined) return this.log.info('supplier.asked', facts);
    this.log.alarm('supplier.asked', { ...facts, advice });
    await this.log.out();
  }
}

/** True where settling touches nothing but the request and the members it changed. */
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

function factsOf(command: CommandRow): Record<string, unknown> {
  return {
    tenant: command.tenant,
    requestId: command.request_id,
    conversationId: command.conversation_id,
    operation: command.operation,
    id: command.request_key,
    commandId: command.command_id,
  };
}
