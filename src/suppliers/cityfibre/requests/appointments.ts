// queryAppointmentAvailability and reserveAppointment: the messages of the NICC ALA, in its namespace and CityFibre's.

import type { AppointmentPurpose, ListAppointments, ReserveAppointment, Timeslot } from '../../../domain/request.js';
import { rejected } from '../../../domain/outcome.js';
import type { AppointmentCall, Listed, Reserved } from '../../../domain/supplier/port.js';
import { readInstant } from '../../../protocol/iso-time.js';
import { londonEnd, londonInstant, londonTime, withLondonOffset } from '../../../protocol/london-time.js';
import { all, first, text } from '../../../protocol/reader.js';
import type { XmlElement, XmlTree } from '../../../protocol/xml/xml.js';

const ALA = 'http://www.niccstandards.org.uk/ala_1.0.xsd';
const EXTENSIONS = 'http://www.cityfibre.com/ala/ext1';
const SELLER = 'CITYFIBRE';
/** Limits of CityFibre's tables. */
const LIMITS = { queryAddress: 63, reserveAddress: 254, product: 254 };

export interface AppointmentSource extends AppointmentCall {
  buyerIdentifier: string;
}

/** ALA's limit of `correlationId`, in characters. */
const LONGEST_CORRELATION_ID = 36;

function head({ messageId, conversationId, now, buyerIdentifier }: AppointmentSource): XmlTree {
  const correlationId = conversationId.length <= LONGEST_CORRELATION_ID ? conversationId : messageId;
  return {
    $: { xmlns: ALA, 'xmlns:cfh': EXTENSIONS },
    message: { messageId, correlationId, sentAt: now.toISOString() },
    buyer: { buyerIdentifier },
    seller: { sellerIdentifier: SELLER },
  };
}

/** A repair is a fault's appointment; anything else is an order's. */
function appointmentType(purpose: AppointmentPurpose | undefined): XmlTree {
  return purpose === undefined || purpose === 'REPAIR' ? { fault: '' } : { order: '' };
}

export function writeQuery(source: AppointmentSource, wanted: ListAppointments): XmlTree {
  const from = wanted.appointmentFromDate ?? londonTime(source.now).date;
  return {
    queryAppointmentAvailabilityRequest: {
      ...head(source),
      addressKey: wanted.address.id,
      appointmentsFrom: from,
      appointmentType: appointmentType(wanted.appointmentPurpose),
      'cfh:productName': wanted.serviceSpecification.id,
    },
  };
}

/** Why a query cannot be sent, naming the caller's field. */
export function queryFaults(wanted: ListAppointments): string[] {
  return [
    ...tooLong('address.id', wanted.address.id, LIMITS.queryAddress),
    ...tooLong('serviceSpecification.id', wanted.serviceSpecification.id, LIMITS.product),
  ];
}

export function writeReservation(source: AppointmentSource, wanted: ReserveAppointment): XmlTree {
  const slot = localSlot(wanted.timeslot);
  return {
    reserveAppointmentRequest: {
      ...head(source),
      appointmentSlot: {
        appointmentDate: slot?.date ?? '',
        appointmentStartTime: slot?.start ?? '',
        appointmentEndTime: slot?.end ?? '',
      },
      appointmentType: appointmentType(wanted.purpose),
      'cfh:productName': wanted.serviceSpecification.id,
      'cfh:addressKey': wanted.address.id,
    },
  };
}

export function reservationFaults(wanted: ReserveAppointment, now: Date): string[] {
  const { timeslotStartDateTime: start, timeslotEndDateTime: end } = wanted.timeslot;
  const faults = [
    ...tooLong('address.id', wanted.address.id, LIMITS.reserveAddress),
    ...tooLong('serviceSpecification.id', wanted.serviceSpecification.id, LIMITS.product),
  ];
  if (Date.parse(start) < now.getTime()) faults.push('timeslot.timeslotStartDateTime is in the past.');
  if (Date.parse(end) <= Date.parse(start))
    faults.push('timeslot.timeslotEndDateTime must be after timeslotStartDateTime.');
  if (localSlot(wanted.timeslot) === undefined)
    faults.push('timeslot must begin and end on the same day, at full minutes.');
  return faults;
}

function tooLong(field: string, value: string, limit: number): string[] {
  return value.length > limit ? [`${field} must have at most ${limit} characters for this supplier.`] : [];
}

/** The slot as a London clock shows it: CityFibre names one date and two times. */
function localSlot({
  timeslotStartDateTime,
  timeslotEndDateTime,
}: Timeslot): { date: string; start: string; end: string } | undefined {
  const from = new Date(timeslotStartDateTime);
  const to = new Date(timeslotEndDateTime);
  const start = londonTime(from);
  const end = londonTime(to);
  const whole = from.getTime() % 60_000 === 0 && to.getTime() % 60_000 === 0;
  // A slot that ends at midnight ends on the day it began.
  const midnight = end.time === '00:00' && londonTime(new Date(to.getTime() - 60_000)).date === start.date;
  if (!whole || (end.date !== start.date && !midnight)) return undefined;
  return { date: start.date, start: start.time, end: midnight ? '24:00' : end.time };
}

export function readSlots(message: XmlElement): Listed {
  const refusal = refusalOf(message, 'queryAppointmentAvailabilityRejected');
  if (refusal !== undefined) return { kind: 'outcome', outcome: rejected(refusal) };
  const accepted = first(message, 'queryAppointmentAvailabilityAccepted');
  const slots = accepted === undefined ? [] : descendants(accepted).flatMap((element) => readSlot(element) ?? []);
  return { kind: 'slots', slots };
}

export function readReservation(message: XmlElement): Reserved {
  const refusal = refusalOf(message, 'reserveAppointmentRejected');
  if (refusal !== undefined) return { kind: 'outcome', outcome: rejected(refusal) };
  const appointment = first(message, 'reserveAppointmentAccepted', 'appointment');
  const key = text(appointment, 'appointmentReservationKey');
  const timeslot = appointment === undefined ? undefined : readSlot(appointment);
  if (key === undefined || timeslot === undefined) {
    return { kind: 'outcome', outcome: { kind: 'unknown', why: 'the answer names no reservation key or no slot' } };
  }
  const lapsesAt = readInstant(text(appointment, 'appointmentReservationValidUntil'))?.toISOString();
  return { kind: 'reserved', reservation: { key, timeslot, lapsesAt } };
}

/** The name of a slot's element is not published: whatever holds a date and two times is one. */
function descendants(element: XmlElement): XmlElement[] {
  return element.children.flatMap((child) => [child, ...descendants(child)]);
}

function readSlot(element: XmlElement): Timeslot | undefined {
  const date = text(element, 'appointmentDate') ?? '';
  const from = londonInstant(date, text(element, 'appointmentStartTime') ?? '');
  const to = londonEnd(date, text(element, 'appointmentEndTime') ?? '');
  if (from === undefined || to === undefined) return undefined;
  return { timeslotStartDateTime: withLondonOffset(from), timeslotEndDateTime: withLondonOffset(to) };
}

/** The shape of a refusal is not published: any text below it is the reason. */
function refusalOf(message: XmlElement, name: string): string | undefined {
  const refusal = all(message, name)[0];
  if (refusal === undefined) return undefined;
  const texts = [refusal, ...descendants(refusal)].map((element) => element.text.trim()).filter((part) => part !== '');
  return texts.length === 0 ? 'The supplier refused without giving a reason.' : texts.join('; ');
}
