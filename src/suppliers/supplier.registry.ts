// Suppliers by id. Two with one id stop start-up, and so do two that notify: the listener could not tell them apart.

import type { Supplier } from '../domain/supplier/port.js';

export class SupplierRegistry {
  private readonly suppliers = new Map<string, Supplier>();

  /** The supplier that calls the notification listener, where there is one. */
  readonly notifier: Supplier | undefined;

  constructor(suppliers: Supplier[]) {
    for (const supplier of suppliers) {
      if (this.suppliers.has(supplier.id)) throw new Error(`Two suppliers are called "${supplier.id}".`);
      this.suppliers.set(supplier.id, supplier);
    }
    const [one, another] = this.all().filter(({ notifications }) => notifications !== undefined);
    if (another !== undefined)
      throw new Error(`Both "${one?.id}" and "${another.id}" notify; the listener has one path.`);
    this.notifier = one;
  }

  /** Throws for an id nobody has: settings and stored problems only name suppliers that exist. */
  byId(id: string): Supplier {
    const supplier = this.suppliers.get(id);
    if (supplier === undefined) throw new Error(`There is no supplier "${id}".`);
    return supplier;
  }

  all(): Supplier[] {
    return [...this.suppliers.values()];
  }
}
