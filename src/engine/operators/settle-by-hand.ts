// Settles a request by the word of an operator, and sends the update that follows from it.

import { Injectable } from '@nestjs/common';
import { cancelledUpdate } from '../../domain/update.js';
import type { Outcome } from '../../domain/outcome.js';
import { FINAL_STATUSES } from '../../domain/problem.js';
import { Clock } from '../../runtime/clock.js';
import type { Session } from '../../store/db/database.js';
import { Problems } from '../../store/problems/problems.js';
import type { ClaimedCommand } from '../../store/requests/requests.js';
import { linkOf, Settler } from '../requests/settle.js';
import { UpdateWriter } from '../updates/update-writer.js';

@Injectable()
export class SettleByHand {
  constructor(
    private readonly settler: Settler,
    private readonly problems: Problems,
    private readonly updates: UpdateWriter,
    private readonly clock: Clock,
  ) {}

  /** Under the locks of the request and of its problem. */
  async settle(session: Session, locked: ClaimedCommand, outcome: Outcome): Promise<void> {
    const { command, problem } = locked;
    await this.settler.settleByNotification(session, command, outcome);
    if (command.operation === 'cancel-problem' && outcome.kind === 'done') await this.cancel(session, locked);
    else await this.settler.reportResult(session, { command, problem }, outcome);
  }

  /** No notification will show the cancellation, so the operator's word cancels the problem. */
  private async cancel(session: Session, { command, problem }: ClaimedCommand): Promise<void> {
    if (FINAL_STATUSES.has(problem.document.status)) return;
    const document = { ...problem.document, status: 'CANCELLED' as const };
    await this.problems.update(session, problem, { document, reported: problem.reported, now: this.clock.now() });
    await this.updates.append(session, problem, cancelledUpdate(document, linkOf(command)), command.command_id);
  }
}
