// The store's parts over one database.

import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Commands } from './commands.js';
import { Database } from './database.js';
import { Inbox } from './inbox.js';
import { Outbox } from './outbox.js';
import { Problems } from './problems.js';
import { Reservations } from './reservations.js';
import { ServiceTests } from './service-tests.js';

@Global()
@Module({})
export class StoreModule {
  static with(database: Database): DynamicModule {
    const parts = [Commands, Inbox, Outbox, Problems, Reservations, ServiceTests];
    return {
      module: StoreModule,
      providers: [{ provide: Database, useValue: database }, ...parts],
      exports: [Database, ...parts],
    };
  }
}
