// Gives an update its sequence number and queues it, inside the transaction that makes its content true.

import { Injectable } from '@nestjs/common';
import type { UpdateDraft } from '../../domain/update.js';
import { Clock } from '../../runtime/clock.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import type { ProblemRow } from '../../store/requests/requests.js';
import type { Session } from '../../store/db/database.js';
import { Outbox, type QueuedKci } from '../../store/updates/outbox.js';
import { Problems } from '../../store/problems/problems.js';

@Injectable()
export class UpdateWriter {
  constructor(
    private readonly problems: Problems,
    private readonly outbox: Outbox,
    private readonly platforms: PlatformRegistry,
    private readonly clock: Clock,
  ) {}

  /** `aboutCommand`: the request whose reply must be sent before this update. */
  async append(
    session: Session,
    problem: ProblemRow,
    draft: UpdateDraft,
    aboutCommand: string | undefined,
  ): Promise<void> {
    const sequence = await this.problems.takeSequence(session, problem.problem_key);
    await this.outbox.queue(session, this.write(problem, sequence, draft, aboutCommand));
  }

  /** An update with this sequence number. The caller queues it and stores that the number is used. */
  write(problem: ProblemRow, sequence: number, draft: UpdateDraft, aboutCommand: string | undefined): QueuedKci {
    const id = this.clock.newId();
    const issuedOn = this.clock.now().toISOString();
    const update = { ...draft, id, sequenceNumber: sequence, issuedOn };
    const body = this.platforms.of(problem.tenant).writeUpdate(update);
    return {
      id,
      tenant: problem.tenant,
      entity: 'serviceProblem',
      entityId: problem.platform_id,
      entityCreatedAt: problem.created_at,
      sequence,
      issuedOn,
      body,
      conversationId: problem.conversation_id,
      aboutCommand,
    };
  }
}
