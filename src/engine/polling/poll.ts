// Polls a supplier that cannot notify for one problem. What was not stored before enters the inbox, in the supplier's order.

import { Injectable } from '@nestjs/common';
import type { Fetched, Poll, Supplier } from '../../domain/supplier/port.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { type Facts, Log } from '../../runtime/log.js';
import { backOff } from '../../resilience/back-off.js';
import { Inbox } from '../../store/notifications/inbox.js';
import { type ClaimedWatch, Watches } from '../../store/schedules/watches.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { problemWork } from '../exchange-context.js';
import { REPLICA_ID } from '../../runtime/replica-id.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';

const FIRST_RETRY_MS = 2_000;
/** After so many failures in a row, an alarm asks a person to look. */
const ALARM_AT_FAILURE = 6;

type Polled = Supplier & { poll: Poll };

@Injectable()
export class PollSuppliers {
  constructor(
    private readonly watches: Watches,
    private readonly inbox: Inbox,
    private readonly suppliers: SupplierRegistry,
    private readonly queues: QueueNotifier,
    private readonly exchanges: ExchangeLog,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * A replica that dies on the way leaves the rest for the next poll: a stored note is recognised by its bytes, and every note
   * is stored before the one after it.
   */
  async poll(watch: ClaimedWatch): Promise<void> {
    const supplier = this.suppliers.byId(watch.problem.supplier);
    if (!isPolled(supplier)) return;
    const fetched = await this.exchanges.about(
      problemWork(watch.problem),
      () => this.fetch(supplier, watch),
      (result) => ({ outcome: result.kind, why: result.kind === 'told' ? undefined : result.why }),
    );
    if (fetched.kind === 'told') await this.store(supplier, watch, fetched);
    else await this.reschedule(supplier, watch, fetched);
  }

  private fetch({ poll }: Polled, { problem }: ClaimedWatch): Promise<Fetched> {
    return poll.fetch({
      tenant: problem.tenant,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference ?? '',
      messageId: this.clock.newId(),
      now: this.clock.now(),
    });
  }

  private async store(
    supplier: Polled,
    { problem, quiet }: ClaimedWatch,
    { arrivals }: Extract<Fetched, { kind: 'told' }>,
  ): Promise<void> {
    const fresh = await this.inbox.unknown(supplier.id, arrivals);
    for (const arrival of fresh) {
      const opened = supplier.poll.open(arrival);
      const origin = { supplier: supplier.id, path: 'poll', subject: '' };
      await this.inbox.store({ ...arrival, ...origin }, opened, opened.unreadable?.why);
    }
    const quietNow = fresh.length > 0 ? 0 : quiet + 1;
    const { busyMs, quietMs } = supplier.poll.pace(problem.tenant);
    const inMs = backOff(quietNow + 1, busyMs, quietMs);
    await this.watches.settle(problem.problem_key, REPLICA_ID, { quiet: quietNow, failures: 0, inMs });
    if (fresh.length === 0) return;
    this.log.info('poll.stored', { ...factsOf({ problem }), notifications: fresh.length, of: arrivals.length });
    this.queues.notify('notifications');
  }

  private async reschedule(
    supplier: Polled,
    { problem, quiet, failures }: ClaimedWatch,
    { why, credentials, retryAfterMs }: Extract<Fetched, { kind: 'not-told' }>,
  ): Promise<void> {
    const { quietMs } = supplier.poll.pace(problem.tenant);
    const inMs = retryAfterMs ?? backOff(failures + 1, FIRST_RETRY_MS, quietMs);
    await this.watches.settle(problem.problem_key, REPLICA_ID, { quiet, failures: failures + 1, inMs });
    const facts = { ...factsOf({ problem }), failures: failures + 1, why };
    if (failures + 1 !== ALARM_AT_FAILURE) this.log.warn('poll.failed', facts);
    else {
      const advice = credentials
        ? "The supplier refuses the gateway's access. Check the endpoint, user name, password and rights."
        : 'The supplier cannot be polled. Check the supplier and the network. Nothing is lost, but updates are late.';
      this.log.alarm('poll.failed', { ...facts, advice });
    }
  }
}

function isPolled(supplier: Supplier): supplier is Polled {
  return supplier.poll !== undefined;
}

function factsOf({ problem }: Pick<ClaimedWatch, 'problem'>): Facts {
  const { tenant, supplier, our_reference: ourReference, supplier_reference: supplierReference } = problem;
  return { tenant, supplier, ourReference, supplierReference, conversationId: problem.conversation_id };
}
