// Composition root: a list, no logic.

import { type DynamicModule, Module } from '@nestjs/common';
import { BearerTokens } from './http-api/auth/bearer-token.js';
import { Submission } from './platforms/fibre-cafe/api/submission.js';
import { TenantGuard } from './http-api/auth/tenant.guard.js';
import { ReplyTracker } from './engine/requests/reply-tracker.js';
import { Appointments } from './engine/appointments/appointments.js';
import { AskSupplier } from './engine/requests/ask.js';
import { AbandonedServiceTests } from './engine/housekeeping/abandoned-service-tests.js';
import { ClosureWarnings } from './engine/housekeeping/closure-warnings.js';
import { DecisionAlarms } from './engine/housekeeping/decision-alarms.js';
import { Housekeeping, HOUSEKEEPING_JOBS } from './engine/housekeeping/housekeeping.js';
import { LeaseReaper } from './engine/housekeeping/lease-reaper.js';
import { ReconcileAfterGap } from './engine/housekeeping/reconcile-after-gap.js';
import { ReconcileUnknown } from './engine/housekeeping/reconcile-unknown.js';
import { ReplyReaper } from './engine/housekeeping/reply-reaper.js';
import { UpdateRequest } from './engine/housekeeping/update-request.js';
import { RequestIntake } from './engine/requests/intake.js';
import { RequestRecovery } from './engine/requests/recover.js';
import { Replies } from './engine/requests/replies.js';
import { RequestWorker } from './engine/requests/request.worker.js';
import { RequestSender } from './engine/requests/send.js';
import { ResultSettler } from './engine/requests/settle-result.js';
import { SupplierRequests } from './engine/requests/supplier-requests.js';
import { NotificationWorker } from './engine/notifications/notification.worker.js';
import { UpdateWorker } from './engine/updates/update.worker.js';
import { PollWorker } from './engine/polling/poll.worker.js';
import { DuePolls } from './engine/polling/due-polls.js';
import { CorrelateNotifications } from './engine/notifications/correlate.js';
import { DeliverUpdates } from './engine/updates/deliver.js';
import { DriftRecorder } from './engine/notifications/drift.js';
import { ProblemLookup } from './engine/notifications/lookup.js';
import { ReportApplier } from './engine/notifications/report-applier.js';
import { OperatorActions } from './engine/operators/operator.js';
import { PollSuppliers } from './engine/polling/poll.js';
import { RequestPreparer } from './engine/requests/prepare.js';
import { ReceiveNotification } from './engine/notifications/receive.js';
import { ReplayNotification } from './engine/operators/replay.js';
import { AnswerResolutions } from './engine/requests/resolution.js';
import { RunServiceTests } from './engine/service-tests/service-test.js';
import { Settler } from './engine/requests/settle.js';
import { SettingsWatch } from './engine/settings-watch.js';
import { StallDetector } from './engine/housekeeping/stall-detector.js';
import { SubmitRequest } from './engine/requests/submit.js';
import { UpdateWriter } from './engine/updates/update-writer.js';
import { QueueNotifier } from './resilience/queue-notifier.js';
import { Workers } from './engine/workers.js';
import { HealthController, READINESS } from './runtime/health.controller.js';
import type { Log } from './runtime/log.js';
import { PlatformModule } from './runtime/platform.module.js';
import type { Settings } from './runtime/settings/settings.js';
import { Database } from './store/db/database.js';
import { StoreModule } from './store/store.module.js';
import { NotificationListener } from './engine/notifications/listener.js';
import { PLATFORMS, PlatformsModule } from './platforms/platforms.module.js';
import { SuppliersModule } from './suppliers/suppliers.module.js';

const JOBS = [
  LeaseReaper,
  ReplyReaper,
  DecisionAlarms,
  ReconcileUnknown,
  ReconcileAfterGap,
  ClosureWarnings,
  AbandonedServiceTests,
];

@Module({})
export class AppModule {
  static with(settings: Settings, log: Log, database: Database): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(settings, log), StoreModule.with(database), SuppliersModule, PlatformsModule],
      controllers: [...PLATFORMS.flatMap(({ controllers }) => controllers), HealthController],
      providers: [
        { provide: READINESS, useExisting: Database },
        BearerTokens,
        TenantGuard,
        Submission,
        SubmitRequest,
        AnswerResolutions,
        Appointments,
        RunServiceTests,
        RequestPreparer,
        AskSupplier,
        PollSuppliers,
        ReceiveNotification,
        CorrelateNotifications,
        DeliverUpdates,
        OperatorActions,
        ReplayNotification,
        UpdateWriter,
        DriftRecorder,
        ProblemLookup,
        ReportApplier,
        Settler,
        ReplyTracker,
        QueueNotifier,
        ...JOBS,
        { provide: HOUSEKEEPING_JOBS, useFactory: (...jobs: unknown[]) => jobs, inject: JOBS },
        Housekeeping,
        UpdateRequest,
        RequestIntake,
        RequestRecovery,
        Replies,
        RequestSender,
        ResultSettler,
        SupplierRequests,
        DuePolls,
        RequestWorker,
        NotificationWorker,
        UpdateWorker,
        PollWorker,
        Workers,
        StallDetector,
        SettingsWatch,
        NotificationListener,
      ],
    };
  }
}
