// Recovers requests whose lease expired after their message may have been sent.

import { Injectable } from '@nestjs/common';
import { answerLater } from '../../domain/outcome.js';
import { Database } from '../../store/db/database.js';
import { type CommandRow, Requests } from '../../store/requests/requests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { isSameClaim, Settler } from './settle.js';
import { SupplierRequests } from './supplier-requests.js';

/** `elsewhere`: another replica recovered the request meanwhile, or its holder goes on. */
export type Recovered = 'settled' | 'unknown' | 'elsewhere';

@Injectable()
export class RequestRecovery {
  constructor(
    private readonly requests: Requests,
    private readonly database: Database,
    private readonly suppliers: SupplierRegistry,
    private readonly supplierRequests: SupplierRequests,
    private readonly settler: Settler,
  ) {}

  /**
   * Stores the expected effects of the request and marks it unknown, unless its effects were already observed: then it is
   * settled. Runs under the lock of its problem, so that no notification is applied in between. `alarm` is called before
   * the request is stored as unknown.
   */
  async recover(expired: CommandRow, alarm: () => Promise<void>): Promise<Recovered> {
    const commandId = expired.command_id;
    return this.database.transaction(async (session) => {
      const locked = await this.requests.lock(session, commandId);
      if (locked === undefined || !isSameClaim(locked.command, expired)) return 'elsewhere';
      const request = await this.supplierRequests.compose(locked);
      const written = this.suppliers.byId(locked.problem.supplier).write(request);
      const expectedEffects = 'reasons' in written ? [] : written.expectedEffects;
      await this.requests.setExpectedEffects(session, commandId, expectedEffects);
      if (await this.settler.settleIfObserved(session, locked, expectedEffects)) return 'settled';
      await alarm();
      await this.requests.expiredLeasesToUnknown(answerLater(undefined), [commandId], session);
      return 'unknown';
    });
  }
}
