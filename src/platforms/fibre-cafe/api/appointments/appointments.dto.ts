// The bodies and answers of appointments (Supplier API 1.15).

import { ApiProperty } from '@nestjs/swagger';
import {
  APPOINTMENT_PURPOSES,
  type AppointmentPurpose,
  type ReserveAppointment,
  type Timeslot,
} from '../../../../domain/request.js';
import { PlatformId, Instant, OneOf, Part, Reference } from '../../../../http-api/fields.js';
import { AddressDto, ServiceSpecificationDto } from '../problems/problems.dto.js';

export class TimeslotDto implements Timeslot {
  @Instant({ description: 'Begin, with offset.', example: '2026-03-31T08:00:00.000+01:00' })
  timeslotStartDateTime!: string;

  @Instant({ description: 'End, with offset.', example: '2026-03-31T13:00:00.000+01:00' })
  timeslotEndDateTime!: string;
}

export class ReserveAppointmentDto implements ReserveAppointment {
  @PlatformId({ description: 'Fibre Cafe id of the appointment.', example: 345 })
  id!: number;

  @Part(() => AddressDto, { description: 'Where it is.' })
  address!: AddressDto;

  @Part(() => ServiceSpecificationDto, { description: 'For which kind of service.' })
  serviceSpecification!: ServiceSpecificationDto;

  @OneOf(APPOINTMENT_PURPOSES, { description: 'What it is for.', example: 'REPAIR', optional: true })
  purpose: AppointmentPurpose | undefined;

  @Part(() => TimeslotDto, { description: 'The slot to reserve, as it was offered.' })
  timeslot!: TimeslotDto;
}

export class ReservedAppointmentDto extends ReserveAppointmentDto {
  @Reference({ description: "The supplier's key of the reservation.", example: 'EI7PBRU6TL8KN1YNGO8ICEUI0UDFE9M8' })
  supplierReference!: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'When the reservation lapses unless it is used.',
    example: '2026-03-30T21:58:26.822Z',
  })
  expiryDateTime: string | undefined;
}

export class AvailableAppointmentsDto {
  @Part(() => AddressDto, { description: 'Where they are.' })
  address!: AddressDto;

  @Part(() => ServiceSpecificationDto, { description: 'For which kind of service.' })
  serviceSpecification!: ServiceSpecificationDto;

  @OneOf(APPOINTMENT_PURPOSES, { description: 'What they are for.', example: 'REPAIR' })
  appointmentPurpose!: AppointmentPurpose;

  @ApiProperty({ type: [TimeslotDto], description: 'Slots on offer, in the order of the supplier; there may be none.' })
  timeslots!: TimeslotDto[];
}
