// Reads notifyFaultReportUpdate: one root for all twelve events, always the whole report, read forgivingly.

import { realReference } from '../../../domain/references.js';
import { COMMENT_EFFECT, ENTERED_EFFECT } from '../../../domain/report.js';
import type {
  DriftNote,
  Fact,
  Finding,
  Effect,
  Remark,
  SupplierReport,
  SupplierState,
} from '../../../domain/report.js';
import { isUnreadableTime, readInstant } from '../../../protocol/iso-time.js';
import { all, first, integer, text } from '../../../protocol/reader.js';
import type { XmlElement } from '../../../protocol/xml/xml.js';
import { faultState, party } from '../cityfibre.codes.js';
import { contactText } from '../requests/amend-problem.js';
import { readAppointments, resolutionCodeIn } from './appointments.js';
import type { FaultEvent } from './event.js';

/**
 * `resolutionCode` where no closure code tells one. `eventByPath`: what the path on which the report came names. `drift` is measured apart, because measuring reads everything and
 * understands nothing.
 */
export function readFaultUpdate(
  message: XmlElement,
  resolutionCode: string,
  drift: DriftNote[] = [],
  eventByPath?: FaultEvent,
): SupplierReport {
  const details = first(message, 'faultDetails');
  const stateText = text(details, 'status');
  const comment = readComment(first(message, 'comment'));
  const appointments = readAppointments(message);
  return {
    messageId: text(message, 'messageId'),
    sentAt: readInstant(text(message, 'sentAt'))?.toISOString(),
    supplierReference: realReference(text(message, 'maintainerFaultReference')),
    state: readState(stateText ?? stateByPath(eventByPath)),
    stateText,
    stateReason: text(details, 'statusReason'),
    appointments,
    updates: readUpdates(message),
    comment,
    facts: [...lateRepair(first(message, 'lateRepairNotification')), ...attachments(message), ...errors(message)],
    findings: readFindings(details),
    observedEffects: readObservedEffects(message, comment),
    resolutionCode: resolutionCodeIn(appointments) ?? resolutionCode,
    ...(eventByPath === 'amended' ? { confirmsAmendment: true } : {}),
    drift,
  };
}

/** The path speaks only where the report names no state. */
function stateByPath(event: FaultEvent | undefined): string | undefined {
  return faultState.decode(event);
}

function readState(stateText: string | undefined): SupplierState {
  return stateText === undefined ? 'unsaid' : (faultState.decode(stateText) ?? 'unrecognised');
}

/** The tables drop the `update` level that schema and samples have: both are read. */
function readUpdates(message: XmlElement): Remark[] {
  const nested = all(message, 'updates', 'update');
  const flat = all(message, 'updates').filter((updates) => text(updates, 'description') !== undefined);
  const remarks = [...nested, ...flat].flatMap((update) => {
    const description = text(update, 'description');
    return description === undefined
      ? []
      : [remark(description, text(update, 'updatedBy'), text(update, 'updatedTime'))];
  });
  // Oldest first by their own times, where all have one: no source promises the order of the list.
  if (remarks.some(({ at }) => at === undefined)) return remarks;
  return remarks.sort((one, other) => Date.parse(one.at ?? '') - Date.parse(other.at ?? ''));
}

function readComment(comment: XmlElement | undefined): Remark | undefined {
  const value = text(comment, 'value');
  return value === undefined ? undefined : remark(value, text(comment, 'commentedBy'), text(comment, 'commentedTime'));
}

/** A time that cannot be read stays in the text, as the supplier wrote it. */
function remark(content: string, by: string | undefined, at: string | undefined): Remark {
  const said = isUnreadableTime(at) ? `${content} (time as given: ${at})` : content;
  return { text: said, by: party.decode(by), at: readInstant(at)?.toISOString() };
}

/** `lateRepairNotification` stands in the schema only: no page says when it is sent, so it is told as it is. */
function lateRepair(late: XmlElement | undefined): Fact[] {
  if (late === undefined) return [];
  const days = [
    ['in total', integer(late, 'totalDelayInDays')],
    ['by the supplier', integer(late, 'sellerDelayDays')],
    ['by others', integer(late, 'nonSellerDelayDays')],
  ].flatMap(([whose, count]) => (count === undefined ? [] : [`${count} days ${whose}`]));
  const exclusions = all(late, 'exclusions', 'exclusion').map((exclusion) => {
    const part = (name: string): string => text(exclusion, name) ?? '?';
    return `${part('exclusionReason')}: ${part('numberOfDays')} days, ${part('startDateTime')} to ${part('endDateTime')}`;
  });
  const excluded = exclusions.length === 0 ? '' : `; excluded: ${exclusions.join('; ')}`;
  const sentence = `Late repair: ${days.length === 0 ? 'no delay given' : days.join(', ')}${excluded}.`;
  return [{ thing: 'late repair', sentence }];
}

/** No northern field takes an attachment, so it is told. */
function attachments(message: XmlElement): Fact[] {
  return all(message, 'attachments', 'attachment').map((attachment) => {
    const name = text(attachment, 'filename') ?? 'without a name';
    const url = text(attachment, 'url');
    return { thing: `attachment ${name}`, sentence: `Attachment: ${name}${url === undefined ? '' : ` (${url})`}` };
  });
}

function errors(message: XmlElement): Fact[] {
  const error = text(message, 'errorMessage');
  return error === undefined ? [] : [{ thing: 'error', sentence: `The supplier reports an error: ${error}` }];
}

/** "Triage findings come in the triage part" (life cycle, step 6): the supplier's own, or ours as we sent them. */
function readFindings(details: XmlElement | undefined): Finding[] {
  const told = [
    ['triageFindings', 'Triage findings'],
    ['triageComplete', 'Triage complete'],
  ] as const;
  return told.flatMap(([name, label]) => {
    const value = text(details, name);
    return value === undefined ? [] : [{ name, value, sentence: `${label}: ${value}`, ours: false }];
  });
}

/** What the report now holds of the things an amendment can change. */
function readObservedEffects(message: XmlElement, comment: Remark | undefined): Effect[] {
  const details = first(message, 'faultDetails');
  const plain = ['description', 'siteAccessDetails', 'triageFindings'].map(
    (name) => [name, text(details, name)] as const,
  );
  const contacts = [
    ['siteAccessContactDetails', readContact(first(details, 'siteAccessContactDetails'))],
    ['endUserContactDetails', readContact(first(message, 'endUserContactDetails'))],
  ] as const;
  const keys = [...all(message, 'appointment'), ...all(message, 'appointments', 'appointment')].map(
    (appointment) => ['appointmentReservationKey', text(appointment, 'appointmentReservationKey')] as const,
  );
  // The latest comment only: the supplier's own replaces ours and proves nothing about it.
  const ours = comment?.by === 'seller' ? undefined : text(message, 'comment', 'value');
  const entered = readUpdates(message)
    .filter(({ by }) => by !== 'seller')
    .map((update) => [ENTERED_EFFECT, update.text] as const);
  return [...plain, ...contacts, ...keys, [COMMENT_EFFECT, ours] as const, ...entered].flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value }],
  );
}

function readContact(contact: XmlElement | undefined): string | undefined {
  if (contact === undefined) return undefined;
  return contactText({ name: text(contact, 'name'), phone: text(contact, 'phone'), email: text(contact, 'email') });
}
