// Service tests. No supplier of this build has a known call for them: by setting, a test is taken and ends UNAVAILABLE,
// which permits raising a problem (Fibre Cafe, service test outcomes).

import { Injectable } from '@nestjs/common';
import type { Call, TestService } from '../domain/command.js';
import { requestReference } from '../domain/references.js';
import { writeTestKci } from '../fibre-cafe/kcis/test-kci.body.js';
import { Clock } from '../platform/clock.js';
import { Settings } from '../platform/settings.js';
import { Database } from '../store/database.js';
import { Outbox } from '../store/outbox.js';
import { ServiceTests } from '../store/service-tests.js';
import { SupplierRegistry } from '../suppliers/supplier.registry.js';
import { digestOf } from './digest.js';
import { NotKept } from './not-kept.js';
import { Wakeups } from './wakeups.js';

export type TakenTest = { kind: 'taken'; reference: string } | { kind: 'other-body' } | { kind: 'not-implemented' };

@Injectable()
export class ServiceTestFlow {
  constructor(
    private readonly database: Database,
    private readonly serviceTests: ServiceTests,
    private readonly outbox: Outbox,
    private readonly suppliers: SupplierRegistry,
    private readonly wakeups: Wakeups,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  async take(call: Call, test: TestService): Promise<TakenTest> {
    const supplier = this.suppliers.byId(this.settings.current.tenants[call.tenant]?.supplier ?? '');
    if (supplier.endsTestsUnavailable?.(call.tenant) !== true) return { kind: 'not-implemented' };
    const taken = await this.keep(call, test).catch((error: Error) => {
      throw new NotKept(`The test could not be kept: ${error.message}`);
    });
    this.wakeups.wake('kcis');
    return taken;
  }

  /** The test and its result are kept together; the KCI leaves a moment after the answer. */
  private keep(call: Call, test: TestService): Promise<TakenTest> {
    return this.database.transaction(async (session) => {
      const reference = requestReference('TST', this.clock.newId());
      const digest = digestOf(test);
      const kept = await this.serviceTests.keep(session, { tenant: call.tenant, id: test.id, digest, reference });
      if (kept.digest !== digest) return { kind: 'other-body' };
      if (kept.isNew) {
        const id = this.clock.newId();
        const issuedOn = this.clock.now().toISOString();
        await this.outbox.queue(session, {
          id,
          tenant: call.tenant,
          entity: 'serviceTest',
          entityId: test.id,
          entityCreatedAt: issuedOn,
          sequence: 1,
          issuedOn,
          body: writeTestKci({ id, sequenceNumber: 1, issuedOn, tenant: call.tenant, reference, test }),
          conversationId: call.conversationId,
          aboutCommand: undefined,
        });
      }
      return { kind: 'taken', reference: kept.reference };
    });
  }
}
