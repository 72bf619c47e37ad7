// Service tests: taken once per (tenant, id), run by the supplier that has them, and the result told by KCI. By setting, a
// test no supplier can run is taken and ends UNAVAILABLE, which permits raising a problem (Supplier API 1.15, service test outcomes).

import { Injectable } from '@nestjs/common';
import type { Call, TestService } from '../../domain/request.js';
import type { Outcome } from '../../domain/outcome.js';
import { requestReference } from '../../domain/references.js';
import type { Supplier, Tested, TestResult } from '../../domain/supplier/port.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog, type Verdict } from '../../runtime/exchange-log.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Database, type Session } from '../../store/db/database.js';
import { Outbox } from '../../store/updates/outbox.js';
import { ServiceTests } from '../../store/requests/service-tests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { canonicalDigest } from '../requests/canonical-digest.js';
import { callWork, verdictOn } from '../exchange-context.js';
import { ASK_LEASE_MS, REPLICA_ID } from '../../runtime/replica-id.js';
import { StoreUnavailable } from '../../domain/store-unavailable.js';
import { supplierFor } from '../requests/routing.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { withinDeadline } from '../requests/deadline.js';

export type AcceptedTest =
  { kind: 'taken'; reference: string } | { kind: 'other-body' } | { kind: 'outcome'; outcome: Outcome };

/** A test as it is told of. */
interface Taken {
  tenant: string;
  conversationId: string;
  reference: string;
  test: TestService;
}

type Tester = Supplier & Required<Pick<Supplier, 'testService'>>;

const NOT_OFFERED = unavailable('The supplier offers no service test; a problem may be raised without one.');
const NOT_FINISHED = unavailable('The test did not come to an end; a problem may be raised without it.');

@Injectable()
export class RunServiceTests {
  constructor(
    private readonly database: Database,
    private readonly serviceTests: ServiceTests,
    private readonly outbox: Outbox,
    private readonly suppliers: SupplierRegistry,
    private readonly platforms: PlatformRegistry,
    private readonly wakeups: QueueNotifier,
    private readonly exchanges: ExchangeLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  async accept(call: Call, test: TestService): Promise<AcceptedTest> {
    const by = { serviceId: test.serviceId, specificationId: test.serviceSpecification.id };
    const supplier = this.suppliers.byId(supplierFor(this.settings.current.tenants[call.tenant], by));
    if (runsTests(supplier)) return this.run(supplier, call, test);
    if (supplier.endsTestsUnavailable?.(call.tenant) !== true) {
      return { kind: 'outcome', outcome: { kind: 'not-implemented' } };
    }
    const taken = await this.storeEnded(call, test).catch(notKept);
    this.wakeups.wake('kcis');
    return taken;
  }

  /** Tests whose runner died are told as what they are: nobody knows their result. */
  async reportAbandoned(): Promise<void> {
    for (const { tenant, request, reference, conversation_id: conversationId } of await this.serviceTests.abandoned()) {
      await this.report({ tenant, conversationId, reference, test: request }, NOT_FINISHED);
    }
  }

  /** A test that needs no supplier is kept together with its result; the KCI leaves a moment after the answer. */
  private storeEnded(call: Call, test: TestService): Promise<AcceptedTest> {
    return this.database.transaction(async (session) => {
      const digest = canonicalDigest(test);
      const facts = { tenant: call.tenant, id: test.id, digest, reference: this.newReference() };
      const kept = await this.serviceTests.store(session, facts);
      if (kept.digest !== digest) return { kind: 'other-body' };
      if (kept.isNew) await this.queueKci(session, { ...call, reference: kept.reference, test }, NOT_OFFERED);
      return { kind: 'taken', reference: kept.reference };
    });
  }

  /**
   * A test the supplier refuses or cannot be asked for while the caller waits was never taken: the caller is told, and may
   * ask again. One that takes longer than the caller may wait is taken, and goes on.
   */
  private async run(supplier: Tester, call: Call, test: TestService): Promise<AcceptedTest> {
    const digest = canonicalDigest(test);
    const facts = { tenant: call.tenant, id: test.id, digest, reference: this.newReference() };
    const running = { ...facts, supplier: supplier.id, request: test, conversationId: call.conversationId };
    const kept = await this.serviceTests.accept(running, REPLICA_ID, ASK_LEASE_MS).catch(notKept);
    if (kept.digest !== digest) return { kind: 'other-body' };
    const taken: Taken = { ...call, reference: kept.reference, test };
    if (kept.isNew) {
      const asked = this.ask(supplier, call, test);
      const tested = await withinDeadline(asked, this.settings.current.submit.replyDeadline);
      if (tested === undefined) this.reportWhenDone(taken, asked);
      else if (tested.kind === 'tested') await this.report(taken, tested.result);
      else {
        await this.serviceTests.forget(call.tenant, test.id);
        return tested;
      }
    }
    return { kind: 'taken', reference: kept.reference };
  }

  private async ask(supplier: Tester, call: Call, test: TestService): Promise<Tested> {
    const messageId = this.clock.newId();
    const facts = { tenant: call.tenant, conversationId: call.conversationId, operation: 'test-service', id: test.id };
    try {
      const { tenant, conversationId } = call;
      const asked = { tenant, messageId, conversationId, now: this.clock.now() };
      const run = (): Promise<Tested> => supplier.testService(asked, test);
      const tested = await this.exchanges.about(callWork(call, messageId), run, verdictOf);
      this.log.info('supplier.asked', { ...facts, outcome: tested.kind === 'tested' ? 'done' : tested.outcome.kind });
      return tested;
    } catch (error) {
      this.log.error('exchange.broke', { ...facts, ...errorFacts(error) });
      return { kind: 'outcome', outcome: { kind: 'unknown', why: 'the gateway failed while asking' } };
    }
  }

  private reportWhenDone(taken: Taken, asked: Promise<Tested>): void {
    void asked
      .then((tested) => this.report(taken, tested.kind === 'tested' ? tested.result : resultOf(tested.outcome)))
      // Not told is not lost: once its lease is over the test counts as abandoned.
      .catch((error: unknown) => this.log.warn('service-test.not-told', errorFacts(error)));
  }

  private async report(taken: Taken, result: TestResult): Promise<void> {
    await this.database.transaction(async (session) => {
      if (await this.serviceTests.end(session, taken.tenant, taken.test.id))
        await this.queueKci(session, taken, result);
    });
    this.wakeups.wake('kcis');
  }

  private async queueKci(session: Session, taken: Taken, result: TestResult): Promise<void> {
    const { tenant, conversationId, reference, test } = taken;
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

  private newReference(): string {
    return requestReference('TST', this.clock.newId());
  }
}

function verdictOf(tested: Tested): Verdict {
  return tested.kind === 'outcome' ? verdictOn(tested.outcome) : { outcome: 'done', why: undefined };
}

function runsTests(supplier: Supplier): supplier is Tester {
  return supplier.operations.has('test-service');
}

function unavailable(description: string): TestResult {
  return { testResult: 'UNAVAILABLE', description, supplierCodes: [] };
}

/** What is told where the caller had its 201 before the supplier said no. */
function resultOf(outcome: Outcome): TestResult {
  if (outcome.kind !== 'rejected') return NOT_FINISHED;
  return { testResult: 'FAILED', description: outcome.reasons.join(' '), supplierCodes: [] };
}

function notKept(error: Error): never {
  throw new StoreUnavailable(`The test could not be stored: ${error.message}`);
}
