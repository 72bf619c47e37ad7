// Wakes the workers of this process at once when there is work, and the other replicas' soon after.

import { Injectable } from '@nestjs/common';

export type Queue = 'commands' | 'notifications' | 'kcis';

@Injectable()
export class Wakeups {
  private readonly sleepers = new Map<Queue, () => void>();

  /** Each queue has one worker in a process. */
  on(queue: Queue, wake: () => void): void {
    this.sleepers.set(queue, wake);
  }

  wake(...queues: Queue[]): void {
    for (const queue of queues) this.sleepers.get(queue)?.();
  }
}
