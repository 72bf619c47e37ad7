// Claims requests that are due and asks their suppliers.

import { Injectable } from '@nestjs/common';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Worker } from '../../resilience/worker.js';
import { Log } from '../../runtime/log.js';
import { ASK_LEASE_MS, REPLICA_ID } from '../../runtime/replica-id.js';
import { type ClaimedCommand, Requests } from '../../store/requests/requests.js';
import { AskSupplier } from './ask.js';

const CONCURRENCY = 16;

@Injectable()
export class RequestWorker extends Worker<ClaimedCommand> {
  constructor(requests: Requests, supplier: AskSupplier, queues: QueueNotifier, log: Log) {
    super(
      {
        name: 'ask',
        concurrency: CONCURRENCY,
        claim: (count) => requests.claim(REPLICA_ID, count, ASK_LEASE_MS, supplier.openCircuits()),
        run: async (claimed) => void (await supplier.ask(claimed)),
      },
      log,
    );
    queues.on('commands', () => this.wake());
  }
}
