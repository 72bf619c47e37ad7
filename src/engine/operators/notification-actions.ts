// What an operator may do with a notification: have it applied again, assign it to a problem, or dismiss it.

import { Injectable } from '@nestjs/common';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Conversations } from '../../store/journal/conversations.js';
import type { ProblemRow } from '../../store/requests/requests.js';
import { OperatorActs } from '../../store/work-list/operator-acts.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import { type ActResult, DONE, NOT_FOUND, refused } from './act-result.js';

export interface AssignedProblem {
  tenant: string;
  /** The platform's id. */
  problemId: number;
}

@Injectable()
export class NotificationActions {
  constructor(
    private readonly conversations: Conversations,
    private readonly suppliers: SupplierRegistry,
    private readonly acts: OperatorActs,
    private readonly queues: QueueNotifier,
  ) {}

  /**
   * The envelope is read again, because this version may read what an earlier one could not. `assigned`: the notification
   * belongs to this problem, whatever account and reference it names.
   */
  async requeue(id: number, assigned?: AssignedProblem): Promise<ActResult> {
    const stored = await this.conversations.notification(id);
    if (stored === undefined) return NOT_FOUND;
    const supplier = this.suppliers.byId(stored.supplier);
    const reader = supplier.notifications ?? supplier.poll;
    if (reader === undefined) return refused(`The supplier ${stored.supplier} does not notify.`);
    const problem = assigned === undefined ? undefined : await this.assignable(stored.supplier, assigned);
    if (typeof problem === 'string') return refused(problem);
    const found = reader.open({ body: stored.body, contentType: stored.content_type ?? undefined });
    const envelope =
      problem === undefined ? found : { ...found, account: problem.account, ourReference: problem.our_reference };
    if (!(await this.acts.requeueNotification(id, envelope))) {
      return refused(`The notification is ${stored.progress}: only one that is quarantined or waits can be requeued.`);
    }
    this.queues.notify('notifications');
    return DONE;
  }

  /** The operator's word that nothing is to be made of it. */
  async dismiss(id: number, reason: string): Promise<ActResult> {
    if (await this.acts.dismissNotification(id, `dismissed by an operator: ${reason}`)) return DONE;
    const stored = await this.conversations.notification(id);
    if (stored === undefined) return NOT_FOUND;
    return refused(`The notification is ${stored.progress}: only one that is quarantined can be dismissed.`);
  }

  /** The problem, or why a notification of this supplier cannot be about it. */
  private async assignable(supplier: string, { tenant, problemId }: AssignedProblem): Promise<ProblemRow | string> {
    const [problem] = await this.conversations.problemsBy({ tenant, problemId });
    if (problem === undefined) return `There is no problem ${problemId} of ${tenant}.`;
    return problem.supplier === supplier
      ? problem
      : `Problem ${problemId} is at ${problem.supplier}, not at ${supplier}.`;
  }
}
