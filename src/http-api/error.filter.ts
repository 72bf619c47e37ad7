// Anything thrown → { uuid, code, messages }, with nothing internal in it.

import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { StoreUnavailable } from '../domain/store-unavailable.js';
import { errorFacts, Log } from '../runtime/log.js';
import { type ErrorBody, Refusal } from './refusal.js';
import type { CallRequest } from './auth/tenant.guard.js';

@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const context = host.switchToHttp();
    const request = context.getRequest<CallRequest>();
    const reply = context.getResponse<FastifyReply>();
    const { status, code, messages } = this.refusalOf(thrown);
    const id = randomUUID();
    request.refusal = { id: code === undefined ? undefined : id, messages };
    void reply.status(status);
    // RFC 6750, 3: a token that was given is said to be wrong, a missing one is only asked for.
    if (status === 401) {
      const given = request.headers.authorization !== undefined;
      void reply.header('www-authenticate', given ? 'Bearer error="invalid_token"' : 'Bearer');
    }
    if (code === undefined) void reply.send();
    else void reply.send({ uuid: id, code, messages } satisfies ErrorBody);
  }

  private refusalOf(thrown: unknown): Refusal {
    if (thrown instanceof Refusal) return thrown;
    if (thrown instanceof StoreUnavailable) return Refusal.unavailable(thrown.message);
    const fault = (thrown instanceof HttpException ? thrown.cause : thrown) as { code?: string } | undefined;
    const byServer = SERVER_REFUSALS[fault?.code ?? ''];
    if (byServer !== undefined) return Refusal.malformed(byServer);
    if (thrown instanceof HttpException && thrown.getStatus() === 404) {
      return new Refusal(404, 'NOT_FOUND', ['There is no such operation here.']);
    }
    if (thrown instanceof HttpException && thrown.getStatus() < 500)
      return Refusal.malformed('The request cannot be read.');
    this.log.error('request.broke', errorFacts(thrown));
    return new Refusal(500, 'SUPPLIER_FAULT', ['The request could not be processed.']);
  }
}

/** What the HTTP server refuses before a controller is reached. */
const SERVER_REFUSALS: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body must not be larger than 1 MB.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The body must be of content type application/json.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as the Content-Length header says.',
};
