// Every supplier this build knows: one line each.

import { Module } from '@nestjs/common';
import type { Supplier } from '../domain/supplier/port.js';
import { AbillityModule } from './abillity/abillity.module.js';
import { CityfibreModule } from './cityfibre/cityfibre.module.js';
import { SupplierRegistry } from './supplier.registry.js';

export const SUPPLIERS = [CityfibreModule, AbillityModule];

/** What the suppliers add to a tenant's settings. */
export const SUPPLIER_SECTIONS = Object.fromEntries(SUPPLIERS.map(({ id, section }) => [id, section]));

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
