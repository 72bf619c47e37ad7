// Claims the problems whose supplier must be polled now.

import { Injectable } from '@nestjs/common';
import { REPLICA_ID } from '../../runtime/replica-id.js';
import { Settings } from '../../runtime/settings/settings.js';
import { type ClaimedWatch, Watches } from '../../store/schedules/watches.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';

/**
 * After the replica that polls a problem died, the problem waits this long. Two replicas that poll it at once do no harm:
 * the inbox recognises notes by their bytes.
 */
const LEASE_MS = 30_000;

@Injectable()
export class DuePolls {
  /** Suppliers that some tenant has, and the settings they were read from. */
  private used: { of: object; suppliers: Set<string> } | undefined;

  constructor(
    private readonly watches: Watches,
    private readonly suppliers: SupplierRegistry,
    private readonly settings: Settings,
  ) {}

  async claim(count: number): Promise<ClaimedWatch[]> {
    const polled = this.suppliers.all().filter(({ id, poll }) => poll !== undefined && this.isUsed(id));
    if (polled.length === 0) return [];
    await this.watches.refresh(polled.map(({ id }) => id));
    return this.watches.claim(REPLICA_ID, count, LEASE_MS);
  }

  /** A supplier with unfinished problems cannot be removed from the settings, so one that no tenant has need not be polled. */
  private isUsed(supplier: string): boolean {
    const { tenants } = this.settings.current;
    if (this.used?.of !== tenants) {
      const sections = Object.values(tenants).flatMap((tenant) => Object.keys(tenant));
      this.used = { of: tenants, suppliers: new Set(sections) };
    }
    return this.used.suppliers.has(supplier);
  }
}
