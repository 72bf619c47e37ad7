// One line a request. Bodies are not logged.

import type { FastifyReply } from 'fastify';
import type { Facts, Log } from '../runtime/log.js';
import { type CountedLines, shown } from '../runtime/counted-lines.js';
import type { CallRequest } from './auth/tenant.guard.js';

/** Of requests without a good token: one line for each status, then one for all that came in an interval. */
export function logUnauthenticated(unauthenticated: CountedLines, request: CallRequest, reply: FastifyReply): void {
  const { method, url, ip: address, refusal } = request;
  unauthenticated.note('warn', 'request.refused', String(reply.statusCode), {
    ...identityOf(request),
    method,
    path: shown(pathOf(url)),
    address,
    status: reply.statusCode,
    messages: refusal?.messages,
  });
}

export function logRequest(log: Log, request: CallRequest, reply: FastifyReply): void {
  const { method, url, refusal, drift = [] } = request;
  const status = reply.statusCode;
  const facts: Facts = {
    ...identityOf(request),
    method,
    path: shown(pathOf(url)),
    status,
    ms: Math.round(reply.elapsedTime),
  };
  if (refusal !== undefined) Object.assign(facts, { errorId: refusal.id, messages: refusal.messages });
  if (drift.length > 0) facts['unknownMembers'] = drift;
  if (status >= 500) log.error('request.answered', facts);
  else if (status >= 400 || drift.length > 0) log.warn('request.answered', facts);
  else log.info('request.answered', facts);
}

/** As the guard found them, else as the caller sent them: a refused request must be found again too. */
function identityOf({ call, headers }: CallRequest): Facts {
  return {
    tenant: call?.tenant ?? shown(headers['tenant']),
    requestId: call?.requestId ?? shown(headers['x-request-id']),
    conversationId: call?.conversationId ?? shown(headers['x-conversation-id']),
  };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
