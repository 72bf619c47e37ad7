// Asks the supplier of a problem for its present state, which the supplier sends as a notification.

import { Injectable } from '@nestjs/common';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { Log } from '../../runtime/log.js';
import type { ProblemRow } from '../../store/requests/requests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { problemWork } from '../exchange-context.js';

@Injectable()
export class UpdateRequest {
  constructor(
    private readonly suppliers: SupplierRegistry,
    private readonly exchanges: ExchangeLog,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** True when the supplier took the request, and where it cannot be asked at all. */
  async send(problem: ProblemRow): Promise<boolean> {
    const supplier = this.suppliers.byId(problem.supplier);
    if (supplier.requestUpdate === undefined || problem.supplier_reference === null) return true;
    const known = {
      tenant: problem.tenant,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference,
      messageId: this.clock.newId(),
      now: this.clock.now(),
    };
    const taken = await this.exchanges.about(
      problemWork(problem),
      async () => supplier.requestUpdate?.(known) ?? false,
      (isTaken) => ({ outcome: isTaken ? 'done' : 'not-asked', why: undefined }),
    );
    this.log.info('supplier.asked-for-update', {
      tenant: problem.tenant,
      supplier: problem.supplier,
      ourReference: problem.our_reference,
      asked: taken,
    });
    return taken;
  }
}
