// Composition root: a list of feature modules, no providers of its own.

import { type DynamicModule, Module } from '@nestjs/common';
import { EngineModule } from './engine/engine.module.js';
import { AuthModule } from './http-api/auth/auth.module.js';
import { PLATFORMS, PlatformsModule } from './platforms/platforms.module.js';
import { ResilienceModule } from './resilience/resilience.module.js';
import type { Log } from './runtime/log.js';
import { RuntimeModule } from './runtime/runtime.module.js';
import type { Settings } from './runtime/settings/settings.js';
import type { Database } from './store/db/database.js';
import { StoreModule } from './store/store.module.js';
import { SuppliersModule } from './suppliers/suppliers.module.js';

@Module({})
export class AppModule {
  static with(settings: Settings, log: Log, database: Database): DynamicModule {
    return {
      module: AppModule,
      imports: [
        RuntimeModule.with(settings, log),
        StoreModule.with(database),
        ResilienceModule,
        SuppliersModule,
        PlatformsModule,
        AuthModule,
        EngineModule,
        ...PLATFORMS.map(({ api }) => api),
      ],
    };
  }
}
