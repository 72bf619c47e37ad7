// The front door of the aBILLity folder: the only file others may import.

import { Module } from '@nestjs/common';
import type { Settings } from '../../runtime/settings/settings.js';
import { AbillityAdapter } from './abillity.adapter.js';
import { AbillityClient } from './abillity.client.js';
import { ABILLITY_SECTION } from './abillity.schema.js';
import { type AbillitySettings, AbillityTenants, ABILLITY_SAMPLE } from './abillity.settings.js';
import { AbillityTranslator } from './abillity.translator.js';
import { ABILLITY_MAPPINGS } from './mappings/abillity.mappings.js';
import { IncidentNotes } from './notifications/incident-notes.js';
import { LineCalls } from './requests/line-calls.js';
import { remarksOn } from './requests/report-problem.js';

@Module({
  providers: [AbillityTenants, AbillityClient, LineCalls, IncidentNotes, AbillityAdapter],
  exports: [AbillityAdapter],
})
export class AbillityModule {
  static readonly id = 'abillity';
  static readonly adapter = AbillityAdapter;
  static readonly section = ABILLITY_SECTION;
  static readonly mappings = ABILLITY_MAPPINGS;
  /** A tenant's section for dry runs without a settings file. */
  static readonly sample = ABILLITY_SAMPLE;

  /** What whoever checks a tenant's section should know. */
  static readonly remarks = (section: object): string[] => remarksOn(section as AbillitySettings);

  /** Translation alone, which can send nothing. */
  static translator(settings: Settings): AbillityTranslator {
    return new AbillityTranslator(new AbillityTenants(settings));
  }
}
