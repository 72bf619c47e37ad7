// The operations API: its own controllers, over the parts of the running gateway.

import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { BearerTokens } from '../http-api/auth/bearer-token.js';
import { NotificationActions } from '../engine/operators/notification-actions.js';
import { RequestActions } from '../engine/operators/request-actions.js';
import { UpdateActions } from '../engine/operators/update-actions.js';
import { AskSupplier } from '../engine/requests/ask.js';
import { ReplayNotification } from '../engine/operators/replay.js';
import { Clock } from '../runtime/clock.js';
import { ExchangeLog } from '../runtime/exchange-log.js';
import { HealthController, READINESS } from '../runtime/health.controller.js';
import { Log } from '../runtime/log.js';
import { Settings } from '../runtime/settings/settings.js';
import { Conversations } from '../store/journal/conversations.js';
import { Database } from '../store/db/database.js';
import { Drift } from '../store/notifications/drift.js';
import { Journal } from '../store/journal/journal.js';
import { OperatorActs } from '../store/work-list/operator-acts.js';
import { FarSideWork } from '../store/work-list/far-sides.js';
import { WorkList } from '../store/work-list/work.js';
import { WorkPages } from '../store/work-list/work-pages.js';
import { PlatformRegistry } from '../platforms/platform.registry.js';
import { SupplierRegistry } from '../suppliers/supplier.registry.js';
import { ActsController } from './acts/acts.controller.js';
import { Bundles } from './conversations/bundle.js';
import { ConversationBody } from './conversations/conversation.body.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { Redactor } from './conversations/redactor.js';
import { ReplayBody } from './acts/replay.body.js';
import { ActRecorder, ScopeGuard } from '../http-api/auth/scope.guard.js';
import { FarSides } from './status/far-sides.js';
import { StatusController } from './status/status.controller.js';
import { Traffic } from './status/traffic.js';
import { TranslationsController } from './translations/translations.controller.js';
import { Translations } from './translations/translations.js';
import { WorkBody } from './work/work.body.js';
import { WorkController } from './work/work.controller.js';

/** Parts of the gateway. None has hooks of its own, because both applications would call them. */
const SHARED = [
  AskSupplier,
  BearerTokens,
  Clock,
  Conversations,
  Drift,
  ExchangeLog,
  FarSideWork,
  Journal,
  Log,
  NotificationActions,
  OperatorActs,
  PlatformRegistry,
  ReplayNotification,
  RequestActions,
  Settings,
  SupplierRegistry,
  UpdateActions,
  WorkList,
  WorkPages,
];

@Module({})
export class OperationsModule {
  static over(gateway: INestApplicationContext): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [
        ConversationsController,
        NotificationsController,
        TranslationsController,
        StatusController,
        WorkController,
        ActsController,
        MetricsController,
        HealthController,
      ],
      providers: [
        ...SHARED.map((part) => ({ provide: part, useValue: gateway.get<object>(part) })),
        { provide: READINESS, useValue: gateway.get<Database>(Database) },
        ActRecorder,
        Bundles,
        ConversationBody,
        FarSides,
        Metrics,
        Redactor,
        ReplayBody,
        ScopeGuard,
        Traffic,
        Translations,
        WorkBody,
      ],
    };
  }
}
