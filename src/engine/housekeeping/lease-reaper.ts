// Sweeps up what nobody holds any more, looks into what may have arrived, and says what is due by the clock.

import { Injectable } from '@nestjs/common';
import { closureWarningUpdate } from '../../domain/update.js';
import { answerLater } from '../../domain/outcome.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Requests, type CommandRow, type ProblemRow } from '../../store/requests/requests.js';
import { Database } from '../../store/db/database.js';
import { DueProblems } from '../../store/schedules/due-problems.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { ReplyTracker } from '../requests/reply-tracker.js';
import { AskSupplier } from '../requests/ask.js';
import { problemWork } from '../exchange-context.js';
import { RunServiceTests } from '../service-tests/service-test.js';
import { UpdateWriter } from '../updates/update-writer.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';

const SWEEP_MS = 5_000;
/** Far above the longest a caller is kept waiting. */
const REPLY_UNDELIVERABLE_MS = 60_000;
/** The supplier is asked about an unknown request at most this often. */
const RECONCILE_EVERY_MS = 300_000;
/** A pause longer than this, several sweeps, is a gap. */
const GAP_MS = 30_000;
const RECONCILE_BATCH = 20;

@Injectable()
export class LeaseReaper {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly database: Database,
    private readonly commands: Requests,
    private readonly due: DueProblems,
    private readonly suppliers: SupplierRegistry,
    private readonly answered: ReplyTracker,
    private readonly askFlow: AskSupplier,
    private readonly serviceTests: RunServiceTests,
    private readonly teller: UpdateWriter,
    private readonly wakeups: QueueNotifier,
    private readonly exchanges: ExchangeLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  start(): void {
    this.sweeping = this.sweep()
      .catch((error: unknown) => this.log.warn('sweep.failed', errorFacts(error)))
      .finally(() => {
        this.sweeping = undefined;
        if (!this.stopped) this.timer = setTimeout(() => this.start(), SWEEP_MS);
      });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private async sweep(): Promise<void> {
    await this.sweepClaims();
    for (const id of await this.commands.overdueReplies(REPLY_UNDELIVERABLE_MS)) await this.reportUndeliverable(id);
    for (const overdue of await this.commands.overdueDecisions()) {
      this.log.alarm('command.undecided', {
        ...overdue,
        advice: 'The supplier has not decided in time; younger requests of the problem now go ahead. Ask the supplier.',
      });
    }
    for (const problem of await this.due.withUnknownRequests(RECONCILE_EVERY_MS)) await this.requestUpdate(problem);
    await this.reconcileAfterGap();
    await this.serviceTests.reportAbandoned();
    if (this.settings.current.submit.warnBeforeClosure) await this.warnOfClosures();
  }

  /** One that cannot be told keeps none of the others waiting. */
  private async reportUndeliverable(commandId: string): Promise<void> {
    await this.answered
      .undeliverable(commandId)
      .catch((error: unknown) => this.log.warn('sweep.answer-failed', { commandId, ...errorFacts(error) }));
  }

  /** Told before it is written down: who dies in between tells it again, instead of never. */
  private async sweepClaims(): Promise<void> {
    const claims = await this.commands.expiredLeases();
    if (claims.length === 0) return;
    const ids: string[] = [];
    for (const command of claims) {
      if (command.preparing) ids.push(command.command_id);
      else await this.mayHaveLeft(command);
    }
    if (ids.length === 0) return;
    const swept = await this.commands.expiredLeasesToUnknown(answerLater(undefined), ids);
    if (swept.some(({ progress }) => progress === 'queued')) this.wakeups.wake('commands');
  }

  /** Unknown from now on, with an alarm; or settled, where a notification has shown its effect. */
  private async mayHaveLeft(command: CommandRow): Promise<void> {
    const swept = await this.askFlow.sweepUp(command, async () => {
      this.log.alarm('command.unknown', {
        tenant: command.tenant,
        operation: command.operation,
        id: command.request_key,
        commandId: command.command_id,
        advice: 'The gateway stopped while asking: a notification settles it, or look it up with the supplier.',
      });
      await this.log.out();
    });
    if (swept === 'settled') this.wakeups.wake('commands', 'kcis');
  }

  /**
   * Notifications could not be taken for a while - no gateway ran, or the store was away - and the supplier may have
   * given up on some: every unfinished problem is asked for, a few at each sweep.
   */
  private async reconcileAfterGap(): Promise<void> {
    const gapMs = await this.due.noteListening();
    if (gapMs > GAP_MS) {
      const problems = await this.due.reconcileAllOpen();
      this.log.warn('notifications.gap', { gapMs: Math.round(gapMs), problems });
    }
    for (const problem of await this.due.toReconcile(RECONCILE_BATCH, RECONCILE_EVERY_MS)) {
      if (await this.requestUpdate(problem)) await this.due.reconciled(problem);
    }
  }

  /** The supplier tells the problem's state again by notification. True when it was asked, or cannot be. */
  private async requestUpdate(problem: ProblemRow): Promise<boolean> {
    const supplier = this.suppliers.byId(problem.supplier);
    if (supplier.requestUpdate === undefined || problem.supplier_reference === null) return true;
    const known = {
      tenant: problem.tenant,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference,
      messageId: this.clock.newId(),
      now: this.clock.now(),
    };
    const asked = await this.exchanges.about(
      problemWork(problem),
      async () => supplier.requestUpdate?.(known) ?? false,
      (taken) => ({ outcome: taken ? 'done' : 'not-asked', why: undefined }),
    );
    this.log.info('supplier.asked-for-update', {
      tenant: problem.tenant,
      supplier: problem.supplier,
      ourReference: problem.our_reference,
      asked,
    });
    return asked;
  }

  private async warnOfClosures(): Promise<void> {
    while (await this.warnOfOne()) this.wakeups.wake('kcis');
  }

  private warnOfOne(): Promise<boolean> {
    return this.database.transaction(async (session) => {
      const problem = await this.due.closureWarning(session);
      if (problem === undefined) return false;
      const { closesAfterSilenceMs } = this.suppliers.byId(problem.supplier);
      if (closesAfterSilenceMs === undefined) return true;
      const closesAt = new Date(this.clock.now().getTime() + closesAfterSilenceMs / 2).toISOString();
      await this.teller.append(session, problem, closureWarningUpdate(problem.document, closesAt), undefined);
      return true;
    });
  }
}
