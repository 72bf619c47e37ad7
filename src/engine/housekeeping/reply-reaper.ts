// Finds requests whose reply no replica can be sending any more, and sends their results as updates.

import { Injectable } from '@nestjs/common';
import { errorFacts, Log } from '../../runtime/log.js';
import { Requests } from '../../store/requests/requests.js';
import { ReplyTracker } from '../requests/reply-tracker.js';
import type { HousekeepingJob } from './job.js';

/** Far above the longest reply deadline that the settings permit. */
const UNDELIVERABLE_AFTER_MS = 60_000;

@Injectable()
export class ReplyReaper implements HousekeepingJob {
  readonly name = 'reply-reaper';

  constructor(
    private readonly requests: Requests,
    private readonly replies: ReplyTracker,
    private readonly log: Log,
  ) {}

  /** A request that fails does not stop the others: it is found again at the next run. */
  async run(): Promise<void> {
    for (const commandId of await this.requests.overdueReplies(UNDELIVERABLE_AFTER_MS)) {
      await this.replies
        .undeliverable(commandId)
        .catch((error: unknown) => this.log.warn('reply.not-settled', { commandId, ...errorFacts(error) }));
    }
  }
}
