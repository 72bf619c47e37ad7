// Enters on a ticket what the seller learnt or did, before it is notified.
import { events } from './events.js';
import type { NotifyEvent } from './events.js';
import type { Attachment, NotifyOrder } from './notification.js';
import type { Appointment, Ticket } from './ticket.js';
import { wireTime } from './wire-time.js';
import { child, el, optional } from './xml.js';

export function advance(ticket: Ticket, order: NotifyOrder, at: Date): void {
  const row = events[order.event];
  const now = wireTime(at);
  const status = order.status ?? row.status;
  if (status !== undefined) ticket.status = status;
  const reason = order.statusReason ?? row.statusReason;
  if (reason !== undefined) ticket.statusReason = reason;
  const description = order.update ?? row.update;
  if (description !== undefined) ticket.updates.push({ description, updatedBy: 'seller', updatedTime: now });
  if (order.comment !== undefined) {
    ticket.comment = { value: order.comment, commentedBy: 'seller', commentedTime: now };
  }
  if (order.attachments) attach(ticket, order.attachments);
  for (const appointment of appointmentsIn(order)) meet(ticket, appointment, at);
}

function appointmentsIn({ event, appointment, appointments = [] }: NotifyOrder): Partial<Appointment>[] {
  const result = visitResult[event];
  const aboutVisit = result !== undefined || events[event].missedAppointment || appointment !== undefined;
  return [...(aboutVisit ? [{ ...result, ...appointment }] : []), ...appointments];
}

const visitResult: Partial<Record<NotifyEvent, Partial<Appointment>>> = {
  'appointment-confirmation': { confirmation: 'Confirmed' },
  'appointment-cancelled': { confirmation: 'Confirmed', cancelled: 'true' },
  'appointment-completed': { confirmation: 'Confirmed', closureCode: 'FR', cancelled: 'false' },
};

// The appointment of this key, else the latest, else one made up so that any event can be shown on any ticket.
function meet(ticket: Ticket, wanted: Partial<Appointment>, at: Date): void {
  const known =
    wanted.key === undefined ? ticket.appointments.at(-1) : ticket.appointments.find((one) => one.key === wanted.key);
  const tomorrow = new Date(at.getTime() + 86_400_000).toISOString().slice(0, 10);
  const base = known ?? { key: 'AP-00001', date: tomorrow, startTime: '08:00', endTime: '13:00' };
  const met = { ...base, ...wanted };
  if (known === undefined) ticket.appointments.push(met);
  else ticket.appointments[ticket.appointments.indexOf(known)] = met;
}

// Added to those the buyer listed.
function attach(ticket: Ticket, attachments: Attachment[]): void {
  const added = attachments.map(({ filename, url, uploaded }) =>
    el('attachment', [
      el('filename', filename),
      optional('url', url),
      optional('uploaded', uploaded === undefined ? undefined : String(uploaded)),
    ]),
  );
  const known = child(ticket.report, 'attachments');
  if (known) known.children = [...known.children, ...added];
  else ticket.report.children.push(el('attachments', added));
}
