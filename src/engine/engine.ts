// Starts what runs by itself with the gateway: the listener, the worker of each queue and the housekeeping. Stops all of them
// at once, so that their times to finish do not add up: the process has few seconds to end.

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Housekeeping } from './housekeeping/housekeeping.js';
import { NotificationListener } from './notifications/listener.js';
import { NotificationWorker } from './notifications/notification.worker.js';
import { PollWorker } from './polling/poll.worker.js';
import { RequestWorker } from './requests/request.worker.js';
import { UpdateWorker } from './updates/update.worker.js';

interface Part {
  start(): void | Promise<void>;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

@Injectable()
export class Engine implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly parts: Part[];

  constructor(
    listener: NotificationListener,
    requests: RequestWorker,
    notifications: NotificationWorker,
    updates: UpdateWorker,
    polls: PollWorker,
    housekeeping: Housekeeping,
  ) {
    this.parts = [listener, requests, notifications, updates, polls, housekeeping];
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const part of this.parts) await part.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.stop()));
  }
}
