// The operations a buyer can call, each judged and carried out as CityFibre's pages describe. A further one is one row.
import { received, refuse } from './answers.js';
import type { Answer } from './answers.js';
import { queryAppointments, reserveAppointment } from './appointment-operations.js';
import type { Desk } from './desk.js';
import { ala, ticketing } from './dialects.js';
import type { Dialect } from './dialects.js';
import type { Request } from './request.js';
import type { Ticket } from './ticket.js';
import { textAt } from './xml.js';
import type { Element } from './xml.js';

export interface Operation {
  dialect: Dialect;
  perform: (request: Request, desk: Desk) => Answer;
}

export const operations: Record<string, Operation> = {
  addFaultReport: { dialect: ticketing, perform: report },
  amendFaultReport: { dialect: ticketing, perform: amend },
  resolveResponse: { dialect: ticketing, perform: resolve },
  requestFaultReportUpdate: { dialect: ticketing, perform: update },
  queryAppointmentAvailability: { dialect: ala, perform: queryAppointments },
  reserveAppointment: { dialect: ala, perform: reserveAppointment },
};

function report(request: Request, desk: Desk): Answer {
  const { message, buyer, reference, now } = request;
  const service = textAt(message, 'serviceAffected')?.trim() ?? '';
  if (service.toUpperCase().startsWith('UNKNOWN')) {
    return refuse(message, [{ field: 'serviceAffected', text: `No service ${service}` }], now);
  }
  // What CityFibre does with a repeated reference is not documented; refusing shows a report that was sent twice.
  if (desk.book.find(buyer, reference)) {
    return refuse(message, [{ field: 'buyerFaultReference', text: 'Already reported' }], now);
  }
  const text = againstAppointment(request, desk);
  if (text !== undefined) return refuse(message, [{ field: 'appointment', text }], now, 403);
  const ticket = desk.open(message);
  keep(ticket, request);
  desk.putOff(ticket, { kind: 'report' }, request.pending ? 0 : desk.timing.acceptAfterMs);
  return received(message, { httpStatus: 201, status: 'pending' }, now);
}

// What the appointment validator has against a report.
function againstAppointment({ message, buyer, reference }: Request, desk: Desk): string | undefined {
  const outage = textAt(message, 'faultDetails/type')?.trim() === 'Service Outage';
  const key = reservationKey(message);
  if (outage && key === '') return 'A Service Outage needs a reservation key';
  if (!outage && key !== '') return 'Only a Service Outage may have an appointment';
  return key === '' || desk.reservations.admits(buyer, key, reference) ? undefined : notReserved(key);
}

function amend(request: Request, desk: Desk): Answer {
  const { message, buyer, reference, now } = request;
  const ticket = lookUp(request, desk);
  if (ticket === undefined) return noTicket(request);
  keep(ticket, request);
  // A ticket that is over keeps what it has; its status in the answer tells the buyer so.
  if (desk.isOver(ticket)) return received(message, { httpStatus: 200, status: ticket.status }, now);
  const key = reservationKey(message);
  const known = key === '' || ticket.appointments.some((one) => one.key === key);
  if (!known && !desk.reservations.admits(buyer, key, reference)) {
    return refuse(message, [{ field: 'appointment', text: notReserved(key) }], now);
  }
  if (request.pending) {
    desk.putOff(ticket, { kind: 'amendment', message }, 0);
    return received(message, { httpStatus: 200, status: 'pending' }, now);
  }
  desk.amend(ticket, message);
  desk.later(desk.timing.amendedAfterMs, () => void desk.announce(ticket, { event: 'amended' }));
  return received(message, { httpStatus: 200, status: ticket.status }, now);
}

function reservationKey(message: Element): string {
  return textAt(message, 'appointment/appointmentReservationKey')?.trim() ?? '';
}

function notReserved(key: string): string {
  return `The reservation ${key} does not exist or has lapsed`;
}

function resolve(request: Request, desk: Desk): Answer {
  const { message, now } = request;
  const ticket = lookUp(request, desk);
  if (ticket === undefined) return noTicket(request);
  keep(ticket, request);
  if (ticket.status !== 'resolved') {
    return refuse(message, [{ field: 'status', text: `The fault is ${ticket.status}, not resolved` }], now);
  }
  const verdict = textAt(message, 'resolveAccepted')?.trim();
  if (verdict === undefined) return refuse(message, [{ field: 'resolveAccepted', text: 'Required.' }], now);
  const accepted = verdict === 'true' || verdict === '1';
  const reason = textAt(message, 'rejectedReason') ?? 'buyer rejected the resolution';
  desk.putOff(ticket, { kind: 'verdict', accepted, reason }, request.pending ? 0 : desk.timing.resolvedAfterMs);
  return received(message, { httpStatus: 200 }, now);
}

function update(request: Request, desk: Desk): Answer {
  const ticket = lookUp(request, desk);
  if (ticket === undefined) return noTicket(request);
  keep(ticket, request);
  desk.later(desk.timing.updateAfterMs, () => void desk.announce(ticket, { event: 'update' }));
  return received(request.message, { httpStatus: 200 }, request.now);
}

// By the buyer's own reference; CityFibre's, where given, has to agree.
function lookUp({ buyer, reference, message }: Request, desk: Desk): Ticket | undefined {
  const ticket = desk.book.find(buyer, reference);
  const named = textAt(message, 'maintainerFaultReference')?.trim() ?? '';
  return named === '' || named === ticket?.maintainerReference ? ticket : undefined;
}

function noTicket({ message, now }: Request): Answer {
  return refuse(message, [{ field: 'maintainerFaultReference', text: 'No workflow found with that reference' }], now);
}

function keep(ticket: Ticket, { message, xml, now }: Request): void {
  ticket.received.push({ operation: message.name, xml, at: now.toISOString() });
}
