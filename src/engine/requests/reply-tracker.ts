// Stores which replies were sent to their callers, in batches, so that a reply does not cost a commit.

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { errorFacts, Log } from '../../runtime/log.js';
import { Requests } from '../../store/requests/requests.js';
import { Database } from '../../store/db/database.js';
import { Inbox } from '../../store/notifications/inbox.js';
import { Settler } from './settle.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';

/** Milliseconds. Updates wait for the replies to requests; nothing waits for those to notifications. */
const FLUSH_AFTER_MS = { commands: 20, notifications: 250 };

@Injectable()
export class ReplyTracker implements OnApplicationShutdown {
  private commandIds: string[] = [];
  private notificationIds: number[] = [];
  private readonly timers: { requests?: NodeJS.Timeout | undefined; notifications?: NodeJS.Timeout | undefined } = {};

  constructor(
    private readonly commands: Requests,
    private readonly inbox: Inbox,
    private readonly database: Database,
    private readonly settler: Settler,
    private readonly queues: QueueNotifier,
    private readonly log: Log,
  ) {}

  command(commandId: string): void {
    this.commandIds.push(commandId);
    this.timers.requests ??= setTimeout(() => void this.flushCommands(), FLUSH_AFTER_MS.commands);
  }

  notification(id: number): void {
    this.notificationIds.push(id);
    this.timers.notifications ??= setTimeout(() => void this.flushNotifications(), FLUSH_AFTER_MS.notifications);
  }

  /** The caller was gone before its reply: a final result follows as an update. */
  async undeliverable(commandId: string): Promise<void> {
    await this.database.transaction(async (session) => {
      const locked = await this.commands.lock(session, commandId);
      if (locked === undefined || !(await this.commands.replyUndeliverable(session, commandId))) return;
      const { command } = locked;
      if (command.progress === 'settled' && command.outcome !== null && command.answer?.kind !== 'accepted') {
        await this.settler.reportResult(session, locked, command.outcome);
      }
    });
    this.queues.notify('kcis');
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.flushCommands(), this.flushNotifications()]);
  }

  private flushCommands(): Promise<void> {
    clearTimeout(this.timers.requests);
    this.timers.requests = undefined;
    const ids = this.commandIds.splice(0);
    return this.confirm(ids, async () => {
      if (await this.commands.confirmReplies(ids)) this.queues.notify('kcis');
    });
  }

  private flushNotifications(): Promise<void> {
    clearTimeout(this.timers.notifications);
    this.timers.notifications = undefined;
    const ids = this.notificationIds.splice(0);
    return this.confirm(ids, () => this.inbox.confirmReplies(ids));
  }

  /** A reply that is not confirmed counts as undeliverable after a minute: then the result follows as an update. */
  private async confirm(ids: unknown[], write: () => Promise<void>): Promise<void> {
    if (ids.length === 0) return;
    await write().catch((error: unknown) => this.log.warn('replies.not-confirmed', errorFacts(error)));
  }
}
