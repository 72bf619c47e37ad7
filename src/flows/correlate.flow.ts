// Correlate: the oldest kept notification of a problem → read it → find the problem → work out what is new → advance →
// queue the KCI, all in one transaction.

import { Injectable } from '@nestjs/common';
import { amendedKci, type KciDraft } from '../domain/kci.js';
import { readNews } from '../domain/news.js';
import { SAID_NOTHING } from '../domain/outcome.js';
import type { ServiceProblem } from '../domain/problem.js';
import { requestReference } from '../domain/references.js';
import { showsEffect, withEchoes } from '../domain/settlement.js';
import type { SupplierReport } from '../domain/supplier-report.js';
import { Clock } from '../platform/clock.js';
import { errorFacts, Log } from '../platform/log.js';
import { backOff } from '../protocol/back-off.js';
import { Commands, type CommandRow, type ProblemRow } from '../store/commands.js';
import { Database, type Session } from '../store/database.js';
import { Drift } from '../store/drift.js';
import { Inbox, type NotificationRow } from '../store/inbox.js';
import { Problems } from '../store/problems.js';
import { SupplierRegistry } from '../suppliers/supplier.registry.js';
import { keptReport } from './kept-report.js';
import { cancellationResult, changedProblem, linkOf, Settler } from './settle.js';
import { Teller } from './tell.js';
import { Wakeups } from './wakeups.js';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 60_000;
/** A notification that has waited this many times (about five minutes) for its problem is worth a person's look. */
const ALARM_AT_ATTEMPT = 12;

@Injectable()
export class CorrelateFlow {
  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly problems: Problems,
    private readonly commands: Commands,
    private readonly drift: Drift,
    private readonly suppliers: SupplierRegistry,
    private readonly settler: Settler,
    private readonly teller: Teller,
    private readonly wakeups: Wakeups,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async correlate(notificationId: number): Promise<void> {
    await this.database.transaction(async (session) => {
      const notification = await this.inbox.claim(session, notificationId);
      if (notification !== undefined) await this.apply(session, notification);
    });
    this.wakeups.wake('kcis', 'commands');
  }

  private async apply(session: Session, notification: NotificationRow): Promise<void> {
    const report = this.read(notification);
    if (typeof report === 'string') return this.setAside(session, notification, report);
    const problem = await this.problems.find(session, notification.supplier, notification.account, {
      ours: notification.our_reference === '' ? undefined : notification.our_reference,
      suppliers: report.supplierReference,
    });
    if (problem === undefined) return this.wait(session, notification);
    await this.applyTo(session, notification, report, problem);
  }

  /** The report, or why it cannot be read. */
  private read(notification: NotificationRow): SupplierReport | string {
    const supplier = this.suppliers.byId(notification.supplier);
    try {
      return keptReport(supplier, notification);
    } catch (error) {
      this.log.error('notification.unreadable', { notificationId: notification.notification_id, ...errorFacts(error) });
      return 'It cannot be read.';
    }
  }

  private async applyTo(
    session: Session,
    notification: NotificationRow,
    report: SupplierReport,
    problem: ProblemRow,
  ): Promise<void> {
    const open = await this.commands.open(session, problem.problem_key);
    const cancellations = open.filter((command) => awaitsEnd(command, report));
    const [cancellation] = cancellations;
    const said = this.suppliers.byId(notification.supplier).said?.(problem.document) ?? [];
    const news = readNews({
      problem: problem.document,
      told: problem.told,
      report: withEchoes(report, [...said, ...open.flatMap(({ marks }) => marks)]),
      cancellation: cancellation === undefined ? undefined : linkOf(cancellation),
      resolutionReference: requestReference('RES', this.clock.newId()),
      receivedAt: notification.received_at.toISOString(),
    });
    const effective = open.filter((command) => isShown(command, report));
    const document = effective.reduce(changedProblem, news.problem);
    await this.problems.update(session, problem, { document, told: news.told, now: this.clock.now() });
    for (const command of [...open.filter(isSettledBy(document)), ...effective]) {
      await this.settler.settleByNotification(session, command, { kind: 'done', said: SAID_NOTHING });
    }
    const drafts = draftsOf(news.kci, effective, document);
    for (const each of cancellations) drafts.push(...(await this.settleCancellation(session, each, document)));
    drafts.push(...alsoCancelled(drafts[0]?.draft, cancellations));
    const unanswered = open.find((command) => command.operation === 'report-problem' && command.answered === 'owed');
    for (const { draft, about } of drafts) {
      const asked = about ?? askedFor(draft, cancellation);
      await this.teller.tell(session, problem, draft, asked ?? unanswered?.command_id);
    }
    await this.inbox.applied(session, notification.notification_id, problem.problem_key);
    this.log.info('notification.applied', {
      ...factsOf(notification, problem),
      state: report.stateText,
      status: document.status,
      kcis: drafts.map(({ draft }) => draft.reasonCode),
      settled: effective.length,
    });
    await this.noteDrift(session, notification, report, problem);
  }

  /** Last in the transaction, because the ledger's rows are those of every problem of the tenant. */
  private async noteDrift(
    session: Session,
    notification: NotificationRow,
    { drift }: SupplierReport,
    problem: ProblemRow,
  ): Promise<void> {
    const { tenant, supplier } = problem;
    const seen = await this.drift.record(session, { tenant, supplier, at: notification.received_at }, drift);
    if (seen.length === 0) return;
    this.log.alarm('drift.new', {
      ...factsOf(notification, problem),
      kindOfMessage: seen[0]?.event,
      drift: seen.map(({ kind, element }) => `${kind} ${element}`),
      advice:
        "The supplier's messages are not as its contract says, in a way this tenant never had: it was read as far as it goes. " +
        'Compare the kept message with the contract, and tell the supplier or extend the reading.',
    });
  }

  private async settleCancellation(
    session: Session,
    cancellation: CommandRow,
    document: ServiceProblem,
  ): Promise<ToTell[]> {
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

  private async setAside(session: Session, notification: NotificationRow, why: string): Promise<void> {
    await this.inbox.quarantine(session, notification.notification_id, why);
    this.log.alarm('notification.quarantined', {
      ...factsOf(notification),
      why,
      advice: 'It is kept aside with its bytes: find out what was meant, mend the settings or ask the supplier.',
    });
  }
}

function isUndecided({ progress }: CommandRow): boolean {
  return progress === 'pending' || progress === 'unknown';
}

/**
 * A cancellation that the supplier's report may settle. The report can outrun the answer to it; and what the supplier
 * cancelled already need not be asked any more.
 */
function awaitsEnd(command: CommandRow, { state }: SupplierReport): boolean {
  if (command.operation !== 'cancel-problem') return false;
  return (
    isUndecided(command) || command.progress === 'asking' || (command.progress === 'queued' && state === 'cancelled')
  );
}

/** Any notification shows that the report arrived; the end or the re-opening of a problem, that a verdict did. */
function isSettledBy({ status }: ServiceProblem): (command: CommandRow) => boolean {
  const verdictShown = status === 'COMPLETED' || status === 'IN_PROGRESS';
  return (command) =>
    isUndecided(command) &&
    (command.operation === 'report-problem' || (command.operation === 'answer-resolution' && verdictShown));
}

function isShown(command: CommandRow, report: SupplierReport): boolean {
  return command.operation === 'amend-problem' && isUndecided(command) && showsEffect(command.marks, report.shown);
}

export interface ToTell {
  draft: KciDraft;
  /** The request it answers. */
  about: string | undefined;
}

/**
 * One notification makes one KCI. Where all that is new is an amendment's effect and remarks about it, that KCI is the
 * AMENDED one; where the state moved too, the amendment still gets the confirmation its 202 promised, after it.
 */
export function draftsOf(news: KciDraft | undefined, effective: CommandRow[], document: ServiceProblem): ToTell[] {
  const amended = effective.map((command) => ({
    draft: amendedKci(document, linkOf(command)),
    about: command.command_id,
  }));
  if (news === undefined) return amended;
  const told = { ...news, problem: document };
  const [first, ...others] = amended;
  if (news.reasonCode !== 'ADDITIONAL' || first === undefined) return [{ draft: told, about: undefined }, ...amended];
  return [{ draft: { ...told, reasonCode: 'AMENDED', link: first.draft.link }, about: first.about }, ...others];
}

/** The cancellation a KCI answers, if it answers one. */
function askedFor({ link }: KciDraft, cancellation: CommandRow | undefined): string | undefined {
  return link?.request === 'cancellation' ? cancellation?.command_id : undefined;
}

/** The end answers the first cancellation; each other one was promised a KCI too. */
function alsoCancelled(end: KciDraft | undefined, cancellations: CommandRow[]): ToTell[] {
  if (end?.reasonCode !== 'CANCELLED') return [];
  const draft = { ...end, supplierNotes: [], supplierCodes: [] };
  return cancellations.slice(1).map((one) => ({ draft: { ...draft, link: linkOf(one) }, about: one.command_id }));
}

function factsOf(notification: NotificationRow, problem?: ProblemRow): Record<string, unknown> {
  return {
    notificationId: notification.notification_id,
    supplier: notification.supplier,
    account: notification.account,
    ourReference: notification.our_reference,
    messageId: notification.message_id,
    tenant: problem?.tenant,
    conversationId: problem?.conversation_id,
  };
}
