// Which certificates may notify, as the settings list their names.

import type { X509Certificate } from 'node:crypto';

/** Every name a certificate can be allowed by. */
export function identities(certificate: X509Certificate): string[] {
  const names = (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== '');
  const commonName = /^CN=(.+)$/m.exec(certificate.subject)?.[0];
  return [...names, ...(commonName === undefined ? [] : [commonName]), `SHA256:${certificate.fingerprint256}`];
}

/** One of its names is listed. Letter case does not count. */
export function isAllowed(certificate: X509Certificate, allowed: string[]): boolean {
  const names = new Set(identities(certificate).map((name) => name.toLowerCase()));
  return allowed.some((subject) => names.has(subject.toLowerCase()));
}
