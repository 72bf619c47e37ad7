// Notifies the workers of every queue.

import { Global, Module } from '@nestjs/common';
import { QueueNotifier } from './queue-notifier.js';

@Global()
@Module({ providers: [QueueNotifier], exports: [QueueNotifier] })
export class ResilienceModule {}
