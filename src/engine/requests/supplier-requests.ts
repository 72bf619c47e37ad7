// Composes what a supplier is asked from a stored request, with its problem and the reservation that it names.

import { Injectable } from '@nestjs/common';
import type { ReportProblem, Timeslot } from '../../domain/request.js';
import type { Reservation, SupplierRequest } from '../../domain/supplier/port.js';
import { supplierRequestOf } from '../../domain/supplier/supplier-request.js';
import { Clock } from '../../runtime/clock.js';
import { type ClaimedCommand, commandOf } from '../../store/requests/requests.js';
import { Reservations } from '../../store/requests/reservations.js';

@Injectable()
export class SupplierRequests {
  constructor(
    private readonly reservations: Reservations,
    private readonly clock: Clock,
  ) {}

  async compose(claimed: ClaimedCommand): Promise<SupplierRequest> {
    const { command, problem } = claimed;
    const { tenant } = command;
    const reservation = await this.reservationOf(claimed);
    return supplierRequestOf({
      tenant,
      command: commandOf(command),
      commandId: command.command_id,
      ourReference: problem.our_reference,
      supplierReference: problem.supplier_reference ?? undefined,
      problem: problem.document,
      problemKnown: problem.known_locally,
      reservation,
      receivedAt: new Date(command.received_at),
      now: this.clock.now(),
    });
  }

  private async reservationOf({ command, problem }: ClaimedCommand): Promise<Reservation | undefined> {
    const { tenant, request } = command;
    const id = 'appointmentReservationId' in request ? request.appointmentReservationId : undefined;
    const key = 'appointmentReservationReference' in request ? request.appointmentReservationReference : undefined;
    if (id === undefined && key === undefined) return undefined;
    return this.reservations.claim(tenant, problem.supplier, { id, key }, problem.platform_id);
  }

  /** The slot of the appointment that a report names, where it was reserved through this gateway. */
  async slotReservedFor(tenant: string, report: ReportProblem, supplier: string): Promise<Timeslot | undefined> {
    const { appointmentReservationId: id, appointmentReservationReference: key } = report;
    return id === undefined && key === undefined ? undefined : this.reservations.slotOf(tenant, supplier, { id, key });
  }
}
