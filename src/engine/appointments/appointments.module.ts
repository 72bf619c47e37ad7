// Appointments: listed and reserved while the caller waits.

import { Module } from '@nestjs/common';
import { Appointments } from './appointments.js';

@Module({ providers: [Appointments], exports: [Appointments] })
export class AppointmentsModule {}
