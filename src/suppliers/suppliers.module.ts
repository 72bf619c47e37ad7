// Every supplier this build knows: one line each.

import { Global, Module } from '@nestjs/common';
import type { Supplier } from '../domain/supplier/port.js';
import type { GatewaySettings } from '../runtime/settings/settings.js';
import { AbillityModule } from './abillity/abillity.module.js';
import { CityfibreModule } from './cityfibre/cityfibre.module.js';
import { SupplierRegistry } from './supplier.registry.js';

export const SUPPLIERS = [CityfibreModule, AbillityModule];

/** What the suppliers add to a tenant's settings. */
export const SUPPLIER_SECTIONS = Object.fromEntries(SUPPLIERS.map(({ id, section }) => [id, section]));

/** A supplier's module that has something to say about a tenant's section, one sentence each. */
interface Remarking {
  readonly id: string;
  readonly remarks?: (section: object) => string[];
}

/** What an operator who checks the settings should know, one sentence each. */
export function sectionRemarks({ tenants }: GatewaySettings): string[] {
  return Object.entries(tenants).flatMap(([tenant, sections]) =>
    SUPPLIERS.flatMap(({ id, remarks }: Remarking) => {
      const section = sections[id];
      if (section === undefined || remarks === undefined) return [];
      return remarks(section as object).map((remark) => `tenants.${tenant}.${id}: ${remark}`);
    }),
  );
}

@Global()
@Module({
  imports: SUPPLIERS,
  providers: [
    {
      provide: SupplierRegistry,
      useFactory: (...suppliers: Supplier[]) => new SupplierRegistry(suppliers),
      inject: SUPPLIERS.map(({ adapter }) => adapter),
    },
  ],
  exports: [SupplierRegistry],
})
export class SuppliersModule {}
