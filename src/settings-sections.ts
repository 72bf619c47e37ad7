// What the suppliers and platforms of this build add to the settings file.

import { PLATFORM_SECTIONS, PLATFORMS } from './platforms/platforms.module.js';
import type { Sections } from './runtime/settings/settings.js';
import { SUPPLIER_SECTIONS } from './suppliers/suppliers.module.js';

export const SETTINGS_SECTIONS: Sections = {
  suppliers: SUPPLIER_SECTIONS,
  platforms: PLATFORM_SECTIONS,
  platformIds: PLATFORMS.map(({ id }) => id),
};
