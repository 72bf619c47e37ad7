// Appointments: listed and reserved with the supplier while the caller waits.

import { applyDecorators, Body, Controller, Get, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { APPOINTMENT_PURPOSES } from '../../../../domain/request.js';
import { Appointments } from '../../../../engine/appointments/appointments.js';
import { ApiImmediateAnswers, ApiProblemHeaders } from '../../../../http-api/api-answers.js';
import { AvailableAppointmentsDto, ReserveAppointmentDto, ReservedAppointmentDto } from './appointments.dto.js';
import { readAppointmentQuery } from './appointments.query.js';
import { RESERVATIONS } from '../examples.js';
import { readBody } from '../../../../http-api/read-body.js';
import { refusalAtOnce } from '../../../../http-api/refusal-at-once.js';
import { callOf } from '../submission.js';
import { type CallRequest, TenantGuard } from '../../../../http-api/auth/tenant.guard.js';

/** JSON in one parameter, URL-encoded. */
const JSON_TEXT = { type: 'string' };
const CLASSIFICATION = '(WEEKDAY|SATURDAY|SUNDAY)(_(AM|PM|EARLY|EVENING))?';

/** The query of the list: what would do. */
function ApiWanted(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'address',
      schema: { ...JSON_TEXT, example: '{"id":"200004033694","type":"UPRN"}' },
      required: true,
      description: 'Where it would be: JSON text of {id, type}.',
    }),
    ApiQuery({
      name: 'serviceSpecification',
      schema: { ...JSON_TEXT, example: '{"id":"ftthl2r"}' },
      required: true,
      description: 'For which kind of service: JSON text of {id}.',
    }),
    ApiQuery({
      name: 'appointmentFromDate',
      required: false,
      description: 'The first day that would do; left out: today.',
      schema: { type: 'string', format: 'date', example: '2026-12-01' },
    }),
    ApiQuery({
      name: 'classifications',
      required: false,
      description: 'Kinds of slot that would do, comma-delimited; left out: any.',
      schema: {
        type: 'string',
        pattern: `^${CLASSIFICATION}(,${CLASSIFICATION})*$`,
        example: 'WEEKDAY_AM,WEEKDAY_PM',
      },
    }),
    ApiQuery({
      name: 'appointmentPurpose',
      required: true,
      description: 'What the appointment is for.',
      schema: { type: 'string', enum: [...APPOINTMENT_PURPOSES], example: 'REPAIR' },
    }),
  );
}

@ApiTags('Appointment Management')
@Controller()
@UseGuards(TenantGuard)
export class AppointmentsController {
  constructor(private readonly appointments: Appointments) {}

  @Get('available-appointments')
  @ApiOperation({ operationId: 'listAvailableAppointments', summary: 'Appointments the supplier has on offer' })
  @ApiProblemHeaders()
  @ApiWanted()
  @ApiImmediateAnswers(AvailableAppointmentsDto, {
    status: 200,
    description: 'What is on offer.',
    unavailable: 'The supplier could not be asked or did not answer: ask again. Nothing was changed by asking.',
  })
  async list(@Req() request: CallRequest, @Query() query: Record<string, string>): Promise<object> {
    const wanted = readAppointmentQuery(query, request);
    const listed = await this.appointments.list(callOf(request), wanted);
    if (listed.kind === 'outcome') throw refusalAtOnce(listed.outcome);
    const { address, serviceSpecification, appointmentPurpose } = wanted;
    return { address, serviceSpecification, appointmentPurpose, timeslots: listed.slots };
  }

  @Post('appointments')
  @ApiOperation({ operationId: 'reserveAppointment', summary: 'Reserve an appointment' })
  @ApiProblemHeaders()
  @ApiBody({ type: ReserveAppointmentDto, examples: RESERVATIONS })
  @ApiImmediateAnswers(ReservedAppointmentDto, {
    status: 201,
    description: 'Reserved.',
    unavailable:
      'The supplier could not be asked, or may have reserved the slot: the same request again tells what came of it, as soon as that is known. It is never put to the supplier twice.',
  })
  async reserve(
    @Req() request: CallRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const dto = readBody(ReserveAppointmentDto, body, request);
    const reserved = await this.appointments.reserve(callOf(request), dto);
    if (reserved.kind === 'outcome') throw refusalAtOnce(reserved.outcome);
    void reply.status(201);
    const { key, timeslot, lapsesAt } = reserved.reservation;
    return { ...dto, timeslot, supplierReference: key, expiryDateTime: lapsesAt };
  }
}
