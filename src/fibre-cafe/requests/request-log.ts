// One line a request. Bodies are not logged.

import type { FastifyReply } from 'fastify';
import type { Facts, Log } from '../../platform/log.js';
import type { CallRequest } from './tenant.guard.js';

export function logRequest(log: Log, request: CallRequest, reply: FastifyReply): void {
  const { refusal, drift = [] } = request;
  const facts = {
    ...identityOf(request),
    method: request.method,
    path: request.url.split('?')[0],
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    ...(refusal === undefined ? {} : { errorId: refusal.id, messages: refusal.messages }),
    ...(drift.length === 0 ? {} : { unknownMembers: drift }),
  };
  if (reply.statusCode >= 500) log.error('request.answered', facts);
  else if (reply.statusCode >= 400 || drift.length > 0) log.warn('request.answered', facts);
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
