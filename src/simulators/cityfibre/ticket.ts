// A ticket as CityFibre keeps it, and the book of all tickets.
import { child, textAt } from './xml.js';
import type { Element } from './xml.js';

export type TicketStatus =
  | 'pending'
  | 'rejected'
  | 'accepted'
  | 'open'
  | 're-opened'
  | 'in-progress'
  | 'resolved'
  | 'closed'
  | 'on-hold'
  | 'cancelled';

export type Party = 'buyer' | 'seller';

export interface Update {
  description: string;
  updatedBy: Party;
  updatedTime: string;
}

export interface Comment {
  value: string;
  commentedBy: Party;
  commentedTime: string;
}

export interface Appointment {
  key: string;
  date?: string;
  startTime?: string;
  endTime?: string;
  confirmation?: string;
  closureCode?: string;
  cancelled?: string;
}

/** What the buyer sent and CityFibre has not decided yet. */
export type Undecided =
  { kind: 'report' } | { kind: 'amendment'; message: Element } | { kind: 'verdict'; accepted: boolean; reason: string };

export interface Ticket {
  buyer: string;
  reference: string;
  maintainerReference: string;
  status: TicketStatus;
  statusReason?: string;
  /** The addFaultReport with all amendments applied; read it with `textAt(ticket.report, 'faultDetails/type')`. */
  report: Element;
  updates: Update[];
  comment?: Comment;
  appointments: Appointment[];
  undecided: Undecided[];
  /** Every request about this ticket, as it came. */
  received: { operation: string; xml: string; at: string }[];
}

export const finalStatuses: readonly TicketStatus[] = ['closed', 'cancelled', 'rejected'];

/** More than one ticket, or none, answers to a reference. */
export class NoSuchTicket extends Error {}

export class TicketBook {
  private readonly tickets = new Map<string, Ticket>();

  constructor(private nextNumber: number) {}

  open(report: Element): Ticket {
    const buyer = textAt(report, 'buyerIdentifier') ?? '';
    const reference = textAt(report, 'buyerFaultReference')?.trim() ?? '';
    const maintainerReference = `TIC-${String(this.nextNumber).padStart(6, '0')}`;
    this.nextNumber += 1;
    const appointment = readAppointment(report);
    const ticket: Ticket = {
      ...{ buyer, reference, maintainerReference, status: 'pending', report },
      ...{ updates: [], appointments: appointment ? [appointment] : [] },
      ...{ undecided: [], received: [] },
    };
    this.tickets.set(key(buyer, reference), ticket);
    return ticket;
  }

  find(buyer: string, reference: string): Ticket | undefined {
    return this.tickets.get(key(buyer, reference));
  }

  /** For people, who name a ticket by its reference alone. */
  only(reference: string, buyer?: string): Ticket {
    const found = this.list().filter(
      (one) => one.reference === reference && (buyer === undefined || one.buyer === buyer),
    );
    const [ticket] = found;
    if (ticket === undefined) throw new NoSuchTicket(`There is no ticket ${reference}.`);
    if (found.length > 1) throw new NoSuchTicket(`Several buyers have a ticket ${reference}: name the buyer too.`);
    return ticket;
  }

  list(): Ticket[] {
    return [...this.tickets.values()];
  }

  clear(): void {
    this.tickets.clear();
  }
}

export function readAppointment(message: Element): Appointment | undefined {
  const element = child(message, 'appointment');
  if (element === undefined) return undefined;
  const part = (name: string, as: keyof Appointment): Partial<Appointment> => {
    const text = textAt(element, name);
    return text === undefined ? {} : { [as]: text };
  };
  return {
    key: textAt(element, 'appointmentReservationKey') ?? '',
    ...part('appointmentDate', 'date'),
    ...part('appointmentStartTime', 'startTime'),
    ...part('appointmentEndTime', 'endTime'),
  };
}

function key(buyer: string, reference: string): string {
  return JSON.stringify([buyer, reference]);
}
