// Translation over a settings file, or over an invented tenant where there is none. Nothing here can send.

import type { Mapping, SupplierMappings } from '../domain/mapping.js';
import type { Supplier } from '../domain/supplier.js';
import { DEFAULT_KCI_NAMES, type KciNames } from '../fibre-cafe/kcis/kci.body.js';
import { type GatewaySettings, Settings } from '../platform/settings.js';
import { CityfibreModule } from '../suppliers/cityfibre/cityfibre.module.js';
import { SUPPLIER_SECTIONS } from '../suppliers/suppliers.module.js';

/** The part of a supplier that translates. */
export type Translator = Pick<Supplier, 'id' | 'write' | 'said' | 'notifications'>;

export interface Translation {
  tenant: string;
  translator: Translator;
  mappings: SupplierMappings;
  kciNames: KciNames;
  /** Whether the tenant is the invented one. */
  invented: boolean;
}

export class NoTranslation extends Error {
  override readonly name = 'NoTranslation';
}

/** An invented tenant of this name. */
export function inventedTranslation(tenant = 'TENANT1'): Translation {
  const tenants = { [tenant]: { supplier: CityfibreModule.id, [CityfibreModule.id]: CityfibreModule.sample } };
  const settings = { tenants } as unknown as GatewaySettings;
  return over(new Settings('invented', {}, { settings, files: new Map() }), {
    tenant,
    kciNames: DEFAULT_KCI_NAMES,
    invented: true,
  });
}

/** A tenant of a settings file; the only one of a supplier that can be translated for, where none is named. */
export async function configuredTranslation(path: string, named: string | undefined): Promise<Translation> {
  const settings = await Settings.load(path, SUPPLIER_SECTIONS);
  const { tenants, fibreCafe } = settings.current;
  const translated = Object.keys(tenants).filter((tenant) => tenants[tenant]?.[CityfibreModule.id] !== undefined);
  const known = `${translated.join(', ') || 'none'} in ${path}`;
  if (named !== undefined && !translated.includes(named)) {
    throw new NoTranslation(
      `Tenant ${named} has no ${CityfibreModule.id} settings, for which alone there is a dry run (${known}).`,
    );
  }
  const tenant = named ?? translated[0];
  if (tenant === undefined || (named === undefined && translated.length > 1)) {
    throw new NoTranslation(`Name the tenant with --tenant: ${known}.`);
  }
  return over(settings, { tenant, kciNames: fibreCafe.kci, invented: false });
}

function over(settings: Settings, about: Pick<Translation, 'tenant' | 'kciNames' | 'invented'>): Translation {
  return { ...about, translator: CityfibreModule.translator(settings), mappings: CityfibreModule.mappings };
}

export function mappingOf({ mappings }: Translation, name: string): Mapping {
  const found = mappings.messages.find((mapping) => mapping.name === name);
  if (found === undefined) throw new Error(`there is no mapping table ${name}`);
  return found;
}
