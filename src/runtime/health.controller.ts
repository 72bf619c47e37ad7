// Whether the process lives, and whether it can take work.

import { Controller, Get, HttpCode, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

/** Asked by `/health/ready`: the store answers, and every migration is in place. */
export interface Readiness {
  isReady(): Promise<boolean>;
}
export const READINESS = Symbol('readiness');

@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(@Inject(READINESS) private readonly readiness: Readiness) {}

  @Get('live')
  @HttpCode(200)
  live(): object {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const ready = await this.readiness.isReady().catch(() => false);
    void reply.status(ready ? 200 : 503);
    return { status: ready ? 'ok' : 'unavailable', store: ready ? 'ok' : 'unreachable or not migrated' };
  }
}
