// Translation over a settings file, or over an invented tenant where there is none. Nothing here can send.

import type { ReserveAppointment, TestService } from '../../domain/request.js';
import type { Mapping, SupplierMappings } from '../../protocol/mapping-table.js';
import type { SupplierRequest, Supplier, Unwritable } from '../../domain/supplier/port.js';
import { fibreCafeSettings } from '../../platforms/fibre-cafe/fibre-cafe.settings.js';
import { DEFAULT_KCI_NAMES, type KciNames } from '../../platforms/fibre-cafe/updates/kci.body.js';
import { type ServiceChoice, supplierFor } from '../../engine/requests/routing.js';
import { type GatewaySettings, Settings } from '../../runtime/settings/settings.js';
import { SETTINGS_SECTIONS } from '../../settings-sections.js';
import { SUPPLIERS } from '../../suppliers/suppliers.module.js';

/** A message as it would leave. */
export interface ShownMessage {
  name: string;
  body: string;
  /** Left out: POST. */
  method?: 'GET';
}

/** Several calls, of which the later ones need the answers to the earlier: what nobody gave is assumed, and said. */
export interface Preview {
  messages: ShownMessage[];
  assumed: string[];
}

/** Where a supplier is asked by several calls, or for more than commands. */
interface Previews {
  preview(question: SupplierRequest): Preview | Unwritable;
  previewReservation(tenant: string, wanted: ReserveAppointment, now: Date): Preview | Unwritable;
  previewTest(wanted: TestService): Preview | Unwritable;
}

/** The part of a supplier that translates. */
export type Translator = Pick<Supplier, 'id' | 'operations' | 'write' | 'ownWording' | 'notifications'> &
  Partial<Previews>;

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

/** What tells a supplier: its name, or the service a request is about. */
export type By = ServiceChoice & { supplier?: string };

const DEFAULT_SUPPLIER = SUPPLIERS[0]?.id ?? '';

/** An invented tenant of this name. */
export function inventedTranslation(tenant = 'TENANT1', supplier = DEFAULT_SUPPLIER): Translation {
  const section = { [supplier]: moduleOf(supplier).sample };
  const settings = { tenants: { [tenant]: { supplier, ...section } } } as unknown as GatewaySettings;
  const about = { tenant, kciNames: DEFAULT_KCI_NAMES, invented: true };
  return over(
    new Settings('invented', SETTINGS_SECTIONS, { settings, files: new Map(), warnings: [] }),
    supplier,
    about,
  );
}

/** A tenant of a settings file, the only one where none is named, and the supplier its rules pick. */
export async function configuredTranslation(
  path: string,
  named: string | undefined,
  by: By = {},
): Promise<Translation> {
  const settings = await Settings.load(path, SETTINGS_SECTIONS);
  const { tenants } = settings.current;
  const known = `${Object.keys(tenants).join(', ')} in ${path}`;
  if (named === undefined && Object.keys(tenants).length > 1) {
    throw new NoTranslation(`Name the tenant with --tenant: ${known}.`);
  }
  const tenant = named ?? Object.keys(tenants)[0] ?? '';
  const found = tenants[tenant];
  if (found === undefined) throw new NoTranslation(`There is no tenant ${tenant}: ${known}.`);
  const supplier = by.supplier ?? supplierFor(found, by);
  moduleOf(supplier);
  if (found[supplier] === undefined)
    throw new NoTranslation(`Tenant ${tenant} has no ${supplier} settings in ${path}.`);
  return over(settings, supplier, { tenant, kciNames: fibreCafeSettings(settings.current).kci, invented: false });
}

function moduleOf(supplier: string): (typeof SUPPLIERS)[number] {
  const found = SUPPLIERS.find(({ id }) => id === supplier);
  if (found !== undefined) return found;
  throw new NoTranslation(`There is no supplier ${supplier}: ${SUPPLIERS.map(({ id }) => id).join(', ')}.`);
}

function over(
  settings: Settings,
  supplier: string,
  about: Pick<Translation, 'tenant' | 'kciNames' | 'invented'>,
): Translation {
  const known = moduleOf(supplier);
  return { ...about, translator: known.translator(settings), mappings: known.mappings };
}

export function mappingOf({ mappings }: Translation, name: string): Mapping {
  const found = mappings.messages.find((mapping) => mapping.name === name);
  if (found === undefined) throw new Error(`there is no mapping table ${name}`);
  return found;
}
