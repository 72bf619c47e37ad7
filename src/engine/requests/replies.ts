// Decides the reply to the caller of a request: the outcome's answer before the deadline, else 202.

import { Injectable } from '@nestjs/common';
import { ANSWERED_AT_ONCE } from '../../domain/request.js';
import { type Answer, answerLater } from '../../domain/outcome.js';
import { Clock } from '../../runtime/clock.js';
import { type ClaimedCommand, Requests } from '../../store/requests/requests.js';
import { withinDeadline } from './deadline.js';
import { StoreUnavailable } from '../../domain/store-unavailable.js';

const POLL_MS = 100;

@Injectable()
export class Replies {
  constructor(
    private readonly requests: Requests,
    private readonly clock: Clock,
  ) {}

  /**
   * The outcome's answer if it comes before the deadline (ms since 1970), else 202. The row's lock decides between the two, so
   * that the caller gets only one of them.
   */
  async by(
    deadline: number,
    { command, problem }: ClaimedCommand,
    exchange: Promise<Answer | undefined>,
  ): Promise<Answer> {
    const inTime = await withinDeadline(exchange, deadline - this.clock.now().getTime());
    if (inTime !== undefined) return inTime;
    const late = lateAnswer({ command, problem });
    try {
      if (await this.requests.answerLater(command.command_id, late)) return late;
      return (await this.requests.read(command.command_id))?.answer ?? late;
    } catch (error) {
      // The request is stored and its reply is not. The caller learns the reply by sending the same request again.
      throw new StoreUnavailable(`The answer could not be stored: ${(error as Error).message}`);
    }
  }

  /**
   * A repeated request gets the answer of the first: now, or when the first has it. `exchange`: the first one's, where this
   * process makes it. Where another replica makes it, the answer appears in the store.
   */
  async repeat(
    deadline: number,
    first: ClaimedCommand,
    exchange: Promise<Answer | undefined> | undefined,
  ): Promise<Answer> {
    if (first.command.answer !== null) return first.command.answer;
    return this.by(deadline, first, exchange ?? this.pollAnswer(first.command.command_id, deadline));
  }

  private async pollAnswer(commandId: string, deadline: number): Promise<Answer | undefined> {
    while (this.clock.now().getTime() < deadline) {
      const answer = (await this.requests.read(commandId))?.answer;
      if (answer !== undefined && answer !== null) return answer;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return undefined;
  }
}

function lateAnswer({ command, problem }: ClaimedCommand): Answer {
  const { supplier_reference: reference, document } = problem;
  const later = answerLater(reference ?? undefined);
  return ANSWERED_AT_ONCE.has(command.operation)
    ? { ...later, kind: 'unavailable', resolution: document.serviceProblemResolution }
    : later;
}
