// Service tests: accepted once per (tenant, id), run by a supplier that offers them, and reported as an update. By setting, a
// test that no supplier runs is accepted and ends UNAVAILABLE, which permits the caller to report a problem
// (Supplier API 1.15, service test outcomes).

import { Injectable } from '@nestjs/common';
import type { Call, TestService } from '../../domain/request.js';
import type { Outcome } from '../../domain/outcome.js';
import { requestReference } from '../../domain/references.js';
import type { Supplier, Tested, TestResult } from '../../domain/supplier/port.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog, type Verdict } from '../../runtime/exchange-log.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { ServiceTests, type TestFacts } from '../../store/requests/service-tests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { canonicalDigest } from '../requests/canonical-digest.js';
import { callWork, verdictOn } from '../exchange-context.js';
import { ASK_LEASE_MS, REPLICA_ID } from '../../runtime/replica-id.js';
import { StoreUnavailable } from '../../domain/store-unavailable.js';
import { supplierFor } from '../requests/routing.js';
import { withinDeadline } from '../requests/deadline.js';
import { ServiceTestResults, type TestToReport } from './results.js';

export type AcceptedTest =
  { kind: 'taken'; reference: string } | { kind: 'other-body' } | { kind: 'outcome'; outcome: Outcome };

type Tester = Supplier & Required<Pick<Supplier, 'testService'>>;

const NOT_OFFERED = unavailable('The supplier offers no service test; a problem may be raised without one.');
const NOT_FINISHED = unavailable('The test did not come to an end; a problem may be raised without it.');

@Injectable()
export class RunServiceTests {
  constructor(
    private readonly serviceTests: ServiceTests,
    private readonly results: ServiceTestResults,
    private readonly suppliers: SupplierRegistry,
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
    const facts = this.factsOf(call, test);
    const stored = await this.results.storeEnded(call, test, facts, NOT_OFFERED).catch(notStored);
    return stored.digest === facts.digest ? { kind: 'taken', reference: stored.reference } : { kind: 'other-body' };
  }

  /** Reports tests whose replica died while the supplier ran them: nobody knows their result. */
  async reportAbandoned(): Promise<void> {
    for (const { tenant, request, reference, conversation_id: conversationId } of await this.serviceTests.abandoned()) {
      await this.results.report({ tenant, conversationId, reference, test: request }, NOT_FINISHED);
    }
  }

  /**
   * A test that the supplier refuses, or cannot be asked for, while the caller waits is not accepted: the caller learns why and
   * may ask again. A test that takes longer than the reply deadline is accepted and goes on.
   */
  private async run(supplier: Tester, call: Call, test: TestService): Promise<AcceptedTest> {
    const facts = this.factsOf(call, test);
    const running = { ...facts, supplier: supplier.id, request: test, conversationId: call.conversationId };
    const stored = await this.serviceTests.accept(running, REPLICA_ID, ASK_LEASE_MS).catch(notStored);
    if (stored.digest !== facts.digest) return { kind: 'other-body' };
    const accepted: TestToReport = { ...call, reference: stored.reference, test };
    if (stored.isNew) {
      const asked = this.ask(supplier, call, test);
      const tested = await withinDeadline(asked, this.settings.current.submit.replyDeadline);
      if (tested === undefined) this.reportWhenDone(accepted, asked);
      else if (tested.kind === 'tested') await this.results.report(accepted, tested.result);
      else {
        await this.serviceTests.forget(call.tenant, test.id);
        return tested;
      }
    }
    return { kind: 'taken', reference: stored.reference };
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

  private reportWhenDone(accepted: TestToReport, asked: Promise<Tested>): void {
    void asked
      .then((tested) =>
        this.results.report(accepted, tested.kind === 'tested' ? tested.result : resultOf(tested.outcome)),
      )
      // The housekeeping reports the test once its lease has expired.
      .catch((error: unknown) => this.log.warn('service-test.not-reported', errorFacts(error)));
  }

  private factsOf(call: Call, test: TestService): TestFacts {
    const reference = requestReference('TST', this.clock.newId());
    return { tenant: call.tenant, id: test.id, digest: canonicalDigest(test), reference };
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

/** The result where the caller had its 201 before the supplier refused. */
function resultOf(outcome: Outcome): TestResult {
  if (outcome.kind !== 'rejected') return NOT_FINISHED;
  return { testResult: 'FAILED', description: outcome.reasons.join(' '), supplierCodes: [] };
}

function notStored(error: Error): never {
  throw new StoreUnavailable(`The test could not be stored: ${error.message}`);
}
