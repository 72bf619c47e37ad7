// Updates to platforms: written with their sequence numbers, and delivered.

import { Module } from '@nestjs/common';
import { DeliverUpdates } from './deliver.js';
import { UpdateWriter } from './update-writer.js';
import { UpdateWorker } from './update.worker.js';

@Module({
  providers: [DeliverUpdates, UpdateWriter, UpdateWorker],
  exports: [UpdateWriter, UpdateWorker],
})
export class UpdatesModule {}
