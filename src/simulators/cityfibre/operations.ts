// The operations a buyer can call, each judged and carried out as CityFibre's pages describe. A further one is one row.
import { received } from './answers.js';
import type { Answer } from './answers.js';
import type { Complaint } from './contract.js';
import type { Desk } from './desk.js';
import type { Ticket } from './ticket.js';
import { textAt } from './xml.js';
import type { Element } from './xml.js';

export interface Request {
  buyer: string;
  reference: string;
  message: Element;
  xml: string;
  /** By order: taken in, but left undecided. */
  pending: boolean;
}

type Operation = (request: Request, desk: Desk) => Answer;

export const operations: Record<string, Operation> = {
  addFaultReport: report,
  amendFaultReport: amend,
  resolveResponse: resolve,
  requestFaultReportUpdate: update,
};

/** The error text CityFibre prints: an object, written as text. */
export function refuse(message: Element, complaints: Complaint[], httpStatus = 400): Answer {
  const errorMessage = JSON.stringify(Object.fromEntries(complaints.map((one) => [one.field, one.text])));
  return received(message, { httpStatus, status: 'rejected', errorMessage });
}

function report(request: Request, desk: Desk): Answer {
  const { message, buyer, reference } = request;
  const service = textAt(message, 'serviceAffected')?.trim() ?? '';
  if (service.toUpperCase().startsWith('UNKNOWN')) {
    return refuse(message, [{ field: 'serviceAffected', text: `No service ${service}` }]);
  }
  // What CityFibre does with a repeated reference is not documented; refusing shows a report that was sent twice.
  if (desk.book.find(buyer, reference)) {
    return refuse(message, [{ field: 'buyerFaultReference', text: 'Already reported' }]);
  }
  const outage = textAt(message, 'faultDetails/type')?.trim() === 'Service Outage';
  const key = textAt(message, 'appointment/appointmentReservationKey')?.trim() ?? '';
  if (outage !== (key !== '')) {
    const text = outage ? 'A Service Outage needs a reservation key' : 'Only a Service Outage may have an appointment';
    return refuse(message, [{ field: 'appointment', text }], 403);
  }
  const ticket = desk.open(message);
  keep(ticket, request);
  desk.putOff(ticket, { kind: 'report' }, request.pending ? 0 : desk.timing.acceptAfterMs);
  return received(message, { httpStatus: 201, status: 'pending' });
}

function amend(request: Request, desk: Desk): Answer {
  const ticket = lookUp(request, desk);
  if (ticket === undefined) return noTicket(request);
  keep(ticket, request);
  // A ticket that is over keeps what it has; its status in the answer tells the buyer so.
  if (desk.isOver(ticket)) return received(request.message, { httpStatus: 200, status: ticket.status });
  if (request.pending) {
    desk.putOff(ticket, { kind: 'amendment', message: request.message }, 0);
    return received(request.message, { httpStatus: 200, status: 'pending' });
  }
  desk.amend(ticket, request.message);
  desk.later(desk.timing.amendedAfterMs, () => void desk.announce(ticket, { event: 'amended' }));
  return received(request.message, { httpStatus: 200, status: ticket.status });
}

function resolve(request: Request, desk: Desk): Answer {
  const ticket = lookUp(request, desk);
  if (ticket === undefined) return noTicket(request);
  keep(ticket, request);
  if (ticket.status !== 'resolved') {
    return refuse(request.message, [{ field: 'status', text: `The fault is ${ticket.status}, not resolved` }]);
  }
  const verdict = textAt(request.message, 'resolveAccepted')?.trim();
  if (verdict === undefined) return refuse(request.message, [{ field: 'resolveAccepted', text: 'Required.' }]);
  const accepted = verdict === 'true' || verdict === '1';
  const reason = textAt(request.message, 'rejectedReason') ?? 'buyer rejected the resolution';
  desk.putOff(ticket, { kind: 'verdict', accepted, reason }, request.pending ? 0 : desk.timing.resolvedAfterMs);
  return received(request.message, { httpStatus: 200 });
}

function update(request: Request, desk: Desk): Answer {
  const ticket = lookUp(request, desk);
  if (ticket === undefined) return noTicket(request);
  keep(ticket, request);
  desk.later(desk.timing.updateAfterMs, () => void desk.announce(ticket, { event: 'update' }));
  return received(request.message, { httpStatus: 200 });
}

// By the buyer's own reference; CityFibre's, where given, has to agree.
function lookUp({ buyer, reference, message }: Request, desk: Desk): Ticket | undefined {
  const ticket = desk.book.find(buyer, reference);
  const named = textAt(message, 'maintainerFaultReference')?.trim() ?? '';
  return named === '' || named === ticket?.maintainerReference ? ticket : undefined;
}

function noTicket({ message }: Request): Answer {
  return refuse(message, [{ field: 'maintainerFaultReference', text: 'No workflow found with that reference' }]);
}

function keep(ticket: Ticket, { message, xml }: Request): void {
  ticket.received.push({ operation: message.name, xml, at: new Date().toISOString() });
}
