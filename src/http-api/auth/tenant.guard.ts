// Who is calling, for which tenant, and under which ids: checked before a body is looked at.

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Call } from '../../domain/request.js';
import { Settings } from '../../runtime/settings/settings.js';
import { type Bearer, BearerTokens } from './bearer-token.js';
import { Refusal } from '../refusal.js';

export type CallRequest = FastifyRequest & {
  call?: Call;
  /** The client of the token, once the token was verified. */
  client?: string;
  /** The body as text, as it came, and the answer's as it left. A body that is not UTF-8 is none. */
  came?: string;
  left?: string;
  /** Our id of the request, where it was kept. */
  commandId?: string;
  drift?: string[];
  refusal?: { id: string | undefined; messages: string[] };
};

const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

@Injectable()
export class TenantGuard implements CanActivate {
  constructor(
    private readonly tokens: BearerTokens,
    private readonly settings: Settings,
  ) {}

  /** Before the body is read. Refuses a caller that may not come in; one whose token is known is let in at once. */
  authenticate(request: CallRequest): Promise<void> | undefined {
    const bearer = this.tokens.verify(request.headers.authorization);
    if (bearer instanceof Promise) return bearer.then((verified) => this.authorise(request, verified));
    this.authorise(request, bearer);
    return undefined;
  }

  /** No guarded route is reached by a request that was not admitted. */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<CallRequest>();
    if (request.call !== undefined) return true;
    return this.authenticate(request)?.then(() => true) ?? true;
  }

  private authorise(request: CallRequest, bearer: Bearer): void {
    request.client = bearer.client;
    const call = callOf(request);
    if (!bearer.tenants.has(call.tenant)) {
      throw Refusal.forbidden(`The token of client "${bearer.client}" is not for tenant "${call.tenant}".`);
    }
    if (!Object.hasOwn(this.settings.current.tenants, call.tenant)) {
      throw Refusal.invalid(`Tenant: "${call.tenant}" is not set up on this gateway.`);
    }
    request.call = call;
  }
}

function callOf({ headers }: FastifyRequest): Call {
  const call = {
    requestId: textOf(headers['x-request-id']),
    conversationId: textOf(headers['x-conversation-id']),
    tenant: textOf(headers['tenant']),
  };
  if (PRINTABLE.test(call.requestId) && PRINTABLE.test(call.conversationId) && PRINTABLE.test(call.tenant)) return call;
  throw Refusal.malformed(
    ...faultsOf('X-Request-ID', call.requestId),
    ...faultsOf('X-Conversation-ID', call.conversationId),
    ...faultsOf('Tenant', call.tenant),
  );
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header.trim() : '';
}

function faultsOf(name: string, text: string): string[] {
  if (text === '') return [`The header ${name} is missing or blank.`];
  return PRINTABLE.test(text) ? [] : [`The header ${name} must have 1 to 200 printable ASCII characters.`];
}
