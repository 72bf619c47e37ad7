// Who is calling, for which tenant, and under which ids: checked before a body is looked at.

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Call } from '../../domain/command.js';
import { Settings } from '../../platform/settings.js';
import { BearerTokens } from './bearer-token.js';
import { Refusal } from './refusal.js';

export type CallRequest = FastifyRequest & {
  call?: Call;
  /** The body as text, as it came, and the answer's as it left. */
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

  /** Before the body is read. Throws for a caller that may not come in. */
  async admit(request: CallRequest): Promise<void> {
    const bearer = await this.tokens.verify(request.headers.authorization);
    const call = callOf(request);
    if (!bearer.tenants.has(call.tenant)) {
      throw Refusal.forbidden(`The token of client "${bearer.client}" is not for tenant "${call.tenant}".`);
    }
    if (this.settings.current.tenants[call.tenant] === undefined) {
      throw Refusal.invalid(`Tenant: "${call.tenant}" is not set up on this gateway.`);
    }
    request.call = call;
  }

  /** No guarded route is reached by a request that was not admitted. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<CallRequest>();
    if (request.call === undefined) await this.admit(request);
    return true;
  }
}

function callOf(request: FastifyRequest): Call {
  const faults: string[] = [];
  const header = (name: string): string => {
    const value = request.headers[name.toLowerCase()];
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '') faults.push(`The header ${name} is missing or blank.`);
    else if (!PRINTABLE.test(text)) faults.push(`The header ${name} must have 1 to 200 printable ASCII characters.`);
    return text;
  };
  const call = {
    requestId: header('X-Request-ID'),
    conversationId: header('X-Conversation-ID'),
    tenant: header('Tenant'),
  };
  if (faults.length > 0) throw Refusal.malformed(...faults);
  return call;
}
