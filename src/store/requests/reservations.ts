// Appointments reserved through this gateway: stored before the supplier is asked, and found when a problem names them.

import { Injectable } from '@nestjs/common';
import type { Timeslot } from '../../domain/request.js';
import type { Reservation } from '../../domain/supplier/port.js';
import { Database } from '../db/database.js';
import * as queries from './reservations.queries.js';

export interface ReservationRow {
  tenant: string;
  platform_id: number;
  progress: 'asking' | 'reserved' | 'refused' | 'open' | 'unknown';
  reference: string;
  key: string | null;
  timeslot: Timeslot | null;
  lapses_at: string | null;
  messages: string[];
}

export interface StoredReservation {
  /** `ask`: claimed by us. `repeat`: as it stands. `other-body`: the id was used for another reservation. */
  verdict: 'ask' | 'repeat' | 'other-body';
  reservation: ReservationRow;
}

export interface ReservationResult {
  /** `open`: the supplier surely did not get it, so that it may be asked again. */
  progress: 'reserved' | 'refused' | 'open' | 'unknown';
  reserved: Omit<Reservation, 'id'> | undefined;
  messages: string[];
}

@Injectable()
export class Reservations {
  constructor(private readonly database: Database) {}

  async store(facts: {
    tenant: string;
    id: number;
    digest: string;
    supplier: string;
    reference: string;
    leaseMs: number;
  }): Promise<StoredReservation> {
    const [row] = await this.database.run<{ verdict: StoredReservation['verdict']; reservation: ReservationRow }>(
      queries.STORE_RESERVATION,
      [facts.tenant, facts.id, facts.digest, facts.supplier, facts.reference, facts.leaseMs],
    );
    if (row === undefined) throw new Error('store_reservation gave no verdict');
    return row;
  }

  async settle(tenant: string, id: number, { progress, reserved, messages }: ReservationResult): Promise<void> {
    await this.database.run(queries.SETTLE_RESERVATION, [
      tenant,
      id,
      progress,
      reserved?.key ?? null,
      reserved === undefined ? null : JSON.stringify(reserved.timeslot),
      reserved?.lapsesAt ?? null,
      JSON.stringify(messages),
    ]);
  }

  /**
   * Gives a reservation to a problem and returns it. It is looked for at the supplier it was made with: by the supplier's key
   * where the caller gives one, else by the platform's id. Undefined: it was not made through this gateway.
   */
  async claim(
    tenant: string,
    supplier: string,
    named: { id: number | undefined; key: string | undefined },
    problemId: number,
  ): Promise<Reservation | undefined> {
    const [row] = await this.database.run<{ reservation: ReservationRow; used_by: number | null; is_booked: boolean }>(
      queries.CLAIM_RESERVATION,
      [tenant, supplier, named.id ?? null, named.key ?? null, problemId],
    );
    if (row === undefined) return undefined;
    const { platform_id: id, key, timeslot, lapses_at: lapsesAt } = row.reservation;
    if (key === null || timeslot === null) return undefined;
    const { used_by: usedBy, is_booked: isBooked } = row;
    return { id, key, timeslot, lapsesAt: lapsesAt ?? undefined, usedBy: usedBy ?? undefined, isBooked };
  }

  /** The slot of a reservation, found as `claim` finds it. */
  async slotOf(
    tenant: string,
    supplier: string,
    { id, key }: { id: number | undefined; key: string | undefined },
  ): Promise<Timeslot | undefined> {
    const values = [tenant, supplier, key === undefined ? (id ?? null) : null, key ?? null];
    return (
      (await this.database.run<{ timeslot: Timeslot | null }>(queries.SLOT_OF_RESERVATION, values))[0]?.timeslot ??
      undefined
    );
  }
}
