// What every request that is kept has in common: submitted, answered, and remembered as answered.

import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Command } from '../../../domain/request.js';
import { ReplyTracker } from '../../../engine/requests/reply-tracker.js';
import type { Subject } from '../../../engine/requests/subject.js';
import { SubmitRequest } from '../../../engine/requests/submit.js';
import { writeAnswer } from './outcome.body.js';
import { Refusal } from '../../../http-api/refusal.js';
import type { CallRequest } from '../../../http-api/auth/tenant.guard.js';

@Injectable()
export class Submission {
  constructor(
    private readonly requests: SubmitRequest,
    private readonly replies: ReplyTracker,
  ) {}

  /** `subject`: what the request is about, where its body does not say so. */
  async submit(request: CallRequest, command: Command, reply: FastifyReply, subject?: Subject): Promise<object> {
    const submitted = await this.requests.submit(callOf(request), command, subject);
    if (submitted.commandId !== undefined) {
      request.commandId = submitted.commandId;
      this.rememberAnswer(reply, submitted.commandId);
    }
    if (submitted.answer.kind === 'unavailable')
      throw Refusal.unavailable('The supplier could not be asked, or did not answer.');
    const { status, body } = writeAnswer(command, submitted);
    if (status >= 400) request.refusal = { id: submitted.answer.errorId, messages: submitted.answer.messages };
    void reply.status(status);
    return body;
  }

  /** A KCI about a request waits until its answer was written, or could not be. */
  private rememberAnswer({ raw }: FastifyReply, commandId: string): void {
    const settle = (): void => {
      if (raw.writableFinished) this.replies.command(commandId);
      else void this.replies.undeliverable(commandId).catch(() => undefined);
    };
    if (raw.destroyed) settle();
    else raw.once('close', settle);
  }
}

/** The guard lets nothing pass without a call. */
export function callOf({ call }: CallRequest): NonNullable<CallRequest['call']> {
  if (call === undefined) throw new Error('the guard let a request pass without a call');
  return call;
}
