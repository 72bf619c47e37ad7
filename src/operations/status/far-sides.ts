// Every far side that a tenant's settings lead to: as this replica saw it, with what waits for it.

import { Injectable } from '@nestjs/common';
import { AskSupplier } from '../../engine/requests/ask.js';
import { PlatformRegistry } from '../../platforms/platform.registry.js';
import { Settings } from '../../runtime/settings/settings.js';
import type { WaitingForFarSide } from '../../store/work-list/far-sides.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';
import type { FarSideDto } from './status.dto.js';
import { type Seen, Traffic } from './traffic.js';

const FIRST: Record<string, number> = { down: 0, unknown: 1, up: 2 };

@Injectable()
export class FarSides {
  constructor(
    private readonly traffic: Traffic,
    private readonly ask: AskSupplier,
    private readonly suppliers: SupplierRegistry,
    private readonly platforms: PlatformRegistry,
    private readonly settings: Settings,
  ) {}

  /** What is down first. */
  list(waiting: WaitingForFarSide[]): FarSideDto[] {
    const all = Object.keys(this.settings.current.tenants).flatMap((tenant) => this.of(tenant, waiting));
    return all.sort((one, other) => (FIRST[one.state] ?? 0) - (FIRST[other.state] ?? 0));
  }

  /** The suppliers that the tenant has settings for, and its platform. */
  private of(tenant: string, waiting: WaitingForFarSide[]): FarSideDto[] {
    const open = new Set(this.ask.openCircuits());
    const suppliers = this.suppliers
      .all()
      .filter(({ id }) => this.settings.current.tenants[tenant]?.[id] !== undefined)
      .map((supplier): FarSideDto => {
        const account = supplier.accountOf(tenant);
        const queue = waiting.find((one) => one.party === supplier.id && one.tenant === tenant);
        return {
          ...{ kind: 'supplier', name: supplier.id, tenant, account },
          ...written(this.traffic.of('south', supplier.id, tenant), queue),
          circuitOpen: open.has(`${supplier.id} ${account}`),
        };
      });
    const { id } = this.platforms.of(tenant);
    const queue = waiting.find((one) => one.kind === 'platform' && one.tenant === tenant);
    const platform: FarSideDto = {
      ...{ kind: 'platform', name: id, tenant, account: undefined },
      ...written(this.traffic.of('kci', id, tenant), queue),
      circuitOpen: false,
    };
    return [...suppliers, platform];
  }
}

type Written = Omit<FarSideDto, 'kind' | 'name' | 'tenant' | 'account' | 'circuitOpen'>;

function written(seen: Seen | undefined, queue: WaitingForFarSide | undefined): Written {
  return {
    state: seen?.state ?? 'unknown',
    why: seen?.why,
    since: iso(seen?.since),
    answeredAt: iso(seen?.answeredAt),
    failedAt: iso(seen?.failedAt),
    waiting: queue?.count ?? 0,
    oldestAt: iso(queue?.oldest),
    nextAt: iso(queue?.next_due),
  };
}

function iso(at: Date | undefined): string | undefined {
  return at?.toISOString();
}
