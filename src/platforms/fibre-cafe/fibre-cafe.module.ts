// The front door of the Fibre Cafe folder: the only file that others may import.

import { Module } from '@nestjs/common';
import { FibreCafeApiModule } from './fibre-cafe-api.module.js';
import { FibreCafePlatform } from './fibre-cafe.platform.js';
import { FIBRE_CAFE_SECTION, FIBRE_CAFE_SETTING } from './fibre-cafe.settings.js';
import { AccessToken } from './updates/access-token.js';
import { KciClient } from './updates/kci.client.js';

@Module({ providers: [AccessToken, KciClient, FibreCafePlatform], exports: [FibreCafePlatform] })
export class FibreCafeModule {
  static readonly id = 'fibre-cafe';
  static readonly adapter = FibreCafePlatform;
  static readonly setting = FIBRE_CAFE_SETTING;
  static readonly section = FIBRE_CAFE_SECTION;
  /** Its northern API, which stands on the engine. The engine stands on this module. */
  static readonly api = FibreCafeApiModule;
}
