// Who works here, and whether the token permits it; every request is recorded before it is answered.

import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, type Observable, switchMap, throwError } from 'rxjs';
import { type Bearer, BearerTokens } from './bearer-token.js';
import { Refusal } from '../refusal.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { OperatorActs } from '../../store/work-list/operator-acts.js';

export type Permission = 'read' | 'write' | 'personal';
const PERMISSION = 'permission';

/** What the token must permit; reading is the least. */
export const Needs = (permission: Permission): MethodDecorator => SetMetadata(PERMISSION, permission);

const UNRECORDED = 'unrecorded';

/** A list or figures that show no message: asked for every few seconds by a page, and not worth a record. */
export const Unrecorded = (): MethodDecorator => SetMetadata(UNRECORDED, true);

export type OperatorRequest = FastifyRequest & { bearer?: Bearer; actId?: number };

@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(
    private readonly tokens: BearerTokens,
    private readonly settings: Settings,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    const bearer = await this.tokens.read(request.headers.authorization);
    request.bearer = bearer;
    const needed = new Set([this.reflector.get<Permission | undefined>(PERMISSION, context.getHandler()) ?? 'read']);
    if (asksForRaw(request)) needed.add('personal');
    const names = this.settings.current.operations.authentication;
    for (const permission of needed) {
      if (bearer.scopes.has(names[permission])) continue;
      throw Refusal.forbidden(`The token of client "${bearer.client}" does not hold the scope ${names[permission]}.`);
    }
    return true;
  }
}

/** `raw=true`: bodies as they crossed, personal data included. */
export function asksForRaw({ query }: FastifyRequest): boolean {
  return (query as Record<string, unknown>)['raw'] === 'true';
}

/** Who did what when. What cannot be recorded is not done. */
@Injectable()
export class ActRecorder implements NestInterceptor {
  constructor(
    private readonly acts: OperatorActs,
    private readonly log: Log,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.reflector.get<boolean | undefined>(UNRECORDED, context.getHandler()) === true) return next.handle();
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    return from(this.begin(request)).pipe(
      catchError((error: Error) =>
        throwError(() => Refusal.unavailable(`The act could not be recorded: ${error.message}`)),
      ),
      switchMap(() => next.handle()),
    );
  }

  /** Called when the answer is written. */
  async end({ actId }: OperatorRequest, { statusCode }: FastifyReply): Promise<void> {
    if (actId === undefined) return;
    await this.acts.end(actId, statusCode).catch((error: unknown) => {
      this.log.warn('operator.end-not-recorded', { actId, status: statusCode, ...errorFacts(error) });
    });
  }

  private async begin(request: OperatorRequest): Promise<void> {
    const { bearer, method, routeOptions, url, body } = request;
    request.actId = await this.acts.begin({
      client: bearer?.client ?? '',
      subject: bearer?.subject ?? '',
      act: `${method} ${routeOptions.url ?? ''}`,
      target: url,
      details: body ?? undefined,
    });
  }
}
