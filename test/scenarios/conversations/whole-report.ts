// Writes a ticket as the supplier's notification: always the whole of it, in the elements of the published samples.

import type { Ticket, Visit } from './ticket.js';

export interface Envelope {
  buyerIdentifier: string;
  buyerFaultReference: string;
  maintainerFaultReference: string;
  messageId: string;
  /** ISO 8601: by the clock of the node that sends. */
  sentAt: string;
  bareVisits: boolean;
}

export function wholeReport(ticket: Ticket, { bareVisits, ...head }: Envelope): Buffer {
  const missed = ticket.visits.find(({ is }) => is === 'missed');
  const body = el('notifyFaultReportUpdate', [
    el('apiVersion', '1.0'),
    ...Object.entries(head).map(([name, text]) => el(name, text)),
    el('serviceAffected', 'SRV1'),
    el('faultDetails', [
      ...[...ticket.parts].filter(([name]) => IN_DETAILS.has(name)).map(([name, text]) => el(name, text)),
      el('status', ticket.state),
      ...optional('statusReason', ticket.reason),
      ...(missed === undefined ? [] : [missedAppointment(missed)]),
    ]),
    ...list(
      'updates',
      ticket.remarks.map(({ text, by, at }) =>
        el('update', [el('description', text), el('updatedBy', by), el('updatedTime', at)]),
      ),
    ),
    ...(ticket.comment === undefined
      ? []
      : [
          el('comment', [
            el('value', ticket.comment.text),
            el('commentedBy', ticket.comment.by),
            el('commentedTime', ticket.comment.at),
          ]),
        ]),
    ...list(
      'attachments',
      ticket.attachments.map((name) => el('attachment', [el('filename', name), el('uploaded', 'true')])),
    ),
    ...list('appointments', appointments(ticket, bareVisits)),
    ...(ticket.lateRepairDays === undefined
      ? []
      : [el('lateRepairNotification', [el('totalDelayInDays', String(ticket.lateRepairDays))])]),
  ]);
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`,
  );
}

const IN_DETAILS: ReadonlySet<string> = new Set([
  'description',
  'siteAccessDetails',
  'triageComplete',
  'triageFindings',
]);

function appointments({ visits }: Ticket, bareVisits: boolean): string[] {
  return visits
    .filter(({ is }) => is !== 'missed')
    .map((visit) => el('appointment', [...slot(visit), ...(bareVisits ? [] : outcome(visit))]));
}

function slot({ key, date, start, end }: Visit): string[] {
  return [
    el('appointmentReservationKey', key),
    el('appointmentDate', date),
    el('appointmentStartTime', start),
    el('appointmentEndTime', end),
  ];
}

/** As in the samples: a visit that was cancelled or is over is still listed as confirmed. */
function outcome({ is }: Visit): string[] {
  const confirmation = el('appointmentConfirmationStatus', is === 'failed' ? 'Failed' : 'Confirmed');
  if (is === 'confirmed' || is === 'failed') return [confirmation];
  if (is === 'cancelled') return [confirmation, el('appointmentCancelled', 'true')];
  return [confirmation, el('appointmentCancelled', 'false'), el('appointmentClosureCode', is)];
}

function missedAppointment(visit: Visit): string {
  const flags = ['Amended', 'Cancelled', 'endUserMissedAppointment', 'endUserPreAgreed', 'MBORC'];
  return el('missedAppointment', [
    ...slot(visit),
    el('sellerMissedAppointment', 'Y'),
    ...flags.map((flag) => el(flag, 'N')),
  ]);
}

function el(name: string, content: string | string[]): string {
  const inner = typeof content === 'string' ? escaped(content) : content.join('');
  return `<${name}>${inner}</${name}>`;
}

const optional = (name: string, text: string | undefined): string[] => (text === undefined ? [] : [el(name, text)]);
const list = (name: string, items: string[]): string[] => (items.length === 0 ? [] : [el(name, items)]);

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
