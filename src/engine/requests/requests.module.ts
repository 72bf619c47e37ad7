// Requests of platforms: taken, asked of their supplier, settled, recovered.

import { Module } from '@nestjs/common';
import { UpdatesModule } from '../updates/updates.module.js';
import { AskSupplier } from './ask.js';
import { RequestIntake } from './intake.js';
import { RequestPreparer } from './prepare.js';
import { RequestRecovery } from './recover.js';
import { Replies } from './replies.js';
import { ReplyTracker } from './reply-tracker.js';
import { RequestWorker } from './request.worker.js';
import { AnswerResolutions } from './resolution.js';
import { RequestSender } from './send.js';
import { ResultSettler } from './settle-result.js';
import { Settler } from './settle.js';
import { SubmitRequest } from './submit.js';
import { SupplierRequests } from './supplier-requests.js';

const USED_ELSEWHERE = [SubmitRequest, AnswerResolutions, ReplyTracker, RequestRecovery, Settler, RequestWorker];

@Module({
  imports: [UpdatesModule],
  providers: [
    ...USED_ELSEWHERE,
    RequestIntake,
    Replies,
    AskSupplier,
    RequestSender,
    RequestPreparer,
    SupplierRequests,
    ResultSettler,
  ],
  exports: USED_ELSEWHERE,
})
export class RequestsModule {}
