// Polling of suppliers that cannot notify.

import { Module } from '@nestjs/common';
import { DuePolls } from './due-polls.js';
import { PollSuppliers } from './poll.js';
import { PollWorker } from './poll.worker.js';

@Module({ providers: [DuePolls, PollSuppliers, PollWorker], exports: [PollWorker] })
export class PollingModule {}
