// The tenant's verdict on a resolution: answered at once or not at all.

import { Body, Controller, Param, Patch, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AnswerResolutions } from '../../../../engine/requests/resolution.js';
import { ApiImmediateAnswers, ApiProblemHeaders } from '../../../../http-api/api-answers.js';
import { VERDICTS } from '../examples.js';
import { readBody } from '../../../../http-api/read-body.js';
import { Refusal } from '../../../../http-api/refusal.js';
import { AnswerResolutionDto, ResolutionDto } from './resolutions.dto.js';
import { callOf, Submission } from '../submission.js';
import { type CallRequest, TenantGuard } from '../../../../http-api/auth/tenant.guard.js';

@ApiTags('Service Problem Management')
@Controller()
@UseGuards(TenantGuard)
export class ResolutionsController {
  constructor(
    private readonly submission: Submission,
    private readonly resolutions: AnswerResolutions,
  ) {}

  @Patch('service-problem-resolutions/:id')
  @ApiOperation({ operationId: 'answerResolution', summary: 'Accept or reject the resolution of a problem' })
  @ApiParam({
    name: 'id',
    description: 'Our reference of the resolution, or the Fibre Cafe id of the resolved problem.',
    schema: { type: 'string', minLength: 1, example: 'RES_7KQ2M9XWB4C8D3FA' },
  })
  @ApiProblemHeaders()
  @ApiBody({ type: AnswerResolutionDto, examples: VERDICTS })
  @ApiImmediateAnswers(ResolutionDto, {
    status: 200,
    description: 'The verdict reached the supplier.',
    unavailable:
      'The verdict could not be stored, or the supplier did not answer and may have it all the same: send the same verdict again.',
  })
  async answer(
    @Req() request: CallRequest,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const dto = readBody(AnswerResolutionDto, body, request);
    const found = await this.resolutions.find(callOf(request).tenant, id);
    switch (found.kind) {
      case 'unknown':
        throw new Refusal(422, 'NOT_FOUND', [
          `id "${id}" is neither a resolution nor a resolved problem of this tenant.`,
        ]);
      case 'not-resolved':
        throw Refusal.invalid(
          `The problem is ${found.status}, not RESOLVED: there is no resolution to accept or reject.`,
        );
      case 'resolution':
        return this.submission.submit(request, { operation: 'answer-resolution', request: dto }, reply, found.subject);
    }
  }
}
