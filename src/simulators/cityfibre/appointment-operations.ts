// The two calls by which a buyer finds a visit and reserves it.
import { rejectedAnswer, reservedAnswer, slotsAnswer } from './ala-answers.js';
import type { Answer } from './answers.js';
import type { Desk } from './desk.js';
import type { Request } from './request.js';
import { textAt } from './xml.js';
import type { Element } from './xml.js';

export function queryAppointments({ message, now }: Request, desk: Desk): Answer {
  const addressKey = trimmed(message, 'addressKey');
  if (isUnknown(addressKey)) return rejectedAnswer(message, noAddress(addressKey), now);
  return slotsAnswer(message, desk.reservations.offered(addressKey, trimmed(message, 'appointmentsFrom')), now);
}

export function reserveAppointment({ message, buyer, now }: Request, { reservations }: Desk): Answer {
  const addressKey = trimmed(message, 'addressKey');
  if (isUnknown(addressKey)) return rejectedAnswer(message, noAddress(addressKey), now);
  const slot = {
    date: trimmed(message, 'appointmentSlot/appointmentDate'),
    startTime: trimmed(message, 'appointmentSlot/appointmentStartTime'),
    endTime: trimmed(message, 'appointmentSlot/appointmentEndTime'),
  };
  const refusal = reservations.refusal(addressKey, slot);
  if (refusal !== undefined) return rejectedAnswer(message, refusal, now);
  return reservedAnswer(message, reservations.reserve(buyer, addressKey, slot), now);
}

function isUnknown(addressKey: string): boolean {
  return addressKey.toUpperCase().startsWith('UNKNOWN');
}

function noAddress(addressKey: string): string {
  return `No address ${addressKey}`;
}

function trimmed(message: Element, path: string): string {
  return textAt(message, path)?.trim() ?? '';
}
