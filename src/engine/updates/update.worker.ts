// Claims updates that are due and delivers them.

import { Injectable } from '@nestjs/common';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Worker } from '../../resilience/worker.js';
import { Log } from '../../runtime/log.js';
import { REPLICA_ID } from '../../runtime/replica-id.js';
import { type ClaimedKci, Outbox } from '../../store/updates/outbox.js';
import { DeliverUpdates } from './deliver.js';

const CONCURRENCY = 16;
const LEASE_MS = 60_000;

@Injectable()
export class UpdateWorker extends Worker<ClaimedKci> {
  constructor(outbox: Outbox, updates: DeliverUpdates, queues: QueueNotifier, log: Log) {
    super(
      {
        name: 'deliver',
        concurrency: CONCURRENCY,
        claim: async (count) => {
          const room = Math.min(count, updates.room());
          return room === 0 ? [] : outbox.claim(REPLICA_ID, room, LEASE_MS);
        },
        run: (kci) => updates.deliver(kci),
      },
      log,
    );
    queues.on('kcis', () => this.wake());
  }
}
