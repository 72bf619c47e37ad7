// Shows how every field of a message was translated.

import { Controller, Get, Param, Req, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import { ActRecorder, asksForRaw, type OperatorRequest, ScopeGuard } from '../../http-api/auth/scope.guard.js';
import { Refusal } from '../../http-api/refusal.js';
import { Looks } from '../api-answers.js';
import { TranslationDto } from './translations.dto.js';
import { Translations } from './translations.js';

const RAW = {
  name: 'raw',
  required: false,
  schema: { type: 'boolean', default: false },
  description: 'Messages as they crossed, personal data included; needs operations.personal too.',
} as const;

@ApiTags('Conversations')
@Controller('v1')
@UseGuards(ScopeGuard)
@UseInterceptors(ActRecorder)
export class TranslationsController {
  constructor(private readonly translations: Translations) {}

  @Get('commands/:id/translation')
  @Looks({
    operationId: 'translationOfCommand',
    summary: "A platform's request beside what the supplier was sent, with the rule that carried each field",
    answer: TranslationDto,
  })
  @ApiParam({ name: 'id', description: 'Our id of the request.' })
  @ApiQuery(RAW)
  async ofCommand(@Req() request: OperatorRequest, @Param('id') id: string): Promise<TranslationDto> {
    return this.translations.ofCommand(id, asksForRaw(request));
  }

  @Get('notifications/:id/translation')
  @Looks({
    operationId: 'translationOfNotification',
    summary: "A supplier's notification beside the KCIs it gave, with the rule that carried each field",
    answer: TranslationDto,
  })
  @ApiParam({ name: 'id', description: 'Our id of the notification.' })
  @ApiQuery(RAW)
  async ofNotification(@Req() request: OperatorRequest, @Param('id') id: string): Promise<TranslationDto> {
    if (!/^[1-9]\d{0,14}$/.test(id)) throw new Refusal(404, 'NOT_FOUND', ['There is no such notification.']);
    return this.translations.ofNotification(Number(id), asksForRaw(request));
  }
}
