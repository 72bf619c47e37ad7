// Replay as a dry run: what the KCI of a notification would be if it were applied now with what the gateway knows today,
// beside what was sent then. Nothing is written and nothing is sent.

import { Injectable } from '@nestjs/common';
import { applyReport, type DraftedUpdate } from '../../domain/apply-report.js';
import { changedBy, type OpenRequest } from '../../domain/open-request.js';
import { NOTHING_REPORTED, type ReportedState } from '../../domain/reported-state.js';
import { reportedProblem, type ServiceProblem, takenOverProblem } from '../../domain/problem.js';
import type { ReportProblem } from '../../domain/request.js';
import { requestReference } from '../../domain/references.js';
import type { SupplierReport } from '../../domain/report.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import { Clock } from '../../runtime/clock.js';
import {
  Conversations,
  type StoredKci,
  type StoredNotification,
  type StoredCommand,
} from '../../store/journal/conversations.js';
import { Reservations } from '../../store/requests/reservations.js';
import { openRequestOf } from '../../store/requests/open-request.js';
import { commandOf, type ProblemRow } from '../../store/requests/requests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { readStoredReport } from '../notifications/stored-report.js';

export interface Replayed {
  notification: StoredNotification;
  problem: ProblemRow;
  /** The KCIs it would make, each as the text that would leave; those already sent keep their id, number and time. */
  would: string[];
  /** The KCIs it made, as they stand. */
  sent: StoredKci[];
  /** What the platform took of this problem after those. */
  deliveredSince: StoredKci[];
}

export type ReplayResult =
  { kind: 'replayed'; replayed: Replayed } | { kind: 'not-found' } | { kind: 'refused'; why: string };

/** A problem at one moment, as the notifications so far made it. */
interface Moment {
  document: ServiceProblem;
  reported: ReportedState;
}

interface Story {
  problem: ProblemRow;
  commands: StoredCommand[];
}

@Injectable()
export class ReplayNotification {
  constructor(
    private readonly conversations: Conversations,
    private readonly reservations: Reservations,
    private readonly suppliers: SupplierRegistry,
    private readonly platforms: PlatformRegistry,
    private readonly clock: Clock,
  ) {}

  async dryRun(notificationId: number): Promise<ReplayResult> {
    const notification = await this.conversations.notification(notificationId);
    if (notification === undefined) return { kind: 'not-found' };
    const report = this.read(notification);
    if (typeof report === 'string') return { kind: 'refused', why: report };
    const problem = await this.problemOf(notification, report);
    if (problem === undefined) return { kind: 'refused', why: 'No problem with this reference is known.' };
    const story = { problem, commands: await this.conversations.commandsOf([problem.problem_key]) };
    const sent = await this.conversations.kcisOfNotification(notificationId);
    const { drafts } = this.apply(story, await this.momentBefore(story, notification), notification, report);
    const would = drafts.map(({ draft }, index) => this.write(draft, sent[index], problem));
    const all = await this.conversations.kcisOfProblem(problem.problem_key);
    const last = sent.at(-1)?.sequence ?? Infinity;
    const deliveredSince = all.filter((kci) => kci.delivered_at !== null && kci.sequence > last);
    return { kind: 'replayed', replayed: { notification, problem, would, sent, deliveredSince } };
  }

  /** The report, or why it cannot be read. */
  private read(notification: StoredNotification): SupplierReport | string {
    const supplier = this.suppliers.byId(notification.supplier);
    try {
      return readStoredReport(supplier, notification);
    } catch (error) {
      return `It cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** As applied; else by the references it would be found by. */
  private async problemOf(kept: StoredNotification, report: SupplierReport): Promise<ProblemRow | undefined> {
    if (kept.problem_key !== null) return this.conversations.problem(kept.problem_key);
    const { supplier, account, our_reference: ours } = kept;
    for (const by of [{ ourReference: ours }, { supplierReference: report.supplierReference }]) {
      if (Object.values(by).every((reference) => reference === undefined || reference === '')) continue;
      const found = await this.conversations.problemsBy(by);
      const problem = found.find((one) => one.supplier === supplier && one.account === account);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  /** What the problem was when an applied notification came; for one not applied, what it is now. */
  private async momentBefore(story: Story, notification: StoredNotification): Promise<Moment> {
    const { problem, commands } = story;
    if (notification.settled_at === null || notification.problem_key === null) {
      return { document: problem.document, reported: problem.reported };
    }
    const earlier = await this.conversations.notificationsBefore(problem.problem_key, notification.notification_id);
    let moment: Moment = { document: await this.beginning(story), reported: NOTHING_REPORTED };
    let since = 0;
    for (const applied of [...earlier, notification]) {
      const until = applied.settled_at?.getTime() ?? Infinity;
      // What an answer settled in between changed the problem at once.
      const changed = commands.filter((command) => isAmendedBetween(command, since, until));
      moment = {
        ...moment,
        document: changed.reduce((document, command) => changedBy(document, commandOf(command)), moment.document),
      };
      if (applied === notification) break;
      since = until;
      const report = this.read(applied);
      if (typeof report !== 'string') moment = this.apply(story, moment, applied, report).moment;
    }
    return moment;
  }

  /** The problem before anything was reported of it. */
  private async beginning({ problem, commands }: Story): Promise<ServiceProblem> {
    const { tenant, supplier } = problem;
    const report = commands.find(({ operation }) => operation === 'report-problem')?.request as
      ReportProblem | undefined;
    if (report === undefined) return takenOverProblem(tenant, problem.platform_id);
    const { appointmentReservationId: id, appointmentReservationReference: key } = report;
    return reportedProblem(tenant, report, await this.reservations.slotOf(tenant, supplier, { id, key }));
  }

  private apply(
    { problem, commands }: Story,
    { document: before, reported }: Moment,
    notification: StoredNotification,
    report: SupplierReport,
  ): { moment: Moment; drafts: DraftedUpdate[] } {
    const { problem: document, ...applied } = applyReport({
      problem: before,
      reported,
      open: commands.flatMap((command) => openAt(command, notification) ?? []),
      report,
      ownWording: this.suppliers.byId(notification.supplier).ownWording?.(before) ?? [],
      resolutionReference:
        problem.document.serviceProblemResolution?.supplierReference ?? requestReference('RES', this.clock.newId()),
      receivedAt: notification.received_at.toISOString(),
      // Whether the supplier was asked in between is not stored: what came well after a late report is taken for the answer.
      updateRequested: wasAsked(reported, notification),
    });
    return { moment: { document, reported: applied.reported }, drafts: applied.updates };
  }

  private write(draft: DraftedUpdate['draft'], sent: StoredKci | undefined, problem: ProblemRow): string {
    const id = sent?.kci_id ?? this.clock.newId();
    const issuedOn = (sent?.issued_on ?? this.clock.now()).toISOString();
    const sequenceNumber = sent?.sequence ?? problem.next_sequence;
    return this.platforms.of(problem.tenant).writeUpdate({ ...draft, id, issuedOn, sequenceNumber });
  }
}

/** A request as it was when a notification was applied: received before, and not settled by then, or settled by it. */
function openAt(command: StoredCommand, { settled_at: applied }: StoredNotification): OpenRequest | undefined {
  const request = openRequestOf(command);
  if (applied === null) return command.progress === 'settled' && !request.replyPending ? undefined : request;
  const settled = command.settled_at === null ? Infinity : Date.parse(command.settled_at);
  if (Date.parse(command.received_at) > applied.getTime() || settled < applied.getTime()) return undefined;
  return command.progress === 'settled' ? { ...request, progress: 'pending' } : request;
}

function wasAsked({ reconcileAt }: ReportedState, { received_at: receivedAt }: StoredNotification): boolean {
  return reconcileAt !== undefined && Date.parse(reconcileAt) <= receivedAt.getTime();
}

function isAmendedBetween(command: StoredCommand, since: number, until: number): boolean {
  if (command.operation !== 'amend-problem' || command.settled_at === null) return false;
  const settled = Date.parse(command.settled_at);
  return command.outcome?.kind === 'done' && settled > since && settled < until;
}
