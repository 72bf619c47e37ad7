// One digest for one meaning: that of the canonical JSON of a value (RFC 8785), in which the order of members does not count.

import { hash } from 'node:crypto';

/** Stored with every request and compared with those of later ones: the digest of a value must never change. */
export function canonicalDigest(value: unknown): string {
  return hash('sha256', canonical(value), 'base64');
}

function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value) ? canonicalList(value) : canonicalObject(value as Record<string, unknown>);
}

function canonicalList(entries: unknown[]): string {
  let text = '';
  for (const entry of entries) text += `${text === '' ? '' : ','}${canonical(entry)}`;
  return `[${text}]`;
}

function canonicalObject(members: Record<string, unknown>): string {
  let text = '';
  // By code unit, as `<` compares.
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}:${canonical(member)}`;
  }
  return `{${text}}`;
}

/** Printable ASCII without what JSON escapes, as nearly all of it is. */
const AS_IT_IS = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return AS_IT_IS.test(text) ? `"${text}"` : JSON.stringify(text);
}
