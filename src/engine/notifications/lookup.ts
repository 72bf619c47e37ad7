// Finds the problem of a notification that does not carry our reference: by the supplier's own.

import { Injectable } from '@nestjs/common';
import type { SupplierReport } from '../../domain/report.js';
import type { Session } from '../../store/db/database.js';
import type { ClaimedNotification, NotificationRow } from '../../store/notifications/inbox.js';
import { Problems } from '../../store/problems/problems.js';
import { Requests } from '../../store/requests/requests.js';

@Injectable()
export class ProblemLookup {
  constructor(
    private readonly problems: Problems,
    private readonly requests: Requests,
  ) {}

  /** Waits for the lock of the problem it finds. */
  async bySupplierReference(
    session: Session,
    notification: NotificationRow,
    { supplierReference }: SupplierReport,
  ): Promise<ClaimedNotification> {
    const { supplier, account } = notification;
    const problem =
      supplierReference === undefined
        ? undefined
        : await this.problems.findBySupplierReference(session, supplier, account, supplierReference);
    return { notification, problem, open: problem ? await this.requests.open(session, problem.problem_key) : [] };
  }
}
