// The results of service tests: stored as ended, and reported to the platform as updates, once each.

import { Injectable } from '@nestjs/common';
import type { Call, TestService } from '../../domain/request.js';
import type { TestResult } from '../../domain/supplier/port.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Clock } from '../../runtime/clock.js';
import { Database, type Session } from '../../store/db/database.js';
import { ServiceTests, type StoredTest, type TestFacts } from '../../store/requests/service-tests.js';
import { Outbox } from '../../store/updates/outbox.js';

/** A test that was accepted, as its result names it. */
export interface TestToReport {
  tenant: string;
  conversationId: string;
  /** Our reference of the test. */
  reference: string;
  test: TestService;
}

@Injectable()
export class ServiceTestResults {
  constructor(
    private readonly database: Database,
    private readonly serviceTests: ServiceTests,
    private readonly outbox: Outbox,
    private readonly platforms: PlatformRegistry,
    private readonly queues: QueueNotifier,
    private readonly clock: Clock,
  ) {}

  /** Stores a test that no supplier runs together with its result. A repeated test is returned as it was stored. */
  async storeEnded(call: Call, test: TestService, facts: TestFacts, result: TestResult): Promise<StoredTest> {
    const stored = await this.database.transaction(async (session) => {
      const known = await this.serviceTests.store(session, facts);
      if (known.isNew) await this.queueUpdate(session, { ...call, reference: known.reference, test }, result);
      return known;
    });
    this.queues.notify('kcis');
    return stored;
  }

  /** Reports the result of a test that runs. Does nothing where its result was reported before. */
  async report(tested: TestToReport, result: TestResult): Promise<void> {
    await this.database.transaction(async (session) => {
      if (await this.serviceTests.end(session, tested.tenant, tested.test.id))
        await this.queueUpdate(session, tested, result);
    });
    this.queues.notify('kcis');
  }

  private async queueUpdate(session: Session, tested: TestToReport, result: TestResult): Promise<void> {
    const { tenant, conversationId, reference, test } = tested;
    const id = this.clock.newId();
    const issuedOn = this.clock.now().toISOString();
    const update = { id, sequenceNumber: 1, issuedOn, tenant, reference, test, result };
    const body = this.platforms.of(tenant).writeTestUpdate(update);
    const entity = { entity: 'serviceTest', entityId: test.id, entityCreatedAt: issuedOn } as const;
    await this.outbox.queue(session, {
      ...{ id, tenant, ...entity, sequence: 1, issuedOn, body, conversationId },
      aboutCommand: undefined,
    });
  }
}
