// Appointments: listed and reserved with the supplier while the caller waits.

import { Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOAuth2, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Outcome } from '../../domain/outcome.js';
import { AppointmentsFlow } from '../../flows/appointments.flow.js';
import { ApiImmediateAnswers, ApiProblemHeaders } from './api-answers.js';
import { AvailableAppointmentsDto, ReserveAppointmentDto, ReservedAppointmentDto } from './appointments.dto.js';
import { readAppointmentQuery } from './appointments.query.js';
import { readBody } from './read-body.js';
import { Refusal } from './refusal.js';
import { callOf } from './submission.js';
import { type CallRequest, TenantGuard } from './tenant.guard.js';

@ApiTags('Appointment Management')
@ApiOAuth2([])
@Controller()
@UseGuards(TenantGuard)
export class AppointmentsController {
  constructor(private readonly appointments: AppointmentsFlow) {}

  @Get('available-appointments')
  @ApiOperation({ operationId: 'listAvailableAppointments', summary: 'Appointments the supplier has on offer' })
  @ApiProblemHeaders()
  @ApiQuery({
    name: 'address',
    type: String,
    required: true,
    description: 'JSON text of {id, type}.',
    example: '{"id":"200004033694","type":"UPRN"}',
  })
  @ApiQuery({
    name: 'serviceSpecification',
    type: String,
    required: true,
    description: 'JSON text of {id}.',
    example: '{"id":"ftthl2r"}',
  })
  @ApiQuery({ name: 'appointmentFromDate', required: false, schema: { type: 'string', format: 'date' } })
  @ApiQuery({
    name: 'classifications',
    type: String,
    required: false,
    description: 'Comma-delimited.',
    example: 'WEEKDAY_AM,WEEKDAY_PM',
  })
  @ApiQuery({ name: 'appointmentPurpose', required: true, enum: ['PROVIDE', 'REPAIR', 'MODIFY'] })
  @ApiImmediateAnswers(200, 'What is on offer.', AvailableAppointmentsDto)
  async list(@Req() request: CallRequest, @Query() query: Record<string, string>): Promise<object> {
    const wanted = readAppointmentQuery(query, request);
    const listed = await this.appointments.list(callOf(request), wanted);
    if (listed.kind === 'outcome') throw refusalOf(listed.outcome);
    const { address, serviceSpecification, appointmentPurpose } = wanted;
    return { address, serviceSpecification, appointmentPurpose, timeslots: listed.slots };
  }

  @Post('appointments')
  @ApiOperation({ operationId: 'reserveAppointment', summary: 'Reserve an appointment' })
  @ApiProblemHeaders()
  @ApiBody({ type: ReserveAppointmentDto })
  @ApiImmediateAnswers(201, 'Reserved.', ReservedAppointmentDto)
  async reserve(
    @Req() request: CallRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const dto = readBody(ReserveAppointmentDto, body, request);
    const reserved = await this.appointments.reserve(callOf(request), dto);
    if (reserved.kind === 'outcome') throw refusalOf(reserved.outcome);
    void reply.status(201);
    const { key, timeslot, lapsesAt } = reserved.reservation;
    return { ...dto, timeslot, supplierReference: key, expiryDateTime: lapsesAt };
  }
}

/** These operations know no 202: what is not known now is unavailable. */
function refusalOf(outcome: Outcome): Refusal {
  switch (outcome.kind) {
    case 'rejected':
      return Refusal.invalid(...outcome.reasons);
    case 'not-implemented':
      return new Refusal(501, 'NOT_IMPLEMENTED', ['The supplier does not offer this operation.']);
    case 'queued':
    case 'unknown':
      return Refusal.unavailable(outcome.why);
    case 'failed':
      return new Refusal(500, 'SUPPLIER_FAULT', ['The supplier could not process the request.']);
    case 'done':
    case 'accepted':
      throw new Error(`an appointment cannot be ${outcome.kind}`);
  }
}
