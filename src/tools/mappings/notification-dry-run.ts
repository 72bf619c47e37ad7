// Dry runs of notifications: the acknowledgement and the KCIs a notification would give, with each field's rule.

import { applyReport } from '../../domain/apply-report.js';
import { requestReference } from '../../domain/references.js';
import type { DriftNote } from '../../domain/report.js';
import { writeKci } from '../../platforms/fibre-cafe/updates/kci.body.js';
import { unwrap } from '../../protocol/soap.js';
import { readXml } from '../../protocol/xml/xml.js';
import type { Given } from './dry-run.js';
import { type KnownProblem, openCancellation } from './held.js';
import { type FieldTrace, traceXml } from '../../protocol/mapping-trace.js';
import { mappingOf, NoTranslation, type Translation } from './translators.js';

export interface TranslatedNotification {
  /** The supplier's name for the tenant, and whose it is by the settings. */
  account: { name: string; tenant: string | undefined };
  acknowledgement: { status: number; body: string };
  /** Undefined where it cannot be read: it would be quarantined, with an alarm. */
  reported: { status: string; kcis: string[] } | undefined;
  drift: DriftNote[];
  fields: FieldTrace[];
}

export function translateNotification(
  translation: Translation,
  { body, held }: { body: Buffer; held: KnownProblem },
  given: Given,
): TranslatedNotification {
  const { translator, tenant } = translation;
  const reader = translator.notifications;
  if (reader === undefined) throw new NoTranslation(`${translator.id} does not notify: it is polled.`);
  const arrival = { body, contentType: undefined };
  const opened = reader.open(arrival);
  const { status, body: answer } = reader.acknowledge(arrival, opened, given.now);
  const name = opened.account ?? '';
  const arrived = { account: { name, tenant: reader.tenantOf(name) }, acknowledgement: { status, body: answer } };
  if (opened.unreadable !== undefined) return { ...arrived, reported: undefined, drift: [], fields: [] };
  const report = reader.read(arrival, tenant);
  const { problem, updates } = applyReport({
    problem: held.problem,
    reported: held.reported,
    open: openCancellation(held),
    report,
    ownWording: translator.ownWording?.(held.problem) ?? [],
    resolutionReference: requestReference('RES', given.messageId),
    receivedAt: given.now.toISOString(),
  });
  const numbered = { id: given.messageId, issuedOn: given.now.toISOString() };
  const kcis = updates.map(({ draft }, at) =>
    writeKci({ ...draft, ...numbered, sequenceNumber: at + 1 }, translation.kciNames),
  );
  const { message } = unwrap(readXml(body));
  const fields = message === undefined ? [] : traceXml(mappingOf(translation, 'fault-update'), message);
  return { ...arrived, reported: { status: problem.status, kcis }, drift: report.drift, fields };
}
