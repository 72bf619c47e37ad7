// Delivers the oldest undelivered update of each problem: sends it once, then settles it or schedules the same bytes again.

import { Injectable } from '@nestjs/common';
import type { Delivery, Platform } from '../../domain/platform/port.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
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
/** In a problem's first minutes its platform may not know it yet: a refusal by validation then passes by itself. */
const YOUNG_MS = 300_000;
const YOUNG_RETRY_MS = 5_000;
/** How long nothing is sent to a platform that refused our credentials. */
const LOCKED_OUT_MS = 30_000;

/** Only no answer and 503 count against the endpoint: any other answer is about one update. */
function isAway(delivery: Delivery): boolean {
  return delivery.kind === 'again' && (delivery.status === undefined || delivery.status === 503);
}

@Injectable()
export class DeliverUpdates {
  /** By platform: until when nothing is sent, because it refused our credentials. */
  private readonly lockedOut = new Map<string, number>();
  private readonly breaker = new CircuitBreaker(() => this.clock.now().getTime());

  constructor(
    private readonly outbox: Outbox,
    private readonly platforms: PlatformRegistry,
    private readonly exchanges: ExchangeLog,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** How many updates may be claimed now: none while no platform takes any, one while only a probe may be sent. */
  room(): number {
    return this.platforms.all().reduce((most, { id }) => Math.max(most, this.roomOf(id)), 0);
  }

  private roomOf(platform: string): number {
    if (this.isLockedOut(platform) || this.breaker.isBlocked(platform)) return 0;
    return this.breaker.stateOf(platform) === 'closed' ? Number.POSITIVE_INFINITY : 1;
  }

  private isLockedOut(platform: string): boolean {
    return this.clock.now().getTime() < (this.lockedOut.get(platform) ?? 0);
  }

  async deliver(kci: ClaimedKci): Promise<void> {
    const started = performance.now();
    const platform = this.platforms.of(kci.tenant);
    const passed = this.isLockedOut(platform.id)
      ? undefined
      : await this.breaker.send(platform.id, () => this.send(kci, platform), isAway);
    if (passed === undefined) {
      await this.outbox.reschedule(kci.kci_id, REPLICA_ID, FIRST_RETRY_MS, 'the platform takes no updates now');
      return;
    }
    const delivery = passed.result;
    if (passed.recovered) await this.outbox.dueNow();
    const settled = await this.settle(kci, delivery, platform);
    this.report(kci, delivery, { settled, advice: platform.credentialsAdvice, ms: performance.now() - started });
  }

  private send(kci: ClaimedKci, platform: Platform): Promise<Delivery> {
    return this.exchanges.about(
      kciWork(kci),
      () => platform.deliver({ tenant: kci.tenant, body: kci.body, conversationId: kci.conversation_id }),
      (result) => ({ outcome: result.kind, why: 'why' in result ? result.why : undefined }),
    );
  }

  /** False: the lease expired meanwhile, and another replica decides. */
  private async settle(kci: ClaimedKci, delivery: Delivery, platform: Platform): Promise<boolean> {
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
        this.lockedOut.set(platform.id, this.clock.now().getTime() + LOCKED_OUT_MS);
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

  private report(
    kci: ClaimedKci,
    delivery: Delivery,
    { settled, advice, ms }: { settled: boolean; advice: string; ms: number },
  ): void {
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
      ...(settled ? {} : { leaseLost: true }),
    };
    if (delivery.kind === 'locked-out') {
      this.log.alarm('update.attempted', {
        ...facts,
        advice,
      });
    } else if (delivery.kind === 'refused' && !(delivery.validation && this.isYoung(kci))) {
      this.log.alarm('update.attempted', {
        ...facts,
        advice: 'This update is parked, and later ones of its problem wait behind it. Compare it with the reason.',
      });
    } else this.log.info('update.attempted', facts);
  }
}
