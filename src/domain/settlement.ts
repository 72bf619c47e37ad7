// Whether a notification shows that a request took effect: an amendment the supplier had not decided, or may not have got.

import type { Mark } from './supplier-report.js';

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/**
 * True when at least one thing the request changed is shown as changed, and none is shown otherwise. A thing the
 * report does not show proves nothing either way.
 */
export function showsEffect(marks: readonly Mark[], shown: readonly Mark[]): boolean {
  let proofs = 0;
  for (const mark of marks) {
    const values = shown.filter((candidate) => candidate.name === mark.name);
    if (values.length === 0) continue;
    if (!values.some((candidate) => plain(candidate.value) === plain(mark.value))) return false;
    proofs++;
  }
  return proofs > 0;
}
