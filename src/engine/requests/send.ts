// Sends the message of a claimed request to its supplier once, unless the circuit of the supplier's endpoint is open.

import { Injectable } from '@nestjs/common';
import { type Outcome, rejected } from '../../domain/outcome.js';
import { CircuitBreaker } from '../../resilience/circuit-breaker.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Clock } from '../../runtime/clock.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { type ClaimedCommand, Requests, type ProblemRow } from '../../store/requests/requests.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { requestFacts } from './facts.js';
import { RequestPreparer, type Result } from './prepare.js';
import { outcomeWithoutExchange } from './settle.js';
import { SupplierRequests } from './supplier-requests.js';

const CIRCUIT_OPEN: Outcome = {
  kind: 'queued',
  why: 'the supplier did not answer the last requests, so its circuit is open for a moment',
  credentials: false,
  retryAfterMs: undefined,
};

@Injectable()
export class RequestSender {
  private readonly breaker = new CircuitBreaker(() => this.clock.now().getTime());

  constructor(
    private readonly requests: Requests,
    private readonly suppliers: SupplierRegistry,
    private readonly supplierRequests: SupplierRequests,
    private readonly preparer: RequestPreparer,
    private readonly queues: QueueNotifier,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Endpoints to which no request may go now, each `<supplier> <account>`. */
  openCircuits(): string[] {
    return this.breaker.blocked();
  }

  async send(claimed: ClaimedCommand): Promise<Result> {
    const { command, problem } = claimed;
    const supplier = this.suppliers.byId(problem.supplier);
    const known = outcomeWithoutExchange(claimed, supplier);
    if (known !== undefined) return { outcome: known, expectedEffects: [] };
    try {
      const begun = this.preparer.begin(supplier, await this.supplierRequests.compose(claimed));
      if ('reasons' in begun) return { outcome: rejected(begun.reasons), expectedEffects: [] };
      return await this.unlessOpen(problem, begun.ask);
    } catch (error) {
      // A bug of the gateway. Nobody can say whether the message was sent, so the outcome is unknown.
      this.log.error('exchange.broke', { ...requestFacts(command), ...errorFacts(error) });
      return { outcome: { kind: 'unknown', why: 'the gateway failed while asking' }, expectedEffects: [] };
    }
  }

  private async unlessOpen(problem: ProblemRow, send: () => Promise<Result>): Promise<Result> {
    const endpoint = `${problem.supplier} ${problem.account}`;
    const passed = await this.breaker.send(endpoint, send, ({ outcome }) => outcome.kind === 'queued');
    if (passed === undefined) return { outcome: CIRCUIT_OPEN, expectedEffects: [] };
    if (passed.recovered) await this.release(problem);
    return passed.result;
  }

  /** The endpoint answers again: the requests that wait for it are due now, oldest first. */
  private async release({ supplier, account }: ProblemRow): Promise<void> {
    await this.requests
      .dueNow(supplier, account)
      .catch((error: unknown) => this.log.warn('requests.release-failed', { supplier, account, ...errorFacts(error) }));
    this.queues.notify('commands');
  }
}
