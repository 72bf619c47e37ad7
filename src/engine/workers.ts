// The loops that carry the flows on: one worker a queue.

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '../runtime/log.js';
import { Worker } from '../resilience/worker.js';
import { type ClaimedCommand, Requests } from '../store/requests/requests.js';
import { Inbox } from '../store/notifications/inbox.js';
import { type ClaimedKci, Outbox } from '../store/updates/outbox.js';
import type { ClaimedWatch } from '../store/schedules/watches.js';
import { AskSupplier } from './requests/ask.js';
import { LeaseReaper } from './housekeeping/lease-reaper.js';
import { CorrelateNotifications } from './notifications/correlate.js';
import { DeliverUpdates } from './updates/deliver.js';
import { ASK_LEASE_MS, REPLICA_ID } from '../runtime/replica-id.js';
import { PollSuppliers } from './polling/poll.js';
import { QueueNotifier } from '../resilience/queue-notifier.js';

const DELIVER_LEASE_MS = 60_000;

@Injectable()
export class Workers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly askers: Worker<ClaimedCommand>;
  private readonly correlating: Worker<number[]>;
  private readonly delivering: Worker<ClaimedKci>;
  private readonly polling: Worker<ClaimedWatch>;

  constructor(
    private readonly broom: LeaseReaper,
    commands: Requests,
    log: Log,
    inbox: Inbox,
    outbox: Outbox,
    wakeups: QueueNotifier,
    askFlow: AskSupplier,
    correlateFlow: CorrelateNotifications,
    deliverFlow: DeliverUpdates,
    pollFlow: PollSuppliers,
  ) {
    this.askers = new Worker(
      {
        name: 'ask',
        concurrency: 16,
        claim: (count) => commands.claim(REPLICA_ID, count, ASK_LEASE_MS, askFlow.openCircuits()),
        run: async (claimed) => void (await askFlow.ask(claimed)),
      },
      log,
    );
    this.correlating = correlateWorker(inbox, correlateFlow, log);
    this.delivering = new Worker(
      {
        name: 'deliver',
        concurrency: 16,
        claim: async (count) => {
          const room = Math.min(count, deliverFlow.room());
          return room === 0 ? [] : outbox.claim(REPLICA_ID, room, DELIVER_LEASE_MS);
        },
        run: (kci) => deliverFlow.deliver(kci),
      },
      log,
    );
    this.polling = pollWorker(pollFlow, log);
    wakeups.on('commands', () => this.askers.wake());
    wakeups.on('notifications', () => this.correlating.wake());
    wakeups.on('kcis', () => this.delivering.wake());
  }

  onApplicationBootstrap(): void {
    for (const worker of this.all()) worker.start();
    this.broom.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.broom.stop();
    await Promise.all(this.all().map((worker) => worker.stop()));
  }

  private all(): Pick<Worker<unknown>, 'start' | 'stop'>[] {
    return [this.askers, this.correlating, this.delivering, this.polling];
  }
}

/** Many at a time in one transaction, one after another: each waits for the disk for all that come meanwhile. */
function correlateWorker(inbox: Inbox, correlateFlow: CorrelateNotifications, log: Log): Worker<number[]> {
  return new Worker(
    {
      name: 'correlate',
      concurrency: 1,
      claim: async () => {
        const ids = await correlateFlow.due();
        return ids.length === 0 ? [] : [ids];
      },
      run: (ids) => correlateFlow.correlate(ids),
      // A notification that was kept is safe and can wait; a supplier that waits for its acknowledgement may give up.
      yields: () => inbox.isTaking,
    },
    log,
  );
}

/** Suppliers that cannot notify are asked: few at a time, so that they are not flooded. */
function pollWorker(pollFlow: PollSuppliers, log: Log): Worker<ClaimedWatch> {
  return new Worker(
    {
      name: 'poll',
      concurrency: 8,
      claim: (count) => pollFlow.claim(count),
      run: (watch) => pollFlow.poll(watch),
    },
    log,
  );
}
