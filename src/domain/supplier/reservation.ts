// Whether a request may name a reservation that was made through this gateway.

import type { ProblemDetails } from '../request.js';
import type { Reservation } from './port.js';

/** The member by which a request names its reservation: the supplier's key goes before the platform's id. */
export function reservationField({
  appointmentReservationReference: key,
}: ProblemDetails): 'appointmentReservationReference' | 'appointmentReservationId' {
  return key === undefined ? 'appointmentReservationId' : 'appointmentReservationReference';
}

/**
 * The rule that the reservation breaks, to follow the name of the member; undefined where the request may name it, or names
 * none of this gateway. A reservation that its problem named before stays good when it lapses: the supplier booked it.
 */
export function reservationFault(
  details: ProblemDetails,
  reservation: Reservation | undefined,
  now: Date,
): string | undefined {
  const { appointmentReservationId: id, appointmentReservationReference: key } = details;
  if ((id === undefined && key === undefined) || reservation === undefined) return undefined;
  if (key !== undefined && key !== reservation.key) return undefined;
  const { usedBy, isBooked = false, lapsesAt } = reservation;
  if (usedBy !== undefined) return `is the appointment of problem ${usedBy}; reserve another one.`;
  if (isBooked || lapsesAt === undefined || Date.parse(lapsesAt) > now.getTime()) return undefined;
  return `lapsed at ${lapsesAt}; reserve the appointment again.`;
}
