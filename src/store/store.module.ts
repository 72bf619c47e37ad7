// The repositories of the store, over one database.

import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ExchangeLog } from '../runtime/exchange-log.js';
import { READINESS } from '../runtime/health.controller.js';
import { Requests } from './requests/requests.js';
import { Conversations } from './journal/conversations.js';
import { Database } from './db/database.js';
import { Drift } from './notifications/drift.js';
import { Inbox } from './notifications/inbox.js';
import { DueProblems } from './schedules/due-problems.js';
import { Journal } from './journal/journal.js';
import { OperatorActs } from './work-list/operator-acts.js';
import { Outbox } from './updates/outbox.js';
import { Problems } from './problems/problems.js';
import { Reservations } from './requests/reservations.js';
import { ServiceTests } from './requests/service-tests.js';
import { Watches } from './schedules/watches.js';
import { FarSideWork } from './work-list/far-sides.js';
import { WorkList } from './work-list/work.js';
import { WorkPages } from './work-list/work-pages.js';

@Global()
@Module({})
export class StoreModule {
  static with(database: Database): DynamicModule {
    const worked = [Requests, Drift, DueProblems, Inbox, Outbox, Problems, Reservations, ServiceTests, Watches];
    const parts = [...worked, Conversations, OperatorActs, FarSideWork, WorkList, WorkPages];
    return {
      module: StoreModule,
      providers: [
        { provide: Database, useValue: database },
        { provide: READINESS, useExisting: Database },
        { provide: ExchangeLog, useExisting: Journal },
        Journal,
        ...parts,
      ],
      exports: [Database, READINESS, ExchangeLog, Journal, ...parts],
    };
  }
}
