// Takes a platform's request: stores it once, asks the supplier at once where no older request blocks it and the load admits it,
// and answers within the deadline: with the outcome, or with 202. The result of a request answered 202 follows as an update.

import { Injectable } from '@nestjs/common';
import type { Call, Command } from '../../domain/request.js';
import { type Answer, answerLater } from '../../domain/outcome.js';
import { referenceOf } from '../../domain/references.js';
import { QueueNotifier } from '../../resilience/queue-notifier.js';
import { Clock } from '../../runtime/clock.js';
import { Settings } from '../../runtime/settings/settings.js';
import { Inbox } from '../../store/notifications/inbox.js';
import type { ClaimedCommand } from '../../store/requests/requests.js';
import { AskSupplier } from './ask.js';
import { RequestIntake } from './intake.js';
import { Replies } from './replies.js';
import { subjectOf } from './subject.js';

export interface Submitted {
  answer: Answer;
  /** Undefined where nothing was stored: then no reply has to be confirmed. */
  commandId: string | undefined;
  /** Our reference of the request, as the platform gets it. */
  reference: string;
}

@Injectable()
export class SubmitRequest {
  /** Exchanges that this process makes, by request, so that a repeated request waits for the first. */
  private readonly inFlight = new Map<string, Promise<Answer | undefined>>();

  constructor(
    private readonly intake: RequestIntake,
    private readonly supplier: AskSupplier,
    private readonly replies: Replies,
    private readonly inbox: Inbox,
    private readonly queues: QueueNotifier,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** `subject` is read from the command unless the caller knows it from elsewhere. */
  async submit(call: Call, command: Command, subject = subjectOf(command)): Promise<Submitted> {
    const deadline = this.clock.now().getTime() + this.settings.current.submit.replyDeadline;
    const commandId = this.clock.newId();
    const stored = await this.intake.store({ call, command, subject, commandId }, this.inFlight.size);
    switch (stored.verdict) {
      case 'no-problem':
        return this.refuse(command, commandId, NO_PROBLEM);
      case 'other-body':
        return this.refuse(command, commandId, OTHER_BODY);
      case 'not-now': {
        const answer: Answer = { ...answerLater(undefined), kind: 'unavailable' };
        return { answer, commandId: undefined, reference: referenceOf(commandId, command) };
      }
      case 'queued-behind':
        this.queues.notify('commands');
        return submitted(stored, command, stored.command.answer ?? answerLater(undefined));
      case 'ask':
        return submitted(stored, command, await this.replies.by(deadline, stored, this.startExchange(stored)));
      case 'repeat': {
        const exchange = this.inFlight.get(stored.command.command_id);
        return submitted(stored, command, await this.replies.repeat(deadline, stored, exchange));
      }
    }
  }

  private startExchange(stored: ClaimedCommand): Promise<Answer | undefined> {
    const { command, problem } = stored;
    const exchange = this.supplier.ask(stored).finally(() => this.inFlight.delete(command.command_id));
    // The caller may have its 202 by the time this fails. The lease reaper recovers the request.
    exchange.catch(() => undefined);
    this.inFlight.set(command.command_id, exchange);
    if (command.operation === 'report-problem') {
      void this.inbox.release(problem.supplier, problem.account, problem.our_reference).catch(() => undefined);
    }
    return exchange;
  }

  private refuse(command: Command, commandId: string, message: string): Submitted {
    const answer: Answer = {
      kind: 'rejected',
      messages: [message],
      errorId: this.clock.newId(),
      supplierServiceProblemReference: undefined,
    };
    return { answer, commandId: undefined, reference: referenceOf(commandId, command) };
  }
}

function submitted({ command }: ClaimedCommand, given: Command, answer: Answer): Submitted {
  return { answer, commandId: command.command_id, reference: referenceOf(command.command_id, given) };
}

const NO_PROBLEM =
  'serviceProblemId is not a problem reported through this gateway; give supplierServiceProblemReference to amend a problem reported elsewhere.';
const OTHER_BODY = 'id was already used for a request with other content; every request needs an id of its own.';
