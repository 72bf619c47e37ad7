// Which of the twelve events a notification is: all share one root, and ten of the twelve paths are unknown, so its content tells.

import { all, first, text, truth } from '../../../protocol/reader.js';
import type { XmlElement } from '../../../protocol/xml/xml.js';
import { faultState } from '../cityfibre.codes.js';

/** The twelve published events, those of the schema and of the life cycle that no page describes, and the rest. */
export const EVENTS = [
  'accepted',
  'amended',
  'in-progress',
  'appointment-confirmation',
  'appointment-completed',
  'appointment-cancelled',
  'appointment-missed',
  'on-hold',
  'rejected',
  'resolved',
  'closed',
  'cancelled',
  're-opened',
  'open',
  'pending',
  'late-repair',
  'other',
] as const;
export type FaultEvent = (typeof EVENTS)[number];

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

/**
 * The event that the path of a notification names, by its last segment: `…/notifyAmended` in any case, or as the tenant's
 * settings name it. Undefined: the path names none.
 */
export function eventOfPath(
  path: string | undefined,
  named: Readonly<Record<string, FaultEvent>> = {},
): FaultEvent | undefined {
  const segment = plain(
    path
      ?.split('?')[0]
      ?.split('/')
      .findLast((part) => part !== '') ?? '',
  );
  const own = Object.entries(named).find(([name]) => plain(name) === segment);
  return own?.[1] ?? EVENTS.find((event) => segment === `notify${plain(event)}`);
}

/** First match wins. The name is for the ledger of drift and for people: what is told depends on everything in the message. */
export function eventOf(message: XmlElement): FaultEvent {
  const state = faultState.decode(text(message, 'faultDetails', 'status'));
  if (first(message, 'faultDetails', 'missedAppointment') !== undefined) return 'appointment-missed';
  const appointment = appointmentEvent(message);
  if (appointment !== undefined) return appointment;
  if (first(message, 'lateRepairNotification') !== undefined) return 'late-repair';
  if (state !== 'accepted') return state ?? 'other';
  return first(message, 'updates') !== undefined || first(message, 'comment') !== undefined ? 'amended' : 'accepted';
}

function appointmentEvent(message: XmlElement): FaultEvent | undefined {
  const appointments = [...all(message, 'appointments', 'appointment'), ...all(message, 'appointment')];
  const some = (member: string): boolean => appointments.some((one) => text(one, member) !== undefined);
  if (appointments.some((one) => truth(text(one, 'appointmentCancelled')) === true)) return 'appointment-cancelled';
  if (some('appointmentClosureCode')) return 'appointment-completed';
  return some('appointmentConfirmationStatus') ? 'appointment-confirmation' : undefined;
}
