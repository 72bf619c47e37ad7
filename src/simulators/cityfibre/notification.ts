// Writes a notification: the whole ticket, in the shape of the published sample of its event.
import { events, placeholderReference } from './events.js';
import type { EventRow, NotifyEvent } from './events.js';
import type { Appointment, Comment, Ticket, TicketStatus, Update } from './ticket.js';
import { wireTime } from './wire-time.js';
import { child, el, optional } from './xml.js';
import type { Element } from './xml.js';

export interface MissedFlags {
  seller?: string;
  amended?: string;
  cancelled?: string;
  endUser?: string;
  endUserPreAgreed?: string;
  mborc?: string;
}

export interface LateRepair {
  totalDelayInDays?: number;
  sellerDelayDays?: number;
  nonSellerDelayDays?: number;
  exclusions?: { reason: string; days: number; start: string; end: string }[];
}

export interface Attachment {
  filename: string;
  url?: string;
  uploaded?: boolean;
}

/** What to notify. Everything but the event is optional and stays on the ticket where the ticket has a place for it. */
export interface NotifyOrder {
  event: NotifyEvent;
  /** Needed only where several buyers use the same reference. */
  buyer?: string;
  /** Text of an update by the seller. */
  update?: string;
  statusReason?: string;
  /** A comment by the seller; it takes the place of the latest one. */
  comment?: string;
  appointment?: Partial<Appointment>;
  /** Several at once, each by its key, as they are from now on. */
  appointments?: (Partial<Appointment> & { key: string })[];
  missed?: MissedFlags;
  triage?: { complete: boolean; findings: string };
  lateRepair?: LateRepair;
  attachments?: Attachment[];
  errorMessage?: string;
  /** Instead of the status that goes with the event. */
  status?: TicketStatus;
  /** Without an envelope. */
  bare?: boolean;
  messageId?: string;
  sentAt?: string;
}

/** `now` is told as sentAt unless the order names a time. */
export function writeNotification(ticket: Ticket, order: NotifyOrder, messageId: string, now: Date): Element {
  const row = events[order.event];
  const { report } = ticket;
  const sentAt = order.sentAt ?? (row.onHoldDrift ? undefined : wireTime(now));
  return el('notifyFaultReportUpdate', [
    el('apiVersion', '1.0'),
    el('buyerIdentifier', ticket.buyer),
    optional('sentAt', sentAt),
    el('messageId', messageId),
    ...copied(report, ['reportDateTime', 'reporterContactDetails', 'endUserContactDetails', 'serviceAffected']),
    el('buyerFaultReference', ticket.reference),
    el('maintainerFaultReference', maintainerReference(ticket, row)),
    ...copied(report, ['parentFaultReference']),
    faultDetails(ticket, row, order),
    updates(ticket.updates, row),
    ticket.comment && comment(ticket.comment),
    appointments(ticket, row),
    ...copied(report, ['attachments', 'priorityLevel']),
    order.lateRepair && lateRepair(order.lateRepair),
    optional('errorMessage', order.errorMessage),
  ]);
}

function copied(report: Element, names: string[]): (Element | undefined)[] {
  return names.map((name) => child(report, name));
}

function maintainerReference(ticket: Ticket, row: EventRow): string {
  if (row.maintainerReference === 'empty') return '';
  return row.maintainerReference === 'real' ? ticket.maintainerReference : placeholderReference;
}

// The schema requires the two triage members; none of the samples has them.
function faultDetails(ticket: Ticket, row: EventRow, order: NotifyOrder): Element {
  const reported = child(ticket.report, 'faultDetails') ?? el('faultDetails', []);
  const reason = order.statusReason ?? (row.statusReason && ticket.statusReason);
  const appointment = ticket.appointments.at(-1);
  return el('faultDetails', [
    ...copied(reported, ['description', 'type']),
    el('status', order.status ?? ticket.status),
    optional('statusReason', reason),
    ...copied(reported, ['faultStartTime', 'faultLocation', 'siteAccessDetails', 'siteAccessContactDetails']),
    order.triage && el('triageComplete', String(order.triage.complete)),
    order.triage && el('triageFindings', order.triage.findings),
    row.missedAppointment && appointment && missedAppointment(appointment, order.missed ?? {}),
  ]);
}

function updates(list: Update[], row: EventRow): Element | undefined {
  if (list.length === 0) return undefined;
  const by = (one: Update): string => (row.onHoldDrift ? capital(one.updatedBy) : one.updatedBy);
  return el(
    'updates',
    list.map((one) =>
      el('update', [el('description', one.description), el('updatedBy', by(one)), el('updatedTime', one.updatedTime)]),
    ),
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function comment(one: Comment): Element {
  return el('comment', [
    el('value', one.value),
    el('commentedBy', one.commentedBy),
    el('commentedTime', one.commentedTime),
  ]);
}

// A plural list here, where the schema has a single appointment.
function appointments(ticket: Ticket, row: EventRow): Element | undefined {
  if (row.appointments === undefined || ticket.appointments.length === 0) return undefined;
  const whole = row.appointments === 'whole';
  return el(
    'appointments',
    ticket.appointments.map((one) =>
      el('appointment', [
        ...slot(one),
        whole ? optional('appointmentConfirmationStatus', one.confirmation) : undefined,
        whole ? optional('appointmentClosureCode', one.closureCode) : undefined,
        whole ? optional('appointmentCancelled', one.cancelled) : undefined,
      ]),
    ),
  );
}

function slot(one: Appointment): (Element | undefined)[] {
  return [
    el('appointmentReservationKey', one.key),
    optional('appointmentDate', one.date),
    optional('appointmentStartTime', one.startTime),
    optional('appointmentEndTime', one.endTime),
  ];
}

function missedAppointment(one: Appointment, flags: MissedFlags): Element {
  return el('missedAppointment', [
    ...slot(one),
    el('sellerMissedAppointment', flags.seller ?? 'N'),
    el('Amended', flags.amended ?? 'N'),
    el('Cancelled', flags.cancelled ?? 'N'),
    el('endUserMissedAppointment', flags.endUser ?? 'N'),
    el('endUserPreAgreed', flags.endUserPreAgreed ?? 'N'),
    el('MBORC', flags.mborc ?? 'N'),
  ]);
}

function lateRepair(late: LateRepair): Element {
  const days = (name: string, value: number | undefined): Element | undefined =>
    value === undefined ? undefined : el(name, String(value));
  const exclusions = late.exclusions?.map((one) =>
    el('exclusion', [
      el('exclusionReason', one.reason),
      el('numberOfDays', String(one.days)),
      el('startDateTime', one.start),
      el('endDateTime', one.end),
    ]),
  );
  return el('lateRepairNotification', [
    days('totalDelayInDays', late.totalDelayInDays),
    days('sellerDelayDays', late.sellerDelayDays),
    days('nonSellerDelayDays', late.nonSellerDelayDays),
    exclusions && el('exclusions', exclusions),
  ]);
}
