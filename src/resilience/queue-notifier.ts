// Notifies the workers of this process of new work at once, and those of the other replicas a moment later.

import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../store/db/database.js';
import { ANNOUNCE } from '../store/db/announce.queries.js';
import { DatabaseListener } from '../store/db/database-listener.js';
import { REPLICA_ID } from '../runtime/replica-id.js';

export type Queue = 'commands' | 'notifications' | 'kcis';
const QUEUES: readonly Queue[] = ['commands', 'notifications', 'kcis'];

/**
 * Announcements are gathered this long and sent in a transaction of their own: NOTIFY inside the transactions that make
 * the work would commit them one after another, because PostgreSQL locks all of them until the commit is on disk.
 * The poll finds work that a process did not announce before it died.
 */
const GATHER_MS = 20;

@Injectable()
export class QueueNotifier implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly workers = new Map<Queue, () => void>();
  private readonly listener: DatabaseListener;
  private readonly toAnnounce = new Set<Queue>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Database) {
    this.listener = new DatabaseListener(database.url, (payload) => this.heard(payload));
  }

  onApplicationBootstrap(): void {
    void this.listener.start();
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.listener.stop();
  }

  /** Each queue has one worker in a process. */
  on(queue: Queue, wake: () => void): void {
    this.workers.set(queue, wake);
  }

  notify(...queues: Queue[]): void {
    for (const queue of queues) {
      this.workers.get(queue)?.();
      this.toAnnounce.add(queue);
    }
    this.timer ??= setTimeout(() => this.announce(), GATHER_MS);
  }

  private announce(): void {
    this.timer = undefined;
    const payload = `${REPLICA_ID} ${[...this.toAnnounce].join(' ')}`;
    this.toAnnounce.clear();
    // Without an announcement the other replicas find the work at their next poll.
    this.database.run(ANNOUNCE, [payload]).catch(() => undefined);
  }

  private heard(payload: string | undefined): void {
    const [from, ...queues] = payload?.split(' ') ?? [undefined, ...QUEUES];
    if (from === REPLICA_ID) return;
    for (const queue of QUEUES) if (queues.includes(queue)) this.workers.get(queue)?.();
  }
}
