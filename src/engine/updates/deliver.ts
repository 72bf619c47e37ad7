// Deliver: the oldest undelivered KCI of a problem → POST /kcis → settle, or again later with the same bytes.

import { Injectable } from '@nestjs/common';
import { type Delivery, KciClient } from '../../platforms/fibre-cafe/updates/kci.client.js';
import { Clock } from '../../runtime/clock.js';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { Log } from '../../runtime/log.js';
import { backOff, notBefore } from '../../resilience/back-off.js';
import { type ClaimedKci, Outbox } from '../../store/updates/outbox.js';
import { CircuitBreaker } from '../../resilience/circuit-breaker.js';
import { kciWork } from '../exchange-context.js';
import { REPLICA_ID } from '../../runtime/replica-id.js';

const FIRST_RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 300_000;
/** In a problem's first minutes the Fibre Cafe may not know it yet: a 422 then passes by itself. */
const YOUNG_MS = 300_000;
const YOUNG_RETRY_MS = 5_000;
/** How long nothing is sent after our credentials were refused. */
const LOCKED_OUT_MS = 30_000;

const ENDPOINT = 'fibre-cafe';

/** Nothing can be said of the whole endpoint from an answer about one KCI: only silence and 503 count. */
function isAway(delivery: Delivery): boolean {
  return delivery.kind === 'again' && (delivery.status === undefined || delivery.status === 503);
}

@Injectable()
export class DeliverUpdates {
  private lockedOutUntil = 0;
  private readonly breaker = new CircuitBreaker(() => this.clock.now().getTime());

  constructor(
    private readonly outbox: Outbox,
    private readonly client: KciClient,
    private readonly exchanges: ExchangeLog,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** How many KCIs may be claimed now: none while the Fibre Cafe refuses us or rests, one to find out whether it is back. */
  room(): number {
    if (this.clock.now().getTime() < this.lockedOutUntil) return 0;
    if (this.breaker.open().length > 0) return 0;
    return this.breaker.isClosed(ENDPOINT) ? Number.POSITIVE_INFINITY : 1;
  }

  async deliver(kci: ClaimedKci): Promise<void> {
    const started = performance.now();
    if (!this.breaker.admits(ENDPOINT)) {
      await this.outbox.reschedule(kci.kci_id, REPLICA_ID, FIRST_RETRY_MS, 'the Fibre Cafe is left alone for a moment');
      return;
    }
    const delivery = await this.exchanges.about(
      kciWork(kci),
      () => this.client.send({ body: kci.body, conversationId: kci.conversation_id }),
      (result) => ({ outcome: result.kind, why: 'why' in result ? result.why : undefined }),
    );
    if (isAway(delivery)) this.breaker.failed(ENDPOINT);
    else if (this.breaker.answered(ENDPOINT)) await this.outbox.dueNow();
    const kept = await this.settle(kci, delivery);
    this.report(kci, delivery, kept, performance.now() - started);
  }

  /** False: the claim lapsed meanwhile, and its new holder's word counts. */
  private async settle(kci: ClaimedKci, delivery: Delivery): Promise<boolean> {
    const again = (inMs: number, why: string): Promise<boolean> =>
      this.outbox.reschedule(kci.kci_id, REPLICA_ID, inMs, why);
    switch (delivery.kind) {
      case 'delivered':
        return this.outbox.delivered(kci.kci_id, REPLICA_ID);
      case 'again':
        return again(
          notBefore(delivery.retryAfterMs, backOff(kci.attempt, FIRST_RETRY_MS, SLOWEST_RETRY_MS)),
          delivery.why,
        );
      case 'locked-out':
        this.lockedOutUntil = this.clock.now().getTime() + LOCKED_OUT_MS;
        return again(LOCKED_OUT_MS, delivery.why);
      case 'refused':
        return delivery.validation && this.isYoung(kci)
          ? again(backOff(1, YOUNG_RETRY_MS, YOUNG_RETRY_MS), delivery.why)
          : this.outbox.park(kci.kci_id, REPLICA_ID, delivery.why);
    }
  }

  private isYoung(kci: ClaimedKci): boolean {
    return this.clock.now().getTime() - kci.entity_created_at.getTime() < YOUNG_MS;
  }

  private report(kci: ClaimedKci, delivery: Delivery, kept: boolean, ms: number): void {
    const facts = {
      tenant: kci.tenant,
      conversationId: kci.conversation_id,
      requestId: delivery.requestId,
      entity: kci.entity,
      entityId: kci.entity_id,
      kciId: kci.kci_id,
      sequenceNumber: kci.sequence,
      attempt: kci.attempt,
      outcome: delivery.kind,
      status: delivery.status,
      ms: Math.round(ms),
      ...('why' in delivery ? { why: delivery.why } : {}),
      ...(kept ? {} : { claimLost: true }),
    };
    if (delivery.kind === 'locked-out') {
      this.log.alarm('kci.attempted', {
        ...facts,
        advice: 'The Fibre Cafe refuses our credentials: check fibreCafe.clientId and the secret.',
      });
    } else if (delivery.kind === 'refused' && !(delivery.validation && this.isYoung(kci))) {
      this.log.alarm('kci.attempted', {
        ...facts,
        advice: 'This KCI is parked and holds back later ones of its problem: compare it with the reason.',
      });
    } else this.log.info('kci.attempted', facts);
  }
}
