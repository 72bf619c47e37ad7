// Settings of tests that name no supplier and no platform.

import type { Sections } from '../../src/runtime/settings/settings.js';

export const NO_SECTIONS: Sections = { suppliers: {}, platforms: {}, platformIds: ['none'] };
