// Recovers requests whose lease expired, because the replica that held it stopped.

import { Injectable } from '@nestjs/common';
import { answerLater } from '../../domain/outcome.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Log } from '../../runtime/log.js';
import { type CommandRow, Requests } from '../../store/requests/requests.js';
import { requestFacts } from '../requests/facts.js';
import { RequestRecovery } from '../requests/recover.js';
import type { HousekeepingJob } from './job.js';

@Injectable()
export class LeaseReaper implements HousekeepingJob {
  readonly name = 'lease-reaper';

  constructor(
    private readonly requests: Requests,
    private readonly recovery: RequestRecovery,
    private readonly queues: QueueNotifier,
    private readonly log: Log,
  ) {}

  /** A request that was still being prepared is queued again, because nothing was sent. */
  async run(): Promise<void> {
    const unsent: string[] = [];
    for (const command of await this.requests.expiredLeases()) {
      if (command.preparing) unsent.push(command.command_id);
      else await this.recover(command);
    }
    if (unsent.length === 0) return;
    const recovered = await this.requests.expiredLeasesToUnknown(answerLater(undefined), unsent);
    if (recovered.some(({ progress }) => progress === 'queued')) this.queues.notify('commands');
  }

  /** The alarm is written before the state: a crash in between repeats the alarm instead of losing it. */
  private async recover(command: CommandRow): Promise<void> {
    const recovered = await this.recovery.recover(command, async () => {
      this.log.alarm('request.unknown', {
        ...requestFacts(command),
        advice:
          'The gateway stopped while it asked the supplier. Ask the supplier whether the request arrived, then settle it with the operations API, unless a notification settles it first.',
      });
      await this.log.out();
    });
    if (recovered === 'settled') this.queues.notify('commands', 'kcis');
  }
}
