// A kept notification or note, read by its supplier.

import type { Supplier } from '../../domain/supplier/port.js';
import type { SupplierReport } from '../../domain/report.js';
import type { NotificationRow } from '../../store/notifications/inbox.js';

type StoredBytes = Pick<NotificationRow, 'account' | 'path' | 'body' | 'content_type'> & { digest?: string };

/** The report, or why nobody can be told of it. Throws what the supplier's reader throws. */
export function readStoredReport(
  { notifications, poll }: Supplier,
  { account, path, body, digest, content_type: contentType }: StoredBytes,
): SupplierReport | string {
  const reader = notifications ?? poll;
  const tenant = reader?.tenantOf(account);
  if (reader === undefined || tenant === undefined) return `No tenant has the account "${account}".`;
  return reader.read({ body, digest, path, contentType: contentType ?? undefined }, tenant);
}
