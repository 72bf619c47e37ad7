// Counts how suppliers' messages depart from their contracts, and raises an alarm at what a tenant never had before.

import { Injectable } from '@nestjs/common';
import type { DriftNote } from '../../domain/report.js';
import { Log } from '../../runtime/log.js';
import type { ProblemRow } from '../../store/requests/requests.js';
import type { Session } from '../../store/db/database.js';
import { Drift, type SeenDrift } from '../../store/notifications/drift.js';
import type { Applied, NotificationRow } from '../../store/notifications/inbox.js';

/** A notification read against its problem, not yet written down. */
export interface AppliedNotification extends Applied {
  notification: NotificationRow;
  problem: ProblemRow;
  drift: readonly DriftNote[];
  /** Requests it settled, or may have: younger ones may go ahead. */
  settled: number;
}

@Injectable()
export class DriftRecorder {
  constructor(
    private readonly drift: Drift,
    private readonly log: Log,
  ) {}

  /** Last in the transaction, because the ledger's rows are those of every problem of a tenant. */
  async record(session: Session, applied: AppliedNotification[]): Promise<void> {
    const messages = applied.map(({ notification, problem: { tenant, supplier }, drift: notes }) => ({
      tenant,
      supplier,
      at: notification.received_at,
      notes,
    }));
    const unseen = new Set((await this.drift.record(session, messages)).map(driftKey));
    if (unseen.size > 0) for (const one of applied) this.logNewDrift(one, unseen);
  }

  /** Logged once, with the first notification that departs so. */
  private logNewDrift({ notification, problem, drift }: AppliedNotification, unseen: Set<string>): void {
    const { tenant, supplier } = problem;
    const seen = drift.filter((note) => unseen.delete(driftKey({ ...note, tenant, supplier })));
    if (seen.length === 0) return;
    this.log.alarm('drift.found', {
      ...factsOf(notification, problem),
      kindOfMessage: seen[0]?.event,
      drift: seen.map(({ kind, element }) => `${kind} ${element}`),
      advice:
        "A message departs from the supplier's contract in a way that is new for this tenant. The gateway read what it could. " +
        'Compare the stored message with the contract, then ask the supplier or extend the reader.',
    });
  }
}

function driftKey({ tenant, supplier, event, kind, element }: SeenDrift): string {
  return [tenant, supplier, event, kind, element].join('\n');
}

export function factsOf(notification: NotificationRow, problem?: ProblemRow): Record<string, unknown> {
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
