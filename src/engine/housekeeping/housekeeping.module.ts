// Housekeeping: what is due by the clock and not by a request or a notification. One line for each job.

import { Module } from '@nestjs/common';
import { RequestsModule } from '../requests/requests.module.js';
import { ServiceTestsModule } from '../service-tests/service-tests.module.js';
import { UpdatesModule } from '../updates/updates.module.js';
import { AbandonedServiceTests } from './abandoned-service-tests.js';
import { ClosureWarnings } from './closure-warnings.js';
import { DecisionAlarms } from './decision-alarms.js';
import { Housekeeping, HOUSEKEEPING_JOBS } from './housekeeping.js';
import type { HousekeepingJob } from './job.js';
import { LeaseReaper } from './lease-reaper.js';
import { ReconcileAfterGap } from './reconcile-after-gap.js';
import { ReconcileUnknown } from './reconcile-unknown.js';
import { ReplyReaper } from './reply-reaper.js';
import { StallDetector } from './stall-detector.js';
import { UpdateRequest } from './update-request.js';

const JOBS = [
  LeaseReaper,
  ReplyReaper,
  DecisionAlarms,
  ReconcileUnknown,
  ReconcileAfterGap,
  ClosureWarnings,
  AbandonedServiceTests,
];

@Module({
  imports: [RequestsModule, UpdatesModule, ServiceTestsModule],
  providers: [
    ...JOBS,
    { provide: HOUSEKEEPING_JOBS, useFactory: (...jobs: HousekeepingJob[]) => jobs, inject: JOBS },
    Housekeeping,
    UpdateRequest,
    StallDetector,
  ],
  exports: [Housekeeping],
})
export class HousekeepingModule {}
