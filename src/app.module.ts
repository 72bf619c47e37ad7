// Composition root: a list, no logic.

import { type DynamicModule, Module } from '@nestjs/common';
import { AccessToken } from './platforms/fibre-cafe/updates/access-token.js';
import { KciClient } from './platforms/fibre-cafe/updates/kci.client.js';
import { AppointmentsController } from './platforms/fibre-cafe/api/appointments/appointments.controller.js';
import { BearerTokens } from './http-api/auth/bearer-token.js';
import { ProblemsController } from './platforms/fibre-cafe/api/problems/problems.controller.js';
import { ResolutionsController } from './platforms/fibre-cafe/api/resolutions/resolutions.controller.js';
import { ServiceTestsController } from './platforms/fibre-cafe/api/service-tests/service-tests.controller.js';
import { Submission } from './platforms/fibre-cafe/api/submission.js';
import { TenantGuard } from './http-api/auth/tenant.guard.js';
import { Answered } from './engine/requests/reply-tracker.js';
import { AppointmentsFlow } from './engine/appointments/appointments.js';
import { AskFlow } from './engine/requests/ask.js';
import { Broom } from './engine/housekeeping/lease-reaper.js';
import { CorrelateFlow } from './engine/notifications/correlate.js';
import { DeliverFlow } from './engine/updates/deliver.js';
import { DriftNoter } from './engine/notifications/drift.js';
import { OperatorFlow } from './engine/operators/operator.js';
import { PollFlow } from './engine/polling/poll.js';
import { Preparer } from './engine/requests/prepare.js';
import { ReceiveFlow } from './engine/notifications/receive.js';
import { ReplayFlow } from './engine/operators/replay.js';
import { ResolutionFlow } from './engine/requests/resolution.js';
import { ServiceTestFlow } from './engine/service-tests/service-test.js';
import { Settler } from './engine/requests/settle.js';
import { SettingsWatch } from './engine/settings-watch.js';
import { StallDetector } from './engine/housekeeping/stall-detector.js';
import { SubmitFlow } from './engine/requests/submit.js';
import { Teller } from './engine/updates/update-writer.js';
import { Wakeups } from './resilience/queue-notifier.js';
import { Workers } from './engine/workers.js';
import { HealthController, READINESS } from './runtime/health.controller.js';
import type { Log } from './runtime/log.js';
import { PlatformModule } from './runtime/platform.module.js';
import type { Settings } from './runtime/settings/settings.js';
import { Database } from './store/db/database.js';
import { StoreModule } from './store/store.module.js';
import { NotificationListener } from './engine/notifications/listener.js';
import { SuppliersModule } from './suppliers/suppliers.module.js';

@Module({})
export class AppModule {
  static with(settings: Settings, log: Log, database: Database): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.with(settings, log), StoreModule.with(database), SuppliersModule],
      controllers: [
        ProblemsController,
        ResolutionsController,
        AppointmentsController,
        ServiceTestsController,
        HealthController,
      ],
      providers: [
        { provide: READINESS, useExisting: Database },
        BearerTokens,
        TenantGuard,
        Submission,
        AccessToken,
        KciClient,
        SubmitFlow,
        ResolutionFlow,
        AppointmentsFlow,
        ServiceTestFlow,
        Preparer,
        AskFlow,
        PollFlow,
        ReceiveFlow,
        CorrelateFlow,
        DeliverFlow,
        OperatorFlow,
        ReplayFlow,
        Teller,
        DriftNoter,
        Settler,
        Answered,
        Wakeups,
        Broom,
        Workers,
        StallDetector,
        SettingsWatch,
        NotificationListener,
      ],
    };
  }
}
