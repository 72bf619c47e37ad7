// Applies stored notifications that are due.

import { Injectable } from '@nestjs/common';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Worker } from '../../resilience/worker.js';
import { Log } from '../../runtime/log.js';
import { Inbox } from '../../store/notifications/inbox.js';
import { CorrelateNotifications } from './correlate.js';

/** One batch at a time: all notifications of a batch share one transaction, and so one wait for the disk. */
@Injectable()
export class NotificationWorker extends Worker<number[]> {
  constructor(inbox: Inbox, notifications: CorrelateNotifications, queues: QueueNotifier, log: Log) {
    super(
      {
        name: 'correlate',
        concurrency: 1,
        claim: async () => {
          const ids = await notifications.due();
          return ids.length === 0 ? [] : [ids];
        },
        run: (ids) => notifications.correlate(ids),
        // A stored notification is safe and can wait. A supplier that waits for its acknowledgement may give up.
        yields: () => inbox.isTaking,
      },
      log,
    );
    queues.on('notifications', () => this.wake());
  }
}
