// One line a request. Bodies are not logged.

import type { FastifyReply } from 'fastify';
import type { Facts, Log } from '../runtime/log.js';
import type { CallRequest } from './auth/tenant.guard.js';

export function logRequest(log: Log, request: CallRequest, reply: FastifyReply): void {
  const { method, url, refusal, drift = [] } = request;
  const status = reply.statusCode;
  const facts: Facts = {
    ...identityOf(request),
    method,
    path: pathOf(url),
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
    tenant: call?.tenant ?? headers['tenant'],
    requestId: call?.requestId ?? headers['x-request-id'],
    conversationId: call?.conversationId ?? headers['x-conversation-id'],
  };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
