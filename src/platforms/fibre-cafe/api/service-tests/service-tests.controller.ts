// Service tests: taken where the tenant's supplier has them, or where the settings let them end UNAVAILABLE.

import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RunServiceTests } from '../../../../engine/service-tests/service-test.js';
import { ApiImmediateAnswers, ApiProblemHeaders } from '../../../../http-api/api-answers.js';
import { TESTS } from '../examples.js';
import { readBody } from '../../../../http-api/read-body.js';
import { Refusal } from '../../../../http-api/refusal.js';
import { refusalAtOnce } from '../../../../http-api/refusal-at-once.js';
import { ServiceTestDto, TestServiceDto } from './service-tests.dto.js';
import { callOf } from '../submission.js';
import { type CallRequest, TenantGuard } from '../../../../http-api/auth/tenant.guard.js';

@ApiTags('Service Test Management')
@Controller()
@UseGuards(TenantGuard)
export class ServiceTestsController {
  constructor(private readonly serviceTests: RunServiceTests) {}

  @Post('service-tests')
  @ApiOperation({ operationId: 'testService', summary: 'Test a live service; the result follows by KCI' })
  @ApiProblemHeaders()
  @ApiBody({ type: TestServiceDto, examples: TESTS })
  @ApiImmediateAnswers(ServiceTestDto, {
    status: 201,
    description: 'The test is taken; a KCI will tell its result.',
    unavailable:
      'The supplier could not be asked, or did not answer and may have begun the test: send the same request again.',
  })
  async test(
    @Req() request: CallRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const dto = readBody(TestServiceDto, body, request);
    const taken = await this.serviceTests.accept(callOf(request), dto);
    switch (taken.kind) {
      case 'outcome':
        throw refusalAtOnce(taken.outcome);
      case 'other-body':
        throw Refusal.invalid(
          'id was already used for a test with other content; every request needs an id of its own.',
        );
      case 'taken':
        void reply.status(201);
        return { ...dto, supplierReference: taken.reference };
    }
  }
}
