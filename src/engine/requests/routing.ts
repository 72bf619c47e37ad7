// Which of a tenant's suppliers a service belongs to: the first rule of its settings that fits, else its default supplier.

import type { TenantSettings } from '../../runtime/settings/settings.js';

/** What a request says of the service. Appointments name no service, only its kind. */
export interface ServiceChoice {
  serviceId?: string;
  specificationId?: string;
}

/** Empty for a tenant that is not configured. A rule fits where everything it names fits. */
export function supplierFor(tenant: TenantSettings | undefined, { serviceId, specificationId }: ServiceChoice): string {
  if (tenant === undefined) return '';
  const rule = tenant.routing?.find(
    ({ serviceSpecification, servicePrefix }) =>
      (serviceSpecification === undefined || serviceSpecification === specificationId) &&
      (servicePrefix === undefined || serviceId?.startsWith(servicePrefix) === true),
  );
  return rule?.supplier ?? tenant.supplier;
}
