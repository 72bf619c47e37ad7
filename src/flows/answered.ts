// Remembers which answers were written to their callers: in batches, because it must not cost a commit each.

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { errorFacts, Log } from '../platform/log.js';
import { Commands } from '../store/commands.js';
import { Database } from '../store/database.js';
import { Inbox } from '../store/inbox.js';
import { Settler } from './settle.js';
import { Wakeups } from './wakeups.js';

const FLUSH_AFTER_MS = 20;

@Injectable()
export class Answered implements OnApplicationShutdown {
  private commandIds: string[] = [];
  private notificationIds: number[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly commands: Commands,
    private readonly inbox: Inbox,
    private readonly database: Database,
    private readonly settler: Settler,
    private readonly wakeups: Wakeups,
    private readonly log: Log,
  ) {}

  command(commandId: string): void {
    this.commandIds.push(commandId);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS);
  }

  notification(id: number): void {
    this.notificationIds.push(id);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS);
  }

  /** The caller was gone before its answer could be written: a final result is told by KCI instead. */
  async abandoned(commandId: string): Promise<void> {
    await this.database.transaction(async (session) => {
      const locked = await this.commands.lock(session, commandId);
      if (locked === undefined || !(await this.commands.abandonAnswer(session, commandId))) return;
      const { command } = locked;
      if (command.progress === 'settled' && command.outcome !== null && command.answer?.kind !== 'accepted') {
        await this.settler.tellResult(session, locked, command.outcome);
      }
    });
    this.wakeups.wake('kcis');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const commands = this.commandIds.splice(0);
    const notifications = this.notificationIds.splice(0);
    try {
      if (commands.length > 0 && (await this.commands.confirmAnswers(commands))) this.wakeups.wake('kcis');
      if (notifications.length > 0) await this.inbox.confirmAnswers(notifications);
    } catch (error) {
      // Not confirmed is not lost: after a while such answers count as abandoned, and a KCI tells the result.
      this.log.warn('answers.not-confirmed', errorFacts(error));
    }
  }
}
