// What a notification shows of our own messages: that an amendment took effect, and which words are our own.

import { COMMENT_EFFECT, ENTERED_EFFECT, type Effect, type SupplierReport } from './report.js';
import type { ObservedEffect } from './reported-state.js';

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

const isSame = (one: Effect, other: Effect): boolean =>
  one.name === other.name && plain(one.value) === plain(other.value);

const isEntered = (one: Effect, { name, value }: Effect): boolean =>
  name === COMMENT_EFFECT && isSame(one, { name: ENTERED_EFFECT, value });

/**
 * True when a report shows as changed at least one thing that a request changed, and shows none otherwise. A thing that
 * the report does not show proves nothing. What reports showed before the request was made (`madeAt`, ISO 8601) proves
 * nothing either, except where the request changed nothing that is shown and holds no remark of its own.
 */
export function showsEffects(
  expected: readonly Effect[],
  observed: readonly ObservedEffect[],
  madeAt: string,
): boolean {
  let proofs = 0;
  let before = 0;
  for (const effect of expected) {
    const shown = observed.filter(({ name }) => name === effect.name);
    const same = observed.filter((one) => isSame(one, effect) || isEntered(one, effect));
    if (shown.length > 0 && same.length === 0) return false;
    if (same.some(({ since }) => Date.parse(since) >= Date.parse(madeAt))) proofs++;
    else if (same.length > 0 && effect.name !== COMMENT_EFFECT) before++;
  }
  return proofs > 0 || (before > 0 && before === expected.length);
}

/** True where a report shows a thing that a request changed otherwise than the request wants it. */
export function contradictsEffects(expected: readonly Effect[], observed: readonly ObservedEffect[]): boolean {
  return expected.some((effect) => {
    const shown = observed.filter(({ name }) => name === effect.name);
    return effect.name !== COMMENT_EFFECT && shown.length > 0 && !shown.some((one) => isSame(one, effect));
  });
}

/** What a report shows, with the time since when reports have shown it. */
export function observedBy(
  shown: readonly Effect[],
  before: readonly ObservedEffect[],
  receivedAt: string,
): ObservedEffect[] {
  return shown.map((effect) => {
    const since = before.find((one) => isSame(one, effect))?.since ?? receivedAt;
    return { name: effect.name, value: effect.value, since };
  });
}

/** The report with those of its findings and updates marked as ours that say no more than we said. */
export function withEchoes(report: SupplierReport, said: readonly Effect[]): SupplierReport {
  const isOurs = (effect: Effect): boolean => said.some((own) => isSame(own, effect));
  return {
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, ours: isOurs(finding) })),
    updates: report.updates.map((update) =>
      update.by !== 'seller' && isOurs({ name: COMMENT_EFFECT, value: update.text })
        ? { ...update, ours: true }
        : update,
    ),
  };
}
