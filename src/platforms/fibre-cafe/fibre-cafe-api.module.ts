// The API by which the Fibre Cafe sends its requests.

import { Module } from '@nestjs/common';
import { AppointmentsModule } from '../../engine/appointments/appointments.module.js';
import { RequestsModule } from '../../engine/requests/requests.module.js';
import { ServiceTestsModule } from '../../engine/service-tests/service-tests.module.js';
import { AuthModule } from '../../http-api/auth/auth.module.js';
import { AppointmentsController } from './api/appointments/appointments.controller.js';
import { ProblemsController } from './api/problems/problems.controller.js';
import { ResolutionsController } from './api/resolutions/resolutions.controller.js';
import { ServiceTestsController } from './api/service-tests/service-tests.controller.js';
import { Submission } from './api/submission.js';

@Module({
  imports: [AuthModule, RequestsModule, AppointmentsModule, ServiceTestsModule],
  controllers: [ProblemsController, ResolutionsController, AppointmentsController, ServiceTestsController],
  providers: [Submission],
})
export class FibreCafeApiModule {}
