// Every platform this build knows: one line each. A tenant that names none belongs to the first.

import { Global, Module } from '@nestjs/common';
import type { Platform } from '../domain/platform/port.js';
import { Settings } from '../runtime/settings/settings.js';
import { FibreCafeModule } from './fibre-cafe/fibre-cafe.module.js';
import { PlatformRegistry } from './platform.registry.js';

export const PLATFORMS = [FibreCafeModule];

/** Sections of the settings file, by name. */
export const PLATFORM_SECTIONS = Object.fromEntries(PLATFORMS.map(({ setting, section }) => [setting, section]));

@Global()
@Module({
  imports: PLATFORMS,
  providers: [
    {
      provide: PlatformRegistry,
      useFactory: (settings: Settings, ...platforms: Platform[]) => new PlatformRegistry(platforms, settings),
      inject: [Settings, ...PLATFORMS.map(({ adapter }) => adapter)],
    },
  ],
  exports: [PlatformRegistry],
})
export class PlatformsModule {}
