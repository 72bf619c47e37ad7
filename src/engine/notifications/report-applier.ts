// Applies reports to their problems inside a transaction: settles what they settle, numbers and queues the updates.

import { Injectable } from '@nestjs/common';
import { applyReport } from '../../domain/apply-report.js';
import { requestReference } from '../../domain/references.js';
import type { SupplierReport } from '../../domain/report.js';
import { Clock } from '../../runtime/clock.js';
import { Log } from '../../runtime/log.js';
import type { Session } from '../../store/db/database.js';
import { Inbox, type ClaimedNotification } from '../../store/notifications/inbox.js';
import { openRequestOf } from '../../store/requests/open-request.js';
import type { ProblemRow } from '../../store/requests/requests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { Settler } from '../requests/settle.js';
import { UpdateWriter } from '../updates/update-writer.js';
import { type AppliedNotification, DriftRecorder, factsOf } from './drift.js';

@Injectable()
export class ReportApplier {
  constructor(
    private readonly suppliers: SupplierRegistry,
    private readonly settler: Settler,
    private readonly updates: UpdateWriter,
    private readonly inbox: Inbox,
    private readonly drift: DriftRecorder,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Settles the requests at once; what the report makes of its problem is written by `write`. */
  async apply(
    session: Session,
    { notification, problem, open }: ClaimedNotification & { problem: ProblemRow },
    report: SupplierReport,
  ): Promise<AppliedNotification> {
    const applied = applyReport({
      problem: problem.document,
      reported: problem.reported,
      open: open.map(openRequestOf),
      report,
      ownWording: this.suppliers.byId(problem.supplier).ownWording?.(problem.document) ?? [],
      resolutionReference: requestReference('RES', this.clock.newId()),
      receivedAt: notification.received_at.toISOString(),
      updateRequested: problem.reported.late !== undefined && problem.reconcile_at === null,
    });
    for (const { request, outcome } of applied.settled) {
      const command = open.find(({ command_id: id }) => id === request.commandId);
      if (command !== undefined) await this.settler.settleByNotification(session, command, outcome);
    }
    const kcis = applied.updates.map(({ draft, about }, at) =>
      this.updates.write(problem, problem.next_sequence + at, draft, about),
    );
    this.log.info('notification.applied', {
      ...factsOf(notification, problem),
      state: report.stateText,
      status: applied.problem.status,
      kcis: applied.updates.map(({ draft }) => draft.reasonCode),
      settled: applied.settled.length,
    });
    return {
      notificationId: notification.notification_id,
      problemKey: problem.problem_key,
      document: applied.problem,
      reported: applied.reported,
      reconcileAt: applied.reconcileAt,
      kcis,
      notification,
      problem,
      drift: report.drift,
      settled: applied.settled.length,
    };
  }

  /** The ledger of drift comes last in the transaction, because its rows are those of every problem of a tenant. */
  async write(session: Session, applied: AppliedNotification[]): Promise<void> {
    if (applied.length === 0) return;
    await this.inbox.apply(session, applied, this.clock.now());
    await this.drift.record(session, applied);
  }
}
