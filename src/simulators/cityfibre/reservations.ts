// The visits buyers have reserved: held for twelve hours, and for good once a ticket names the key.
import { randomInt } from 'node:crypto';
import { hasBegun, isOnOffer, slotsFrom } from './calendar.js';
import type { Slot } from './calendar.js';
import type { Clock } from './clock.js';

export interface Reservation extends Slot {
  key: string;
  buyer: string;
  addressKey: string;
  /** It lapses then unless a ticket has named it. */
  validUntil: Date;
  /** buyerFaultReference of the ticket that named it. */
  reference?: string;
}

const validFor = 12 * 3_600_000;
const keyLength = 32;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export class Reservations {
  private readonly byKey = new Map<string, Reservation>();
  /** The latest of each slot at each address: an address is visited once at a time, whoever asks. */
  private readonly bySlot = new Map<string, Reservation>();

  constructor(
    private readonly clock: Clock,
    private readonly strict: boolean,
  ) {}

  offered(addressKey: string, from: string): Slot[] {
    return slotsFrom(from, this.clock.now()).filter((slot) => !this.isTaken(addressKey, slot));
  }

  /** Why this slot cannot be had; undefined where it can. */
  refusal(addressKey: string, slot: Slot): string | undefined {
    if (!isOnOffer(slot)) return 'The appointment slot is not on offer';
    if (hasBegun(slot, this.clock.now())) return 'The appointment slot is in the past';
    return this.isTaken(addressKey, slot) ? 'The appointment slot is already reserved' : undefined;
  }

  reserve(buyer: string, addressKey: string, slot: Slot): Reservation {
    const validUntil = new Date(this.clock.now().getTime() + validFor);
    const reservation = { key: newKey(), buyer, addressKey, ...slot, validUntil };
    this.byKey.set(reservation.key, reservation);
    this.bySlot.set(place(addressKey, slot), reservation);
    return reservation;
  }

  /** Whether a ticket may name this key. Unless the simulator is strict, any will do. */
  admits(buyer: string, key: string, reference: string): boolean {
    return !this.strict || this.standing(buyer, key, reference) !== undefined;
  }

  /** Keeps a reservation for the ticket that names it and tells its slot; undefined where there is none. */
  book(buyer: string, key: string, reference: string): Slot | undefined {
    const reservation = this.standing(buyer, key, reference);
    if (reservation === undefined) return undefined;
    reservation.reference = reference;
    const { date, startTime, endTime } = reservation;
    return { date, startTime, endTime };
  }

  list(): Reservation[] {
    return [...this.byKey.values()];
  }

  clear(): void {
    this.byKey.clear();
    this.bySlot.clear();
  }

  private standing(buyer: string, key: string, reference: string): Reservation | undefined {
    const found = this.byKey.get(key);
    if (found?.buyer !== buyer) return undefined;
    return this.isValid(found) || found.reference === reference ? found : undefined;
  }

  private isTaken(addressKey: string, slot: Slot): boolean {
    const latest = this.bySlot.get(place(addressKey, slot));
    return latest !== undefined && (latest.reference !== undefined || this.isValid(latest));
  }

  private isValid({ validUntil }: Reservation): boolean {
    return validUntil > this.clock.now();
  }
}

function place(addressKey: string, { date, startTime }: Slot): string {
  return JSON.stringify([addressKey, date, startTime]);
}

function newKey(): string {
  return Array.from({ length: keyLength }, () => letters.charAt(randomInt(letters.length))).join('');
}
