// Poll: a supplier that cannot notify is asked what is new; what was not kept before enters the same inbox, in its order.

import { Injectable } from '@nestjs/common';
import type { Fetched, Poll, Supplier } from '../../domain/supplier/port.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { type Facts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { backOff } from '../../resilience/back-off.js';
import { Inbox } from '../../store/notifications/inbox.js';
import { type ClaimedWatch, Watches } from '../../store/schedules/watches.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { problemWork } from '../exchange-context.js';
import { REPLICA_ID } from '../../runtime/replica-id.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';

/** Who dies while looking leaves the problem for this long. Two that look at once do no harm: notes are known by their bytes. */
const LEASE_MS = 30_000;
const FIRST_RETRY_MS = 2_000;
/** A problem that could not be looked at so many times in a row is worth a person's look. */
const ALARM_AT_FAILURE = 6;

type Polled = Supplier & { poll: Poll };

@Injectable()
export class PollSuppliers {
  /** Suppliers some tenant has, by the settings they were read from. */
  private used: { of: object; suppliers: Set<string> } | undefined;

  constructor(
    private readonly watches: Watches,
    private readonly inbox: Inbox,
    private readonly suppliers: SupplierRegistry,
    private readonly wakeups: QueueNotifier,
    private readonly exchanges: ExchangeLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Problems whose turn it is. */
  async claim(count: number): Promise<ClaimedWatch[]> {
    const polled = this.suppliers.all().filter(({ id, poll }) => poll !== undefined && this.isUsed(id));
    if (polled.length === 0) return [];
    await this.watches.refresh(polled.map(({ id }) => id));
    return this.watches.claim(REPLICA_ID, count, LEASE_MS);
  }

  /** A supplier with unfinished problems cannot be taken from the settings: where no tenant has it, nothing is to be asked. */
  private isUsed(supplier: string): boolean {
    const { tenants } = this.settings.current;
    if (this.used?.of !== tenants) {
      const sections = Object.values(tenants).flatMap((tenant) => Object.keys(tenant));
      this.used = { of: tenants, suppliers: new Set(sections) };
    }
    return this.used.suppliers.has(supplier);
  }

  /**
   * A process that dies on the way leaves the rest for the next look: what is kept is known by its bytes, and every note is
   * kept before the one after it.
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
      await this.inbox.store({ ...origin, ...arrival }, opened, opened.unreadable?.why);
    }
    const quietNow = fresh.length > 0 ? 0 : quiet + 1;
    const { busyMs, quietMs } = supplier.poll.pace(problem.tenant);
    const inMs = backOff(quietNow + 1, busyMs, quietMs);
    await this.watches.settle(problem.problem_key, REPLICA_ID, { quiet: quietNow, failures: 0, inMs });
    if (fresh.length === 0) return;
    this.log.info('poll.kept', { ...factsOf({ problem }), notifications: fresh.length, of: arrivals.length });
    this.wakeups.wake('notifications');
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
        ? 'The supplier refuses our access: check the endpoint, user name, password and rights.'
        : 'The supplier cannot be asked what is new: nothing is lost, but nothing is told meanwhile.';
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
