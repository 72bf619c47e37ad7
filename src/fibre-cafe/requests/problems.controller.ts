// The problem requests: validated, submitted, answered.

import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOAuth2, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Command } from '../../domain/command.js';
import { Answered } from '../../flows/answered.js';
import { SubmitFlow } from '../../flows/submit.flow.js';
import { AmendProblemDto, ReportProblemDto } from './problems.dto.js';
import { writeAnswer } from './outcome.body.js';
import { readBody } from './read-body.js';
import { Refusal } from './refusal.js';
import { ApiProblemAnswers, ApiProblemHeaders } from './api-answers.js';
import { type CallRequest, TenantGuard } from './tenant.guard.js';

@ApiTags('Service Problem Management')
@ApiOAuth2([])
@Controller()
@UseGuards(TenantGuard)
export class ProblemsController {
  constructor(
    private readonly submitFlow: SubmitFlow,
    private readonly answered: Answered,
  ) {}

  @Post('service-problems')
  @ApiOperation({ operationId: 'reportProblem', summary: 'Report a problem with a live service' })
  @ApiProblemHeaders()
  @ApiBody({ type: ReportProblemDto })
  @ApiProblemAnswers(ReportProblemDto)
  async report(
    @Req() request: CallRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { dto, unknown } = readBody(ReportProblemDto, body);
    request.drift = unknown;
    return this.submit(request, { operation: 'report-problem', request: dto }, reply);
  }

  @Post('service-problem-amendments')
  @ApiOperation({ operationId: 'amendProblem', summary: 'Amend or escalate a problem that is not finished' })
  @ApiProblemHeaders()
  @ApiBody({ type: AmendProblemDto })
  @ApiProblemAnswers(AmendProblemDto)
  async amend(
    @Req() request: CallRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { dto, unknown } = readBody(AmendProblemDto, body);
    request.drift = unknown;
    if (changesNothing(dto)) throw Refusal.invalid('The amendment changes nothing: give at least one field to amend.');
    return this.submit(request, { operation: 'amend-problem', request: dto }, reply);
  }

  private async submit(request: CallRequest, command: Command, reply: FastifyReply): Promise<object> {
    const { call } = request;
    if (call === undefined) throw new Error('the guard let a request pass without a call');
    const submitted = await this.submitFlow.submit(call, command);
    const { status, body } = writeAnswer(command, submitted);
    if (submitted.commandId !== undefined) this.rememberAnswer(reply, submitted.commandId);
    if (status >= 400) request.refusal = { id: submitted.answer.errorId, messages: submitted.answer.messages };
    void reply.status(status);
    return body;
  }

  /** A KCI about a request waits until its answer was written, or could not be. */
  private rememberAnswer(reply: FastifyReply, commandId: string): void {
    const { raw } = reply;
    if (raw.destroyed) void this.answered.abandoned(commandId).catch(() => undefined);
    raw.once('close', () => {
      if (raw.writableFinished) this.answered.command(commandId);
      else void this.answered.abandoned(commandId).catch(() => undefined);
    });
  }
}

const IDENTITY = new Set(['id', 'supplierReference', 'serviceProblemId', 'supplierServiceProblemReference']);

function changesNothing(dto: AmendProblemDto): boolean {
  return !Object.entries(dto).some(([name, value]) => !IDENTITY.has(name) && value !== undefined && value !== false);
}
