// What operators do to requests, KCIs, notifications and problems; each act is refused where the state does not allow it.

import { Body, Controller, HttpCode, Param, Post, Query, Req, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { readBody } from '../../http-api/read-body.js';
import { Refusal } from '../../http-api/refusal.js';
import type { ActResult } from '../../engine/operators/act-result.js';
import { NotificationActions } from '../../engine/operators/notification-actions.js';
import { RequestActions } from '../../engine/operators/request-actions.js';
import { UpdateActions } from '../../engine/operators/update-actions.js';
import { ReplayNotification } from '../../engine/operators/replay.js';
import {
  DeliverKciDto,
  DismissNotificationDto,
  DoneDto,
  FirstNumberDto,
  ReplayDto,
  RequeueNotificationDto,
  RetryCommandDto,
  SettleCommandDto,
  SettleKciDto,
} from './acts.dto.js';
import { Acts, Looks } from '../api-answers.js';
import { ReplayBody } from './replay.body.js';
import { ActRecorder, asksForRaw, type OperatorRequest, ScopeGuard } from '../../http-api/auth/scope.guard.js';

@ApiTags('Acts')
@Controller('v1')
@UseGuards(ScopeGuard)
@UseInterceptors(ActRecorder)
export class ActsController {
  constructor(
    private readonly requests: RequestActions,
    private readonly updates: UpdateActions,
    private readonly notifications: NotificationActions,
    private readonly replays: ReplayNotification,
    private readonly replayBody: ReplayBody,
  ) {}

  @Post('commands/:id/settle')
  @HttpCode(200)
  @Acts({
    operationId: 'settleCommand',
    summary: 'Say what the supplier did with a request that is unknown or pending',
    description: 'Whoever was told "later" is told by KCI.',
    answer: DoneDto,
  })
  @ApiBody({ type: SettleCommandDto })
  async settleCommand(@Param('id') id: string, @Body() body: unknown): Promise<DoneDto> {
    const { outcome, reason } = readBody(SettleCommandDto, body, {});
    return done('command', await this.requests.settle(uuid('command', id), outcome, reason));
  }

  @Post('commands/:id/retry')
  @HttpCode(200)
  @Acts({
    operationId: 'retryCommand',
    summary: 'Ask the supplier again: now where it is queued, or anew where it is unknown and surely did not arrive',
    answer: DoneDto,
  })
  @ApiBody({ type: RetryCommandDto, required: false })
  async retryCommand(@Param('id') id: string, @Body() body: unknown): Promise<DoneDto> {
    const { sure } = readBody(RetryCommandDto, body ?? {}, {});
    return done('command', await this.requests.retry(uuid('command', id), sure === true));
  }

  @Post('kcis/:id/deliver')
  @HttpCode(200)
  @Acts({
    operationId: 'deliverKci',
    summary: 'Send a parked KCI again: the same bytes, or written anew',
    answer: DoneDto,
  })
  @ApiBody({ type: DeliverKciDto, required: false })
  async deliverKci(@Param('id') id: string, @Body() body: unknown): Promise<DoneDto> {
    const { anew } = readBody(DeliverKciDto, body ?? {}, {});
    const kci = uuid('KCI', id);
    return done('KCI', await (anew === true ? this.updates.deliverRewritten(kci) : this.updates.deliver(kci)));
  }

  @Post('kcis/:id/settle')
  @HttpCode(200)
  @Acts({ operationId: 'settleKci', summary: 'Say that a KCI arrived, so that the next may leave', answer: DoneDto })
  @ApiBody({ type: SettleKciDto })
  async settleKci(@Param('id') id: string, @Body() body: unknown): Promise<DoneDto> {
    const { reason } = readBody(SettleKciDto, body, {});
    return done('KCI', await this.updates.settle(uuid('KCI', id), reason));
  }

  @Post('notifications/:id/requeue')
  @HttpCode(200)
  @Acts({
    operationId: 'requeueNotification',
    summary: 'Take up again a notification that was set aside or waits, or assign it to a problem',
    answer: DoneDto,
  })
  @ApiBody({ type: RequeueNotificationDto, required: false })
  async requeue(@Param('id') id: string, @Body() body: unknown): Promise<DoneDto> {
    const { tenant, problemId } = readBody(RequeueNotificationDto, body ?? {}, {});
    if ((tenant === undefined) !== (problemId === undefined))
      throw Refusal.invalid('A problem is named by tenant and problemId together.');
    const problem = tenant === undefined || problemId === undefined ? undefined : { tenant, problemId };
    return done('notification', await this.notifications.requeue(number('notification', id), problem));
  }

  @Post('notifications/:id/dismiss')
  @HttpCode(200)
  @Acts({
    operationId: 'dismissNotification',
    summary: 'Say that nothing is to be made of a quarantined notification',
    description: 'It stays stored, and no longer needs a person.',
    answer: DoneDto,
  })
  @ApiBody({ type: DismissNotificationDto })
  async dismiss(@Param('id') id: string, @Body() body: unknown): Promise<DoneDto> {
    const { reason } = readBody(DismissNotificationDto, body, {});
    return done('notification', await this.notifications.dismiss(number('notification', id), reason));
  }

  @Post('notifications/:id/replay')
  @HttpCode(200)
  @Looks({
    operationId: 'replayNotification',
    summary: 'What a notification would make of its problem today, beside what was sent',
    description: 'Only as a dry run: nothing is written and nothing is sent.',
    answer: ReplayDto,
  })
  @ApiQuery({ name: 'dryRun', required: true, schema: { type: 'boolean', enum: [true] } })
  @ApiQuery({ name: 'raw', required: false, schema: { type: 'boolean', default: false } })
  async replay(
    @Req() request: OperatorRequest,
    @Param('id') id: string,
    @Query('dryRun') dryRun: unknown,
  ): Promise<ReplayDto> {
    if (dryRun !== 'true') throw Refusal.invalid('A notification is replayed only as a dry run: give dryRun=true.');
    const result = await this.replays.dryRun(number('notification', id));
    if (result.kind === 'not-found') throw notFound('notification');
    if (result.kind === 'refused') throw Refusal.invalid(result.why);
    return this.replayBody.write(result.replayed, asksForRaw(request));
  }

  @Post('problems/:tenant/:id/first-number')
  @HttpCode(200)
  @Acts({
    operationId: 'setFirstNumber',
    summary: 'Set the number of the first KCI of a problem taken over from another system',
    description: 'Only while no KCI of the problem was written.',
    answer: DoneDto,
  })
  @ApiParam({ name: 'tenant', description: 'The tenant.' })
  @ApiParam({ name: 'id', description: "The platform's id of the problem." })
  @ApiBody({ type: FirstNumberDto })
  async setFirstNumber(
    @Param('tenant') tenant: string,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<DoneDto> {
    const { sequenceNumber } = readBody(FirstNumberDto, body, {});
    return done('problem', await this.updates.setFirstNumber(tenant, number('problem', id), sequenceNumber));
  }
}

function done(what: string, acted: ActResult): DoneDto {
  if (acted.kind === 'not-found') throw notFound(what);
  if (acted.kind === 'refused') throw Refusal.invalid(acted.why);
  return { result: 'done' };
}

function notFound(what: string): Refusal {
  return new Refusal(404, 'NOT_FOUND', [`There is no such ${what}.`]);
}

/** An id of another form belongs to nothing here. */
function uuid(what: string, id: string): string {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) throw notFound(what);
  return id;
}

function number(what: string, id: string): number {
  if (!/^[1-9]\d{0,14}$/.test(id)) throw notFound(what);
  return Number(id);
}
