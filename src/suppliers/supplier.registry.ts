// Suppliers by id. Two with one id, or with one root for their notifications, stop the start.

import type { NotificationReader, Supplier } from '../domain/supplier/port.js';

export type Notifying = Supplier & { readonly notifications: NotificationReader };

export class SupplierRegistry {
  private readonly suppliers = new Map<string, Supplier>();

  constructor(suppliers: Supplier[]) {
    for (const supplier of suppliers) {
      if (this.suppliers.has(supplier.id)) throw new Error(`Two suppliers are called "${supplier.id}".`);
      this.suppliers.set(supplier.id, supplier);
    }
    const roots = this.notifying().map(({ notifications }) => notifications.root);
    const twice = roots.find((root, at) => roots.indexOf(root) !== at);
    if (twice !== undefined) throw new Error(`Two suppliers notify below "${twice}".`);
  }

  /** Throws for an id nobody has: settings and stored problems only name suppliers that exist. */
  byId(id: string): Supplier {
    const supplier = this.suppliers.get(id);
    if (supplier === undefined) throw new Error(`There is no supplier "${id}".`);
    return supplier;
  }

  /** The suppliers that call the notification listener. */
  notifying(): Notifying[] {
    return this.all().filter((supplier): supplier is Notifying => supplier.notifications !== undefined);
  }

  all(): Supplier[] {
    return [...this.suppliers.values()];
  }
}
