// The loops that carry the flows on: one worker a queue.

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '../runtime/log.js';
import { Worker } from '../resilience/worker.js';
import { type Claimed, Commands } from '../store/requests/requests.js';
import { Inbox } from '../store/notifications/inbox.js';
import { type ClaimedKci, Outbox } from '../store/updates/outbox.js';
import type { ClaimedWatch } from '../store/schedules/watches.js';
import { AskFlow } from './requests/ask.js';
import { Broom } from './housekeeping/lease-reaper.js';
import { CorrelateFlow } from './notifications/correlate.js';
import { DeliverFlow } from './updates/deliver.js';
import { ASK_LEASE_MS, INSTANCE } from '../runtime/replica-id.js';
import { PollFlow } from './polling/poll.js';
import { Wakeups } from '../resilience/queue-notifier.js';

const DELIVER_LEASE_MS = 60_000;

@Injectable()
export class Workers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly asking: Worker<Claimed>;
  private readonly correlating: Worker<number[]>;
  private readonly delivering: Worker<ClaimedKci>;
  private readonly polling: Worker<ClaimedWatch>;

  constructor(
    private readonly broom: Broom,
    commands: Commands,
    log: Log,
    inbox: Inbox,
    outbox: Outbox,
    wakeups: Wakeups,
    askFlow: AskFlow,
    correlateFlow: CorrelateFlow,
    deliverFlow: DeliverFlow,
    pollFlow: PollFlow,
  ) {
    this.asking = new Worker(
      {
        name: 'ask',
        concurrency: 16,
        claim: (count) => commands.claim(INSTANCE, count, ASK_LEASE_MS, askFlow.resting()),
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
          return room === 0 ? [] : outbox.claim(INSTANCE, room, DELIVER_LEASE_MS);
        },
        run: (kci) => deliverFlow.deliver(kci),
      },
      log,
    );
    this.polling = pollWorker(pollFlow, log);
    wakeups.on('commands', () => this.asking.wake());
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
    return [this.asking, this.correlating, this.delivering, this.polling];
  }
}

/** Many at a time in one transaction, one after another: each waits for the disk for all that come meanwhile. */
function correlateWorker(inbox: Inbox, correlateFlow: CorrelateFlow, log: Log): Worker<number[]> {
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
function pollWorker(pollFlow: PollFlow, log: Log): Worker<ClaimedWatch> {
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
