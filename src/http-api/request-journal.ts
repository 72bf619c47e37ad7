// Writes every request of a platform and its answer, as they crossed, into the journal.

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Exchange, ExchangeIds, ExchangeLog } from '../runtime/exchange-log.js';
import { shown } from '../runtime/counted-lines.js';
import type { CallRequest } from './auth/tenant.guard.js';

/** The text of an answer, for the journal. */
export function captureAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (request, _reply, payload, done) => {
    if (typeof payload === 'string') (request as CallRequest).left = payload;
    done(null, payload);
  });
}

/**
 * Callers without a good token leave nothing here: such requests are counted by the metrics alone. `party`: the id of the
 * platform.
 */
export function journalRequest(exchanges: ExchangeLog, party: string, request: CallRequest, reply: FastifyReply): void {
  // Of a caller that may not act for its tenant, no bodies are stored.
  const known = request.call !== undefined;
  // Each is worked out anew whenever it is asked for.
  const route = request.routeOptions.url;
  const ms = reply.elapsedTime;
  const exchange: Exchange = {
    side: 'north',
    party,
    operation: `${request.method} ${route ?? '(no such path)'}`,
    at: new Date(Date.now() - ms),
    ms,
    attempt: 1,
    status: reply.statusCode,
    outcome: OUTCOMES[reply.statusCode] ?? 'answered',
    why: request.refusal?.messages.join(' '),
    request: known ? (request.came ?? request.url.split('?')[1]) : undefined,
    answer: known ? request.left : undefined,
    ids: idsOf(request, route),
  };
  if (request.client === undefined) exchanges.count(exchange);
  else exchanges.record(exchange);
}

const OUTCOMES: Record<number, string> = {
  200: 'done',
  201: 'done',
  202: 'accepted',
  400: 'malformed',
  401: 'not-authorised',
  403: 'forbidden',
  404: 'no-such-path',
  405: 'no-such-method',
  422: 'rejected',
  500: 'failed',
  501: 'not-implemented',
  503: 'unavailable',
};

/** As the guard found them, else as the caller sent them: a refused request must be found again too. */
function idsOf({ call, commandId, headers, body }: CallRequest, route: string | undefined): ExchangeIds {
  return {
    tenant: call?.tenant ?? shown(headers['tenant']),
    requestId: call?.requestId ?? shown(headers['x-request-id']),
    conversationId: call?.conversationId ?? shown(headers['x-conversation-id']),
    messageId: commandId,
    problemId: problemIdOf(body, route === '/service-problems' ? 'id' : 'serviceProblemId'),
  };
}

function problemIdOf(body: unknown, member: string): number | undefined {
  const id = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[member] : undefined;
  return Number.isSafeInteger(id) ? (id as number) : undefined;
}
