// What a notification tells of appointments: the plural the pages use, the singular of the schema, and missed ones.

import type { AppointmentEvent, AppointmentFact } from '../../../domain/report.js';
import { londonEnd, londonInstant, withLondonOffset } from '../../../protocol/london-time.js';
import { all, first, text, truth } from '../../../protocol/reader.js';
import type { XmlElement } from '../../../protocol/xml/xml.js';
import { closureMeaning, confirmationEvent, MISSED_BY, MISSED_REMARKS, resolutionCodeOf } from '../cityfibre.codes.js';

export function readAppointments(message: XmlElement): AppointmentFact[] {
  const listed = [...all(message, 'appointments', 'appointment'), ...all(message, 'appointment')].map(readAppointment);
  const missed = first(message, 'faultDetails', 'missedAppointment');
  return missed === undefined ? listed : [...listed, readMissed(missed)];
}

/** The code of the last visit that was completed, where it says what the fault was. */
export function resolutionCodeIn(appointments: AppointmentFact[]): string | undefined {
  const last = appointments.findLast(({ event }) => event === 'completed');
  return last?.supplierCodes.map(resolutionCodeOf).find((code) => code !== undefined);
}

interface Reading {
  event: AppointmentEvent;
  words: string;
  problemCode: AppointmentFact['problemCode'];
  supplierCodes: string[];
}

/** First match wins: a cancelled appointment is still listed as confirmed, a completed one too. */
function readAppointment(appointment: XmlElement): AppointmentFact {
  return { ...fact(appointment, reading(appointment)) };
}

function reading(appointment: XmlElement): Reading {
  const closure = text(appointment, 'appointmentClosureCode');
  const confirmation = text(appointment, 'appointmentConfirmationStatus');
  const cancelled = text(appointment, 'appointmentCancelled');
  if (truth(cancelled) === true) {
    return { event: 'cancelled', words: 'cancelled', problemCode: 'OTHER', supplierCodes: [] };
  }
  if (closure !== undefined) {
    const { words, problemCode } = closureMeaning(closure);
    return { event: 'completed', words: `completed, ${words} (${closure})`, problemCode, supplierCodes: [closure] };
  }
  const remark = cancelled !== undefined && truth(cancelled) === undefined ? `, cancelled: ${cancelled}` : '';
  if (confirmation === undefined) {
    return {
      event: remark === '' ? 'noted' : 'unrecognised',
      words: `noted${remark}`,
      problemCode: undefined,
      supplierCodes: [],
    };
  }
  const event = confirmationEvent(confirmation);
  return {
    event,
    words: `${event === 'unrecognised' ? `"${confirmation}"` : event}${remark}`,
    problemCode: event === 'failed' ? 'UNABLE_TO_ATTEND' : undefined,
    supplierCodes: event === 'unrecognised' ? [confirmation] : [],
  };
}

/** In the published sample every flag is N: missed, and nobody said by whom. */
function readMissed(missed: XmlElement): AppointmentFact {
  const flagged = (flag: string): boolean => truth(text(missed, flag)) === true;
  const by = MISSED_BY.filter(({ flag }) => flagged(flag));
  const remarks = MISSED_REMARKS.filter(({ flag }) => flagged(flag));
  const words = [...by, ...remarks].map((entry) => entry.words);
  return fact(missed, {
    event: 'missed',
    words: words.length === 0 ? 'missed' : `missed: ${words.join(', ')}`,
    problemCode: by[0]?.problemCode ?? 'OTHER',
    supplierCodes: [...by, ...remarks].map(({ flag }) => flag),
  });
}

function fact(appointment: XmlElement, { words, ...rest }: Reading): AppointmentFact {
  const date = text(appointment, 'appointmentDate');
  const start = text(appointment, 'appointmentStartTime');
  const end = text(appointment, 'appointmentEndTime');
  const when = [date, [start, end].filter((time) => time !== undefined).join('-')].filter(
    (part) => part !== undefined && part !== '',
  );
  const key = text(appointment, 'appointmentReservationKey');
  const which = [...when, key === undefined ? undefined : `(${key})`].filter((part) => part !== undefined).join(' ');
  return { ...rest, key, ...slotOf(date, start, end), sentence: `Appointment ${which}: ${words}.` };
}

type Slot = Pick<AppointmentFact, 'slot' | 'slotUnreadable'>;

/** A slot is told only where both ends are times that a London clock shows, one after the other. */
function slotOf(date: string | undefined, start: string | undefined, end: string | undefined): Slot {
  if (date === undefined || start === undefined || end === undefined) return { slot: undefined };
  const from = londonInstant(date, start);
  const to = londonEnd(date, end);
  if (from === undefined || to === undefined || to <= from) return { slot: undefined, slotUnreadable: true };
  return { slot: { timeslotStartDateTime: withLondonOffset(from), timeslotEndDateTime: withLondonOffset(to) } };
}
