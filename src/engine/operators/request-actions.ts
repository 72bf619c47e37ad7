// What an operator may do with a request: settle it, or have it sent again.

import { Injectable } from '@nestjs/common';
import { NO_SUPPLIER_WORDS, rejected } from '../../domain/outcome.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Database } from '../../store/db/database.js';
import { Requests } from '../../store/requests/requests.js';
import { OperatorActs } from '../../store/work-list/operator-acts.js';
import { type ActResult, DONE, NOT_FOUND, refused } from './act-result.js';
import { SettleByHand } from './settle-by-hand.js';

@Injectable()
export class RequestActions {
  constructor(
    private readonly database: Database,
    private readonly requests: Requests,
    private readonly acts: OperatorActs,
    private readonly settlement: SettleByHand,
    private readonly queues: QueueNotifier,
  ) {}

  /**
   * The operator found out what the supplier did. A caller that was answered 202 gets the result as an update; `reason` is the
   * text of a refusal.
   */
  async settle(commandId: string, outcome: 'done' | 'rejected', reason: string): Promise<ActResult> {
    const acted = await this.database.transaction(async (session) => {
      const locked = await this.requests.lock(session, commandId);
      if (locked === undefined) return NOT_FOUND;
      const { progress } = locked.command;
      if (progress !== 'unknown' && progress !== 'pending') {
        return refused(`The command is ${progress}: only one that is unknown or pending can be settled.`);
      }
      const settled = outcome === 'done' ? { kind: 'done' as const, said: NO_SUPPLIER_WORDS } : rejected(reason);
      await this.settlement.settle(session, locked, settled);
      return DONE;
    });
    this.queues.notify('commands', 'kcis', 'notifications');
    return acted;
  }

  /** `sure`: the operator knows that the supplier did not process a request of unknown outcome. */
  async retry(commandId: string, sure: boolean): Promise<ActResult> {
    const command = await this.requests.read(commandId);
    if (command === undefined) return NOT_FOUND;
    if (await this.acts.requeueCommand(commandId, sure)) {
      this.queues.notify('commands');
      return DONE;
    }
    return command.progress === 'unknown'
      ? refused('The command may have arrived: it is sent again only with sure: true, after asking the supplier.')
      : refused(`The command is ${command.progress}: only a queued or an unknown one can be sent again.`);
  }
}
