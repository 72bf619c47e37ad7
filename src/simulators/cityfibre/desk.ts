// The ticket desk: keeps tickets through their life cycle and says when the buyer is to be notified.
import { advance } from './advance.js';
import type { Clock } from './clock.js';
import { writeNotification } from './notification.js';
import type { NotifyOrder } from './notification.js';
import type { Notifier, NotifyResult } from './notifier.js';
import type { Timing } from './options.js';
import type { Reservations } from './reservations.js';
import { finalStatuses, readAppointment, TicketBook } from './ticket.js';
import type { Appointment, Ticket, Undecided } from './ticket.js';
import { child, el, textAt, writeMessage } from './xml.js';
import type { Element } from './xml.js';

export interface Decision {
  decision: 'accept' | 'reject';
  reason?: string;
  buyer?: string;
}

/** Nothing waits for a decision. */
export class NothingToDecide extends Error {}

export class Desk {
  readonly book: TicketBook;
  /** What calls off the closing of a resolved ticket that its buyer says nothing about. */
  private readonly silences = new Map<Ticket, () => void>();
  private sent = 0;

  constructor(
    readonly timing: Required<Timing>,
    readonly clock: Clock,
    readonly reservations: Reservations,
    private readonly notifier: Notifier,
    firstTicketNumber: number,
  ) {
    this.book = new TicketBook(firstTicketNumber);
  }

  /** Opens a ticket for a report, which may already bring updates and a comment. */
  open(report: Element): Ticket {
    const ticket = this.book.open(report);
    ticket.appointments = ticket.appointments.map((one) => this.booked(ticket, one));
    amendTexts(ticket, report);
    return ticket;
  }

  /** Enters what the order says on the ticket and sends the whole of it to the buyer. */
  announce(ticket: Ticket, order: NotifyOrder): Promise<NotifyResult> {
    const now = this.clock.now();
    advance(ticket, order, now);
    this.awaitVerdict(ticket);
    if (ticket.status !== 'pending') ticket.undecided = ticket.undecided.filter((one) => one.kind !== 'report');
    if (ticket.status !== 'resolved') ticket.undecided = ticket.undecided.filter((one) => one.kind !== 'verdict');
    this.sent += 1;
    const messageId = order.messageId ?? `CF-${String(this.sent).padStart(5, '0')}`;
    const xml = writeMessage(writeNotification(ticket, order, messageId, now), order.bare);
    return this.notifier.send({ buyer: ticket.buyer, reference: ticket.reference, event: order.event, messageId, xml });
  }

  /** Puts something off for CityFibre to decide: after the delay by itself, or when told. */
  putOff(ticket: Ticket, undecided: Undecided, afterMs: number): void {
    ticket.undecided.push(undecided);
    if (undecided.kind === 'verdict') this.silences.get(ticket)?.();
    this.later(afterMs, () => {
      if (ticket.undecided.includes(undecided)) void this.settle(ticket, undecided, { decision: 'accept' });
    });
  }

  /** Decides the oldest thing put off on this ticket. */
  decide(ticket: Ticket, decision: Decision): Promise<NotifyResult> {
    const [oldest] = ticket.undecided;
    if (oldest === undefined) throw new NothingToDecide(`Nothing waits for a decision on ${ticket.reference}.`);
    return this.settle(ticket, oldest, decision);
  }

  private settle(ticket: Ticket, undecided: Undecided, { decision, reason }: Decision): Promise<NotifyResult> {
    ticket.undecided = ticket.undecided.filter((one) => one !== undecided);
    const accepted = decision === 'accept';
    const why = reason ?? 'No reason given';
    switch (undecided.kind) {
      case 'report':
        return this.announce(ticket, accepted ? { event: 'accepted' } : { event: 'rejected', statusReason: why });
      case 'amendment':
        if (accepted) this.amend(ticket, undecided.message);
        return this.announce(ticket, { event: 'amended', update: accepted ? 'Amended' : `Amendment rejected: ${why}` });
      case 'verdict':
        return this.announce(ticket, accepted ? afterVerdict(undecided) : { event: 'update', update: why });
    }
  }

  /** Applies what an amendment carries; what it leaves out stays as it was. */
  amend(ticket: Ticket, message: Element): void {
    const { report } = ticket;
    for (const name of ['reporterContactDetails', 'endUserContactDetails', 'parentFaultReference', 'priorityLevel']) {
      replace(report, child(message, name));
    }
    replace(report, child(message, 'attachments'));
    const details = child(report, 'faultDetails') ?? append(report, el('faultDetails', []));
    // Status is the seller's to change, though the schema lets a buyer name one.
    const changed = child(message, 'faultDetails')?.children.filter((one) => !/^status/.test(one.name));
    for (const one of changed ?? []) replace(details, one);
    const given = readAppointment(message);
    if (given) {
      const appointment = this.booked(ticket, given);
      ticket.appointments = [...ticket.appointments.filter((one) => one.key !== appointment.key), appointment];
    }
    amendTexts(ticket, message);
  }

  isOver(ticket: Ticket): boolean {
    return finalStatuses.includes(ticket.status);
  }

  /** Zero means: only when told. */
  later(afterMs: number, act: () => void): void {
    if (afterMs > 0) this.clock.after(afterMs, act);
  }

  /** An appointment under a reserved key is where and when it was reserved, whatever the buyer says about it. */
  private booked(ticket: Ticket, appointment: Appointment): Appointment {
    return { ...appointment, ...this.reservations.book(ticket.buyer, appointment.key.trim(), ticket.reference) };
  }

  // A verdict that came calls the closing off; it starts anew only with another resolution.
  private awaitVerdict(ticket: Ticket): void {
    const running = this.silences.get(ticket);
    if (ticket.status !== 'resolved') {
      running?.();
      this.silences.delete(ticket);
    } else if (running === undefined && this.timing.closeAfterMs > 0) {
      const close = (): void =>
        void this.announce(ticket, { event: 'closed', update: 'Closed - no answer to the resolution.' });
      this.silences.set(ticket, this.clock.after(this.timing.closeAfterMs, close));
    }
  }

  reset(): void {
    this.clock.reset();
    this.book.clear();
    this.reservations.clear();
    this.silences.clear();
  }
}

function afterVerdict(verdict: { accepted: boolean; reason: string }): NotifyOrder {
  if (verdict.accepted) return { event: 'closed', update: 'Closed - buyer accepted the resolution.' };
  return { event: 're-opened', update: `Re-opened - ${verdict.reason}` };
}

function amendTexts(ticket: Ticket, message: Element): void {
  const comment = child(message, 'comment');
  if (comment) {
    ticket.comment = {
      value: textAt(comment, 'value') ?? '',
      commentedBy: textAt(comment, 'commentedBy') === 'seller' ? 'seller' : 'buyer',
      commentedTime: textAt(comment, 'commentedTime') ?? '',
    };
  }
  for (const update of child(message, 'updates')?.children ?? []) {
    const description = textAt(update, 'description') ?? '';
    const updatedTime = textAt(update, 'updatedTime') ?? textAt(message, 'sentAt') ?? '';
    ticket.updates.push({ description, updatedBy: 'buyer', updatedTime });
  }
}

function replace(parent: Element, element: Element | undefined): void {
  if (element === undefined) return;
  const index = parent.children.findIndex((one) => one.name === element.name);
  if (index < 0) append(parent, element);
  else parent.children[index] = element;
}

function append(parent: Element, element: Element): Element {
  parent.children.push(element);
  return element;
}
