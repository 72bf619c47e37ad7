// The front door of the CityFibre folder: the only file others may import.

import { Module } from '@nestjs/common';
import { CityfibreAdapter } from './cityfibre.adapter.js';
import { CityfibreClient } from './cityfibre.client.js';
import { CityfibreContract } from './cityfibre.contract.js';
import { CITYFIBRE_SECTION, CityfibreTenants } from './cityfibre.settings.js';

@Module({
  providers: [CityfibreTenants, CityfibreClient, CityfibreContract, CityfibreAdapter],
  exports: [CityfibreAdapter],
})
export class CityfibreModule {
  static readonly id = 'cityfibre';
  static readonly adapter = CityfibreAdapter;
  static readonly section = CITYFIBRE_SECTION;
}
