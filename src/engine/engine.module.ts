// The engine: every flow of work between platforms and suppliers.

import { Module } from '@nestjs/common';
import { AppointmentsModule } from './appointments/appointments.module.js';
import { Engine } from './engine.js';
import { HousekeepingModule } from './housekeeping/housekeeping.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OperatorsModule } from './operators/operators.module.js';
import { PollingModule } from './polling/polling.module.js';
import { RequestsModule } from './requests/requests.module.js';
import { ServiceTestsModule } from './service-tests/service-tests.module.js';
import { SettingsWatch } from './settings-watch.js';
import { UpdatesModule } from './updates/updates.module.js';

@Module({
  imports: [
    RequestsModule,
    NotificationsModule,
    UpdatesModule,
    PollingModule,
    AppointmentsModule,
    ServiceTestsModule,
    HousekeepingModule,
    OperatorsModule,
  ],
  providers: [Engine, SettingsWatch],
  exports: [SettingsWatch],
})
export class EngineModule {}
