// Finds the problem of a notification that does not carry our reference: by the supplier's own.

import { Injectable } from '@nestjs/common';
import type { SupplierReport } from '../../domain/report.js';
import { Settings } from '../../runtime/settings/settings.js';
import type { Session } from '../../store/db/database.js';
import type { ClaimedNotification, NotificationRow } from '../../store/notifications/inbox.js';
import { Problems } from '../../store/problems/problems.js';
import { Requests, type ProblemRow } from '../../store/requests/requests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';

@Injectable()
export class ProblemLookup {
  constructor(
    private readonly problems: Problems,
    private readonly requests: Requests,
    private readonly suppliers: SupplierRegistry,
    private readonly settings: Settings,
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
        : ((await this.problems.findBySupplierReference(session, supplier, account, supplierReference)) ??
          (await this.byClaim(session, notification, supplierReference)));
    return { notification, problem, open: problem ? await this.requests.open(session, problem.problem_key) : [] };
  }

  /**
   * By the reference that the caller gave when a problem was taken over. A tenant that shares its account could name the
   * ticket of another tenant.
   */
  private async byClaim(
    session: Session,
    { supplier, account }: NotificationRow,
    reference: string,
  ): Promise<ProblemRow | undefined> {
    const [tenant, ...others] = this.tenantsOf(supplier, account);
    if (tenant === undefined || others.length > 0) return undefined;
    const problem = await this.problems.findByClaimedReference(session, supplier, account, reference);
    return problem?.tenant === tenant ? problem : undefined;
  }

  private tenantsOf(supplier: string, account: string): string[] {
    const known = this.suppliers.byId(supplier);
    return Object.entries(this.settings.current.tenants).flatMap(([tenant, sections]) =>
      sections[supplier] !== undefined && known.accountOf(tenant) === account ? [tenant] : [],
    );
  }
}
