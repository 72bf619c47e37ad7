// Correlates notifications: claims the oldest stored one of each problem, finds its problem and applies its report, all in
// one transaction.

import { Injectable } from '@nestjs/common';
import type { SupplierReport } from '../../domain/report.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { backOff } from '../../resilience/back-off.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Database, type Session } from '../../store/db/database.js';
import { Inbox, type NotificationRow, type ClaimedNotification } from '../../store/notifications/inbox.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { readStoredReport } from './stored-report.js';
import { type AppliedNotification, factsOf } from './drift.js';
import { ProblemLookup } from './lookup.js';
import { ReportApplier } from './report-applier.js';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 60_000;
/** A notification that has waited this many times (about five minutes) for its problem needs a person. */
const ALARM_AT_ATTEMPT = 12;

const AGAIN_MS = 1_000;
/** Applied in one transaction: each transaction waits for the disk once. */
const TOGETHER = 16;
const LOCKED_MS = 100;

@Injectable()
export class CorrelateNotifications {
  /** Notifications that another worker had locked → until when they are left to that worker. */
  private readonly leftOut = new Map<number, number>();

  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly lookup: ProblemLookup,
    private readonly reports: ReportApplier,
    private readonly suppliers: SupplierRegistry,
    private readonly queues: QueueNotifier,
    private readonly log: Log,
  ) {}

  /** Notifications of different problems that are due; none that another worker had locked a moment ago. */
  async due(): Promise<number[]> {
    const now = performance.now();
    for (const [id, until] of this.leftOut) if (until <= now) this.leftOut.delete(id);
    return this.inbox.due(TOGETHER, [...this.leftOut.keys()]);
  }

  /** In one transaction. What that cannot do is done in a transaction for each, and what fails there is postponed. */
  async correlate(ids: number[]): Promise<void> {
    const alone = await this.applyAll(ids, 'together').catch((error: unknown) => {
      this.log.warn('notifications.not-applied-together', { notifications: ids.length, ...errorFacts(error) });
      return ids;
    });
    for (const id of alone) {
      await this.applyAll([id], 'alone').catch(async (error: unknown) => {
        this.log.error('notification.not-applied', { notificationId: id, ...errorFacts(error) });
        await this.inbox.postpone(this.database, id, AGAIN_MS, 'It could not be applied.');
      });
    }
  }

  /**
   * Returns those that have to be applied alone: their problem is found by the supplier's reference, and its lock is waited
   * for, which a transaction with other locks must not do.
   */
  private async applyAll(ids: number[], how: 'together' | 'alone'): Promise<number[]> {
    const alone: number[] = [];
    const applied = await this.database.transaction(async (session) => {
      const done: AppliedNotification[] = [];
      const all = await this.inbox.claim(session, ids);
      if (how === 'together') this.leaveOut(ids, all);
      for (const claimed of all) {
        const { notification } = claimed;
        const report = this.read(notification);
        if (typeof report === 'string') await this.quarantine(session, notification, report);
        else if (how === 'together' && claimed.problem === undefined && report.supplierReference !== undefined) {
          alone.push(notification.notification_id);
        } else {
          const one = await this.applyOne(session, claimed, report);
          if (one !== undefined) done.push(one);
        }
      }
      await this.reports.write(session, done);
      return done;
    });
    if (applied.some(({ kcis }) => kcis.length > 0)) this.queues.notify('kcis');
    if (applied.some(({ settled }) => settled > 0)) this.queues.notify('commands');
    return alone;
  }

  private async applyOne(
    session: Session,
    claimed: ClaimedNotification,
    report: SupplierReport,
  ): Promise<AppliedNotification | undefined> {
    const { notification } = claimed;
    const found =
      claimed.problem === undefined ? await this.lookup.bySupplierReference(session, notification, report) : claimed;
    const { problem } = found;
    if (problem !== undefined) return this.reports.apply(session, { ...found, problem }, report);
    await this.wait(session, notification);
    return undefined;
  }

  /** What another worker has locked is not tried again at once: it would take the turn of the others. */
  private leaveOut(ids: number[], claimed: ClaimedNotification[]): void {
    const mine = new Set(claimed.map(({ notification }) => notification.notification_id));
    const until = performance.now() + LOCKED_MS;
    for (const id of ids) if (!mine.has(id)) this.leftOut.set(id, until);
  }

  /** The report, or why it cannot be read. */
  private read(notification: NotificationRow): SupplierReport | string {
    const supplier = this.suppliers.byId(notification.supplier);
    try {
      return readStoredReport(supplier, notification);
    } catch (error) {
      this.log.error('notification.unreadable', { notificationId: notification.notification_id, ...errorFacts(error) });
      return 'It cannot be read.';
    }
  }

  /** A notification can outrun the answer to the report: it waits and is tried again, never refused or dropped. */
  private async wait(session: Session, notification: NotificationRow): Promise<void> {
    const attempt = notification.attempt + 1;
    await this.inbox.postpone(
      session,
      notification.notification_id,
      backOff(attempt, FIRST_WAIT_MS, LONGEST_WAIT_MS),
      'No problem with this reference is known yet.',
    );
    const facts = { ...factsOf(notification), attempt };
    if (attempt !== ALARM_AT_ATTEMPT) this.log.info('notification.postponed', facts);
    else {
      this.log.alarm('notification.postponed', {
        ...facts,
        advice:
          'No problem with this reference was reported through this gateway. Compare the reference with the supplier.',
      });
    }
  }

  private async quarantine(session: Session, notification: NotificationRow, why: string): Promise<void> {
    await this.inbox.quarantine(session, notification.notification_id, why);
    this.log.alarm('notification.quarantined', {
      ...factsOf(notification),
      why,
      advice:
        'The notification is stored and not applied. Read it, then correct the settings or ask the supplier, and requeue it.',
    });
  }
}
