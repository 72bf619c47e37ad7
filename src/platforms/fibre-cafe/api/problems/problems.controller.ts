// The problem requests: validated, submitted, answered.

import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblemAnswers, ApiProblemHeaders } from '../../../../http-api/api-answers.js';
import { CancelProblemAnswerDto, CancelProblemDto } from './cancellations.dto.js';
import { AMENDMENTS, CANCELLATIONS, REPORTS } from '../examples.js';
import {
  AmendProblemAnswerDto,
  AmendProblemDto,
  refuseEmptyAmendment,
  ReportProblemAnswerDto,
  ReportProblemDto,
} from './problems.dto.js';
import { readBody } from '../../../../http-api/read-body.js';
import { Submission } from '../submission.js';
import { type CallRequest, TenantGuard } from '../../../../http-api/auth/tenant.guard.js';

@ApiTags('Service Problem Management')
@Controller()
@UseGuards(TenantGuard)
export class ProblemsController {
  constructor(private readonly submission: Submission) {}

  @Post('service-problems')
  @ApiOperation({ operationId: 'reportProblem', summary: 'Report a problem with a live service' })
  @ApiProblemHeaders()
  @ApiBody({ type: ReportProblemDto, examples: REPORTS })
  @ApiProblemAnswers(
    ReportProblemAnswerDto,
    'The report may or may not have been stored: send the same report again. It is never put to the supplier twice.',
  )
  async report(
    @Req() request: CallRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const dto = readBody(ReportProblemDto, body, request);
    return this.submission.submit(request, { operation: 'report-problem', request: dto }, reply);
  }

  @Post('service-problem-amendments')
  @ApiOperation({ operationId: 'amendProblem', summary: 'Amend or escalate a problem that is not finished' })
  @ApiProblemHeaders()
  @ApiBody({ type: AmendProblemDto, examples: AMENDMENTS })
  @ApiProblemAnswers(
    AmendProblemAnswerDto,
    'The amendment may or may not have been stored: send the same amendment again. It is never put to the supplier twice.',
  )
  async amend(
    @Req() request: CallRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const dto = readBody(AmendProblemDto, body, request);
    refuseEmptyAmendment(dto);
    return this.submission.submit(request, { operation: 'amend-problem', request: dto }, reply);
  }

  @Post('service-problem-cancellations')
  @ApiOperation({ operationId: 'cancelProblem', summary: 'Ask the supplier to stop working on a problem' })
  @ApiProblemHeaders()
  @ApiBody({ type: CancelProblemDto, examples: CANCELLATIONS })
  @ApiProblemAnswers(
    CancelProblemAnswerDto,
    'The cancellation may or may not have been stored: send the same cancellation again. It is never put to the supplier twice.',
  )
  async cancel(
    @Req() request: CallRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const dto = readBody(CancelProblemDto, body, request);
    return this.submission.submit(request, { operation: 'cancel-problem', request: dto }, reply);
  }
}
