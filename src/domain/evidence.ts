// What a notification shows of our own messages: that an amendment took effect, and which findings are our own words.

import type { Effect, SupplierReport } from './report.js';

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/**
 * True when at least one thing the request changed is shown as changed, and none is shown otherwise. A thing the
 * report does not show proves nothing either way.
 */
export function showsEffects(marks: readonly Effect[], shown: readonly Effect[]): boolean {
  let proofs = 0;
  for (const mark of marks) {
    const values = shown.filter((candidate) => candidate.name === mark.name);
    if (values.length === 0) continue;
    if (!values.some((candidate) => plain(candidate.value) === plain(mark.value))) return false;
    proofs++;
  }
  return proofs > 0;
}

/** The report with those of its findings marked as ours that say no more than what we said. */
export function withEchoes(report: SupplierReport, said: readonly Effect[]): SupplierReport {
  const isOurs = ({ name, value }: Effect): boolean =>
    said.some((mark) => mark.name === name && plain(mark.value) === plain(value));
  return { ...report, findings: report.findings.map((finding) => ({ ...finding, ours: isOurs(finding) })) };
}
