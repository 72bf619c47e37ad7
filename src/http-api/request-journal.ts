// Every request of the Fibre Cafe and its answer, as they crossed, into the journal.

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ExchangeIds, ExchangeLog } from '../runtime/exchange-log.js';
import type { CallRequest } from './auth/tenant.guard.js';

/** The server's own reading of JSON goes on as it was; the text is kept beside what it was read into. */
export function captureBodies(server: FastifyInstance): void {
  const readJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    (request as CallRequest).came = String(text);
    // Typed as if it could answer by a promise; it answers by calling back. What is wrong with a body is told by who
    // reads it, after the caller was let in.
    void readJson(request, String(text), (fault, body) => done(null, fault ?? body));
  });
  server.addHook('onSend', (request, _reply, payload, done) => {
    if (typeof payload === 'string') (request as CallRequest).left = payload;
    done(null, payload);
  });
}

export function journalRequest(exchanges: ExchangeLog, request: CallRequest, reply: FastifyReply): void {
  // Who was not let in leaves no bytes here.
  const known = request.call !== undefined;
  // Each is worked out anew whenever it is asked for.
  const route = request.routeOptions.url;
  const ms = reply.elapsedTime;
  exchanges.record({
    side: 'north',
    party: 'fibre-cafe',
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
  });
}

const OUTCOMES: Record<number, string> = {
  200: 'done',
  201: 'done',
  202: 'accepted',
  400: 'malformed',
  401: 'not-authorised',
  403: 'forbidden',
  404: 'no-such-path',
  422: 'rejected',
  500: 'failed',
  501: 'not-implemented',
  503: 'unavailable',
};

/** As the guard found them, else as the caller sent them: a refused request must be found again too. */
function idsOf({ call, commandId, headers, body }: CallRequest, route: string | undefined): ExchangeIds {
  return {
    tenant: call?.tenant ?? textOf(headers['tenant']),
    requestId: call?.requestId ?? textOf(headers['x-request-id']),
    conversationId: call?.conversationId ?? textOf(headers['x-conversation-id']),
    messageId: commandId,
    problemId: problemIdOf(body, route === '/service-problems' ? 'id' : 'serviceProblemId'),
  };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

function problemIdOf(body: unknown, member: string): number | undefined {
  const id = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[member] : undefined;
  return Number.isSafeInteger(id) ? (id as number) : undefined;
}
