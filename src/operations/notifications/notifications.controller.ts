// Looks at one notification, whether or not it belongs to a problem.

import { Controller, Get, Param, Req, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ActRecorder, asksForRaw, type OperatorRequest, ScopeGuard } from '../../http-api/auth/scope.guard.js';
import { Refusal } from '../../http-api/refusal.js';
import { Conversations } from '../../store/journal/conversations.js';
import { Looks } from '../api-answers.js';
import { ConversationBody } from '../conversations/conversation.body.js';
import { NotificationDetailDto } from './notifications.dto.js';

@ApiTags('Conversations')
@Controller('v1/notifications')
@UseGuards(ScopeGuard)
@UseInterceptors(ActRecorder)
export class NotificationsController {
  constructor(
    private readonly conversations: Conversations,
    private readonly body: ConversationBody,
  ) {}

  @Get(':id')
  @Looks({
    operationId: 'readNotification',
    summary: 'One notification, and the problems it may belong to',
    answer: NotificationDetailDto,
  })
  @ApiParam({ name: 'id', description: 'Our id of the notification.' })
  @ApiQuery({
    name: 'raw',
    required: false,
    schema: { type: 'boolean', default: false },
    description: 'Its body as it crossed, personal data included; needs operations.personal too.',
  })
  async read(@Req() request: OperatorRequest, @Param('id') id: string): Promise<NotificationDetailDto> {
    const found = /^[1-9]\d{0,14}$/.test(id) ? await this.conversations.notification(Number(id)) : undefined;
    if (found === undefined) throw new Refusal(404, 'NOT_FOUND', ['There is no such notification.']);
    const { supplier, our_reference: ourReference } = found;
    const problems = ourReference === '' ? [] : await this.conversations.problemsBy({ ourReference });
    return {
      notification: this.body.notification(found, asksForRaw(request)),
      suggestions: problems
        .filter((problem) => problem.supplier === supplier)
        .map((problem) => this.body.problemFacts(problem)),
    };
  }
}
