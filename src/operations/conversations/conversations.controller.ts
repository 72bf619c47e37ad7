// Reads conversations by any of their ids, or bundles them for support.

import { Controller, Get, Param, Query, Req, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Refusal } from '../../http-api/refusal.js';
import { Conversations } from '../../store/journal/conversations.js';
import { Looks } from '../api-answers.js';
import { BundleDto } from './bundle.dto.js';
import { Bundles } from './bundle.js';
import { ConversationBody } from './conversation.body.js';
import { ConversationDto } from './conversations.dto.js';
import { ID_NAMES, readIds } from './ids.query.js';
import { ActRecorder, asksForRaw, type OperatorRequest, ScopeGuard } from '../../http-api/auth/scope.guard.js';

const RAW = {
  name: 'raw',
  required: false,
  schema: { type: 'boolean', default: false },
  description: 'Bodies as they crossed, personal data included; needs operations.personal too.',
} as const;

@ApiTags('Conversations')
@Controller('v1/conversations')
@UseGuards(ScopeGuard)
@UseInterceptors(ActRecorder)
export class ConversationsController {
  constructor(
    private readonly conversations: Conversations,
    private readonly body: ConversationBody,
    private readonly bundles: Bundles,
  ) {}

  @Get()
  @Looks({
    operationId: 'findConversation',
    summary: 'A conversation by any of its ids: problems, requests, notifications, KCIs and everything that crossed',
    description: 'At least one id. Several are alternatives; the tenant narrows what is found, or stands alone.',
    answer: ConversationDto,
  })
  @ApiQuery(RAW)
  @ID_NAMES()
  async find(@Req() request: OperatorRequest, @Query() query: Record<string, unknown>): Promise<ConversationDto> {
    return this.body.write(await this.conversations.find(readIds(query)), asksForRaw(request));
  }

  @Get(':conversationId/bundle')
  @Looks({
    operationId: 'bundleConversation',
    summary: 'A support bundle of one conversation',
    description: "With what the platform's support asks for, ready to be attached to a ticket.",
    answer: BundleDto,
  })
  @ApiParam({ name: 'conversationId', description: 'X-Conversation-ID.' })
  @ApiQuery(RAW)
  async bundle(@Req() request: OperatorRequest, @Param('conversationId') conversationId: string): Promise<BundleDto> {
    const found = await this.conversations.find(readIds({ conversationId }));
    if (found.exchanges.length === 0 && found.problems.length === 0) {
      throw new Refusal(404, 'NOT_FOUND', ['There is no such conversation.']);
    }
    return this.bundles.write(conversationId, found, asksForRaw(request));
  }
}
