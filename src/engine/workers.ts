// Starts the worker of each queue with the gateway, and stops all of them together.

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Worker } from '../resilience/worker.js';
import { NotificationWorker } from './notifications/notification.worker.js';
import { PollWorker } from './polling/poll.worker.js';
import { RequestWorker } from './requests/request.worker.js';
import { UpdateWorker } from './updates/update.worker.js';

@Injectable()
export class Workers implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly all: Pick<Worker<unknown>, 'start' | 'stop'>[];

  constructor(requests: RequestWorker, notifications: NotificationWorker, updates: UpdateWorker, polls: PollWorker) {
    this.all = [requests, notifications, updates, polls];
  }

  onApplicationBootstrap(): void {
    for (const worker of this.all) worker.start();
  }

  /** Resolves when no worker runs an item any more. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map((worker) => worker.stop()));
  }
}
