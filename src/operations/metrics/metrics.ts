// Metrics for Prometheus: exchanges and alarms are counted as they happen, the store is read at every scrape.

import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Exchange, ExchangeLog } from '../../runtime/exchange-log.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Journal } from '../../store/journal/journal.js';
import { WorkList } from '../../store/work-list/work.js';

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 15, 60];

@Injectable()
export class Metrics {
  /** One for each gateway, so that several in one process do not mix. */
  readonly registry = new Registry();
  private readonly requests = this.counter('requests_total', 'Requests of the platform.', ['route', 'status']);
  private readonly supplierRequests = this.counter('supplier_exchanges_total', 'What came of asking suppliers.', [
    'supplier',
    'operation',
    'outcome',
  ]);
  private readonly notified = this.counter('notifications_total', 'Notifications at the listener.', [
    'supplier',
    'outcome',
  ]);
  private readonly updates = this.counter('update_deliveries_total', 'Attempts to deliver updates.', ['outcome']);
  private readonly alarms = this.counter('alarms_total', 'Alarms: a person must act.', ['event']);
  private readonly seconds = new Histogram({
    name: 'gateway_exchange_seconds',
    help: 'Duration of exchanges, by the edge of the gateway that they crossed.',
    labelNames: ['side'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly depth = this.gauge('queue_depth', 'Unsettled work, by queue and state.', ['queue', 'state']);
  private readonly oldest = this.gauge(
    'queue_oldest_seconds',
    'Age of the oldest unsettled work, by queue and state.',
    ['queue', 'state'],
  );
  private readonly stalled = this.gauge('stalled', 'Stalled work: it is due or claimed and makes no progress.', [
    'kind',
    'stall',
  ]);
  private readonly journalWaiting = this.gauge('journal_waiting', 'Journal entries that are not written yet.', []);
  private readonly journalLost = this.gauge(
    'journal_lost',
    'Journal entries that were dropped since the process started.',
    [],
  );
  private readonly storeUp = this.gauge('store_up', '1 when the store answered this scrape, else 0.', []);

  constructor(
    exchanges: ExchangeLog,
    private readonly journal: Journal,
    private readonly work: WorkList,
    private readonly settings: Settings,
    private readonly log: Log,
  ) {
    // With the lag of the event loop.
    collectDefaultMetrics({ register: this.registry });
    exchanges.onExchange((exchange) => this.count(exchange));
    log.onAlarm((event) => this.alarms.inc({ event }));
  }

  /** In Prometheus' text format. Never throws: without the store, the counters of this process are still reported. */
  async text(): Promise<string> {
    const { waiting, lost } = this.journal.state();
    this.journalWaiting.set(waiting);
    this.journalLost.set(lost);
    try {
      await this.readDepths();
      this.storeUp.set(1);
    } catch (error) {
      this.storeUp.set(0);
      this.log.warn('metrics.store-unavailable', errorFacts(error));
    }
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  private count({ side, party, operation, status, outcome, ms }: Exchange): void {
    this.seconds.observe({ side }, ms / 1000);
    switch (side) {
      case 'north':
        return this.requests.inc({ route: operation, status: status ?? 0 });
      case 'south':
        return this.supplierRequests.inc({ supplier: party, operation, outcome });
      case 'notification':
        return this.notified.inc({ supplier: party, outcome });
      case 'kci':
        return this.updates.inc({ outcome });
    }
  }

  private async readDepths(): Promise<void> {
    const [depths, stalled] = await Promise.all([this.work.depths(), this.work.stalled(this.settings.current.stalls)]);
    for (const gauge of [this.depth, this.oldest, this.stalled]) gauge.reset();
    for (const [queue, states] of Object.entries(STATES))
      for (const state of states) for (const gauge of [this.depth, this.oldest]) gauge.set({ queue, state }, 0);
    for (const { queue, state, depth, oldest } of depths) {
      this.depth.set({ queue, state }, depth);
      this.oldest.set({ queue, state }, oldest);
    }
    for (const { kind, stall } of stalled) this.stalled.inc({ kind, stall });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name: `gateway_${name}`, help, labelNames, registers: [this.registry] });
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[]): Gauge<Label> {
    return new Gauge({ name: `gateway_${name}`, help, labelNames, registers: [this.registry] });
  }
}

/** Reported as zero where there is no work, so that an alert can tell "none" from "not read". */
const STATES = {
  commands: ['queued', 'asking', 'pending', 'unknown'],
  notifications: ['stored', 'quarantined'],
  kcis: ['due', 'sending', 'parked'],
};
