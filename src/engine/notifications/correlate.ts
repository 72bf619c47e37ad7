// Correlate: the oldest kept notification of a problem → read it → find the problem → work out what is new → advance →
// queue the KCI, all in one transaction.

import { Injectable } from '@nestjs/common';
import { diffReport } from '../../domain/report-diff.js';
import { NO_SUPPLIER_WORDS } from '../../domain/outcome.js';
import type { ServiceProblem } from '../../domain/problem.js';
import { requestReference } from '../../domain/references.js';
import { withEchoes } from '../../domain/evidence.js';
import type { SupplierReport } from '../../domain/report.js';
import { Clock } from '../../runtime/clock.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { backOff } from '../../resilience/back-off.js';
import { Requests, type CommandRow, type ProblemRow } from '../../store/requests/requests.js';
import { Database, type Session } from '../../store/db/database.js';
import { Inbox, type NotificationRow, type ClaimedNotification } from '../../store/notifications/inbox.js';
import { Problems } from '../../store/problems/problems.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { readStoredReport } from './stored-report.js';
import { type AppliedNotification, DriftRecorder, factsOf } from './drift.js';
import { cancellationResult, changedProblem, linkOf, Settler } from '../requests/settle.js';
import { UpdateWriter } from '../updates/update-writer.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import {
  alsoCancelled,
  answeredCancellation,
  awaitsEnd,
  draftsOf,
  isSettledBy,
  showsAmendment,
  type DraftedUpdate,
} from '../../domain/apply-report.js';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 60_000;
/** A notification that has waited this many times (about five minutes) for its problem is worth a person's look. */
const ALARM_AT_ATTEMPT = 12;

const AGAIN_MS = 1_000;
/** Applied in one transaction: each transaction waits for the disk once. */
const TOGETHER = 16;
const HELD_MS = 100;

@Injectable()
export class CorrelateNotifications {
  /** Notifications that somebody else held, until when they are left to them. */
  private readonly leftOut = new Map<number, number>();

  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly problems: Problems,
    private readonly commands: Requests,
    private readonly driftNoter: DriftRecorder,
    private readonly suppliers: SupplierRegistry,
    private readonly settler: Settler,
    private readonly teller: UpdateWriter,
    private readonly wakeups: QueueNotifier,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Notifications of different problems that are due; none that somebody else held a moment ago. */
  async due(): Promise<number[]> {
    const now = performance.now();
    for (const [id, until] of this.leftOut) if (until <= now) this.leftOut.delete(id);
    return this.inbox.due(TOGETHER, [...this.leftOut.keys()]);
  }

  /** In one transaction, and where that fails each in its own. */
  async correlate(ids: number[]): Promise<void> {
    for (const id of await this.applyTogether(ids)) await this.applyAlone(id);
  }

  /** Returns those that have to be applied alone. */
  private async applyTogether(ids: number[]): Promise<number[]> {
    try {
      const apart: number[] = [];
      await this.transaction(async (session) => {
        const applied: AppliedNotification[] = [];
        const all = await this.inbox.claim(session, ids);
        this.leaveOut(ids, all);
        for (const taken of all) {
          const report = this.read(taken.notification);
          const { notification, problem } = taken;
          if (typeof report === 'string') await this.quarantine(session, notification, report);
          else if (problem !== undefined) applied.push(await this.applyTo(session, { ...taken, problem }, report));
          else if (report.supplierReference === undefined) await this.wait(session, notification);
          else apart.push(notification.notification_id);
        }
        await this.write(session, applied);
        return applied;
      });
      return apart;
    } catch (error) {
      this.log.warn('notifications.not-applied-together', { notifications: ids.length, ...errorFacts(error) });
      return ids;
    }
  }

  /** What another holds, or holds the problem of, is not tried again at once: it would keep the others from their turn. */
  private leaveOut(ids: number[], taken: ClaimedNotification[]): void {
    const mine = new Set(taken.map(({ notification }) => notification.notification_id));
    const until = performance.now() + HELD_MS;
    for (const id of ids) if (!mine.has(id)) this.leftOut.set(id, until);
  }

  /** Also by the supplier's reference, whose problem is waited for. What cannot be applied is tried again a little later. */
  private async applyAlone(id: number): Promise<void> {
    try {
      await this.transaction(async (session) => {
        const [taken] = await this.inbox.claim(session, [id]);
        return taken === undefined ? [] : this.applyOne(session, taken);
      });
    } catch (error) {
      this.log.error('notification.not-applied', { notificationId: id, ...errorFacts(error) });
      await this.inbox.postpone(this.database, id, AGAIN_MS, 'It could not be applied.');
    }
  }

  private async applyOne(session: Session, taken: ClaimedNotification): Promise<AppliedNotification[]> {
    const { notification } = taken;
    const report = this.read(notification);
    if (typeof report === 'string') {
      await this.quarantine(session, notification, report);
      return [];
    }
    const known = taken.problem === undefined ? await this.findBySupplier(session, notification, report) : taken;
    if (known?.problem === undefined) {
      await this.wait(session, notification);
      return [];
    }
    const applied = [await this.applyTo(session, { ...known, notification, problem: known.problem }, report)];
    await this.write(session, applied);
    return applied;
  }

  private async transaction(work: (session: Session) => Promise<AppliedNotification[]>): Promise<void> {
    const applied = await this.database.transaction(work);
    if (applied.some(({ kcis }) => kcis.length > 0)) this.wakeups.wake('kcis');
    if (applied.some(({ settled }) => settled > 0)) this.wakeups.wake('commands');
  }

  private async findBySupplier(
    session: Session,
    { supplier, account }: NotificationRow,
    { supplierReference }: SupplierReport,
  ): Promise<Pick<ClaimedNotification, 'problem' | 'open'> | undefined> {
    if (supplierReference === undefined) return undefined;
    const problem = await this.problems.findBySupplierReference(session, supplier, account, supplierReference);
    return problem && { problem, open: await this.commands.open(session, problem.problem_key) };
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

  /** What a notification makes of its problem. Requests it settles are settled at once, the rest by `write`. */
  private async applyTo(
    session: Session,
    { notification, problem, open }: ClaimedNotification & { problem: ProblemRow },
    report: SupplierReport,
  ): Promise<AppliedNotification> {
    const cancellations = open.filter((command) => awaitsEnd(command, report));
    const [cancellation] = cancellations;
    const said = this.suppliers.byId(notification.supplier).ownWording?.(problem.document) ?? [];
    const news = diffReport({
      problem: problem.document,
      reported: problem.reported,
      report: withEchoes(report, [...said, ...open.flatMap(({ expected_effects }) => expected_effects)]),
      cancellation: cancellation === undefined ? undefined : linkOf(cancellation),
      resolutionReference: requestReference('RES', this.clock.newId()),
      receivedAt: notification.received_at.toISOString(),
    });
    const effective = open.filter((command) => showsAmendment(command, report));
    const document = effective.reduce(changedProblem, news.problem);
    const settled = [...open.filter(isSettledBy(document)), ...effective];
    for (const command of settled) {
      await this.settler.settleByNotification(session, command, { kind: 'done', said: NO_SUPPLIER_WORDS });
    }
    let drafts = draftsOf(news.kci, effective, document);
    for (const each of cancellations) drafts = drafts.concat(await this.settleCancellation(session, each, document));
    drafts = drafts.concat(alsoCancelled(drafts[0]?.draft, cancellations));
    const unanswered = open.find(
      (command) => command.operation === 'report-problem' && command.reply_state === 'pending',
    );
    const kcis = drafts.map(({ draft, about }, at) => {
      const asked = about ?? answeredCancellation(draft, cancellation) ?? unanswered?.command_id;
      return this.teller.write(problem, problem.next_sequence + at, draft, asked);
    });
    this.log.info('notification.applied', {
      ...factsOf(notification, problem),
      state: report.stateText,
      status: document.status,
      kcis: drafts.map(({ draft }) => draft.reasonCode),
      settled: effective.length,
    });
    const made = { notificationId: notification.notification_id, problemKey: problem.problem_key, document };
    const touched = settled.length + cancellations.length;
    return { ...made, reported: news.reported, kcis, notification, problem, drift: report.drift, settled: touched };
  }

  /** The ledger of drift comes last in the transaction, because its rows are those of every problem of a tenant. */
  private async write(session: Session, applied: AppliedNotification[]): Promise<void> {
    if (applied.length === 0) return;
    await this.inbox.apply(session, applied, this.clock.now());
    await this.driftNoter.record(session, applied);
  }

  private async settleCancellation(
    session: Session,
    cancellation: CommandRow,
    document: ServiceProblem,
  ): Promise<DraftedUpdate[]> {
    const result = cancellationResult(cancellation, document);
    if (result === undefined) return [];
    await this.settler.settleByNotification(session, cancellation, result.outcome);
    return result.kci === undefined ? [] : [{ draft: result.kci, about: cancellation.command_id }];
  }

  /** It can outrun the answer to the report: it waits and is tried again, never refused or dropped. */
  private async wait(session: Session, notification: NotificationRow): Promise<void> {
    const attempt = notification.attempt + 1;
    await this.inbox.postpone(
      session,
      notification.notification_id,
      backOff(attempt, FIRST_WAIT_MS, LONGEST_WAIT_MS),
      'No problem with this reference is known yet.',
    );
    const facts = { ...factsOf(notification), attempt };
    if (attempt !== ALARM_AT_ATTEMPT) this.log.info('notification.waits', facts);
    else {
      this.log.alarm('notification.waits', {
        ...facts,
        advice: 'No problem with this reference was reported here: compare the reference with the supplier.',
      });
    }
  }

  private async quarantine(session: Session, notification: NotificationRow, why: string): Promise<void> {
    await this.inbox.quarantine(session, notification.notification_id, why);
    this.log.alarm('notification.quarantined', {
      ...factsOf(notification),
      why,
      advice: 'It is kept aside with its bytes: find out what was meant, mend the settings or ask the supplier.',
    });
  }
}
