// Polls suppliers that cannot notify, few problems at a time, so that the suppliers are not flooded.

import { Injectable } from '@nestjs/common';
import { Worker } from '../../resilience/worker.js';
import { Log } from '../../runtime/log.js';
import type { ClaimedWatch } from '../../store/schedules/watches.js';
import { DuePolls } from './due-polls.js';
import { PollSuppliers } from './poll.js';

const CONCURRENCY = 8;

@Injectable()
export class PollWorker extends Worker<ClaimedWatch> {
  constructor(due: DuePolls, suppliers: PollSuppliers, log: Log) {
    super(
      {
        name: 'poll',
        concurrency: CONCURRENCY,
        claim: (count) => due.claim(count),
        run: (watch) => suppliers.poll(watch),
      },
      log,
    );
  }
}
