// What everything may use: settings, log, clock, and the one HTTP client.

import { HttpModule } from '@nestjs/axios';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Transport, TRANSPORT_OPTIONS } from '../protocol/http/transport.js';
import { Clock } from './clock.js';
import { Log } from './log.js';
import { Settings } from './settings/settings.js';

@Global()
@Module({ imports: [HttpModule.register(TRANSPORT_OPTIONS)] })
export class PlatformModule {
  static with(settings: Settings, log: Log): DynamicModule {
    return {
      module: PlatformModule,
      providers: [{ provide: Settings, useValue: settings }, { provide: Log, useValue: log }, Clock, Transport],
      exports: [Settings, Log, Clock, Transport],
    };
  }
}
