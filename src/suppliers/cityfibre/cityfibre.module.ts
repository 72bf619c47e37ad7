// The front door of the CityFibre folder: the only file others may import.

import { Module } from '@nestjs/common';
import type { Settings } from '../../runtime/settings/settings.js';
import { CityfibreAdapter } from './cityfibre.adapter.js';
import { CityfibreClient } from './cityfibre.client.js';
import { CityfibreContract } from './cityfibre.contract.js';
import { CITYFIBRE_SECTION, CityfibreTenants, CITYFIBRE_SAMPLE } from './cityfibre.settings.js';
import { CityfibreTranslator } from './cityfibre.translator.js';
import { CITYFIBRE_MAPPINGS } from './mappings/cityfibre.mappings.js';

@Module({
  providers: [CityfibreTenants, CityfibreClient, CityfibreContract, CityfibreAdapter],
  exports: [CityfibreAdapter],
})
export class CityfibreModule {
  static readonly id = 'cityfibre';
  static readonly adapter = CityfibreAdapter;
  static readonly section = CITYFIBRE_SECTION;
  static readonly mappings = CITYFIBRE_MAPPINGS;
  /** A tenant's section for dry runs without a settings file. */
  static readonly sample = CITYFIBRE_SAMPLE;

  /** Translation alone, which can send nothing. */
  static translator(settings: Settings): CityfibreTranslator {
    return new CityfibreTranslator(new CityfibreTenants(settings), new CityfibreContract());
  }
}
