// Writes what CityFibre answers about appointments, in the shapes its pages print. The rejections are by analogy: their
// shape is not published.
import { randomUUID } from 'node:crypto';
import { alaNamespace, cityfibreNamespace } from './ala-contract.js';
import { answerText } from './answers.js';
import type { Answer } from './answers.js';
import type { Slot } from './calendar.js';
import type { Reservation } from './reservations.js';
import { el, textAt, write, writeEnvelope } from './xml.js';
import type { Element } from './xml.js';

export function slotsAnswer(request: Element, slots: Slot[], now: Date): Answer {
  const list = slots.map((one) => el('appointmentSlot', slotParts(one)));
  return respond(request, now, el('queryAppointmentAvailabilityAccepted', [el('appointmentSlots', list)]));
}

export function reservedAnswer(request: Element, reservation: Reservation, now: Date): Answer {
  const appointment = el('appointment', [
    ...slotParts(reservation),
    el('appointmentReservationKey', reservation.key),
    el('appointmentReservationValidUntil', reservation.validUntil.toISOString()),
  ]);
  return respond(request, now, el('reserveAppointmentAccepted', [appointment]));
}

export function rejectedAnswer(request: Element, reason: string, now: Date): Answer {
  return respond(request, now, el(`${operationOf(request)}Rejected`, [el('reason', reason)]));
}

function respond(request: Element, now: Date, outcome: Element): Answer {
  const message = el(`${operationOf(request)}Response`, [
    el('message', [
      el('messageId', randomUUID()),
      el('correlationId', textAt(request, 'message/correlationId')),
      el('sentAt', now.toISOString()),
    ]),
    el('buyer', [el('buyerIdentifier', textAt(request, 'buyer/buyerIdentifier'))]),
    el('seller', [el('sellerIdentifier', 'CITYFIBRE')]),
    outcome,
  ]);
  const namespaces = ` xmlns="${alaNamespace}" xmlns:cfh="${cityfibreNamespace}"`;
  return answerText(200, message.name, writeEnvelope(write(message, '    ', namespaces)));
}

function operationOf(request: Element): string {
  return request.name.replace(/Request$/, '');
}

function slotParts({ date, startTime, endTime }: Slot): Element[] {
  return [el('appointmentDate', date), el('appointmentStartTime', startTime), el('appointmentEndTime', endTime)];
}
