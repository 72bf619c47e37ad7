// What operators may do where the gateway cannot go on by itself.

import { Module } from '@nestjs/common';
import { RequestsModule } from '../requests/requests.module.js';
import { UpdatesModule } from '../updates/updates.module.js';
import { NotificationActions } from './notification-actions.js';
import { ReplayNotification } from './replay.js';
import { RequestActions } from './request-actions.js';
import { SettleByHand } from './settle-by-hand.js';
import { UpdateActions } from './update-actions.js';

const USED_ELSEWHERE = [RequestActions, UpdateActions, NotificationActions, ReplayNotification];

@Module({
  imports: [RequestsModule, UpdatesModule],
  providers: [...USED_ELSEWHERE, SettleByHand],
  exports: USED_ELSEWHERE,
})
export class OperatorsModule {}
