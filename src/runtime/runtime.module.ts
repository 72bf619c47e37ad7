// What every module may use: settings, log, clock and the HTTP client; and the health checks, whose readiness the store provides.

import { HttpModule } from '@nestjs/axios';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Transport, TRANSPORT_OPTIONS } from '../protocol/http/transport.js';
import { Clock } from './clock.js';
import { HealthController } from './health.controller.js';
import { Log } from './log.js';
import { Settings } from './settings/settings.js';

@Global()
@Module({ imports: [HttpModule.register(TRANSPORT_OPTIONS)], controllers: [HealthController] })
export class RuntimeModule {
  static with(settings: Settings, log: Log): DynamicModule {
    return {
      module: RuntimeModule,
      providers: [{ provide: Settings, useValue: settings }, { provide: Log, useValue: log }, Clock, Transport],
      exports: [Settings, Log, Clock, Transport],
    };
  }
}
