// Notifications of suppliers: received, stored, applied to their problems.

import { Module } from '@nestjs/common';
import { RequestsModule } from '../requests/requests.module.js';
import { UpdatesModule } from '../updates/updates.module.js';
import { CorrelateNotifications } from './correlate.js';
import { DriftRecorder } from './drift.js';
import { NotificationListener } from './listener.js';
import { ProblemLookup } from './lookup.js';
import { NotificationWorker } from './notification.worker.js';
import { ReceiveNotification } from './receive.js';
import { ReportApplier } from './report-applier.js';

@Module({
  imports: [RequestsModule, UpdatesModule],
  providers: [
    NotificationListener,
    NotificationWorker,
    ReceiveNotification,
    CorrelateNotifications,
    ProblemLookup,
    ReportApplier,
    DriftRecorder,
  ],
  exports: [NotificationListener, NotificationWorker],
})
export class NotificationsModule {}
