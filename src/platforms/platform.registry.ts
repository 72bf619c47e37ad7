// Platforms by id, and the platform of each tenant.

import type { Platform } from '../domain/platform/port.js';
import type { Settings } from '../runtime/settings/settings.js';

export class PlatformRegistry {
  private readonly platforms = new Map<string, Platform>();

  constructor(
    platforms: Platform[],
    private readonly settings: Settings,
  ) {
    for (const platform of platforms) {
      if (this.platforms.has(platform.id)) throw new Error(`Two platforms are called "${platform.id}".`);
      this.platforms.set(platform.id, platform);
    }
  }

  /** The platform whose tenant this is: the tenant's setting `platform`, else the first platform of the build. */
  of(tenant: string | undefined): Platform {
    const { tenants } = this.settings.current;
    const known = tenant !== undefined && Object.hasOwn(tenants, tenant) ? tenants[tenant] : undefined;
    const id = known?.platform ?? this.platforms.keys().next().value ?? '';
    const platform = this.find(id);
    if (platform === undefined) throw new Error(`There is no platform "${id}".`);
    return platform;
  }

  find(id: string): Platform | undefined {
    return this.platforms.get(id);
  }

  all(): Platform[] {
    return [...this.platforms.values()];
  }
}
