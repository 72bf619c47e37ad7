// Parts several CityFibre messages share: the head, contacts, and the texts composed of several of our fields.

import type { Characteristic, Contact, ProblemDetails } from '../../../domain/request.js';
import { isEmpty, type ServiceProblem } from '../../../domain/problem.js';
import type { SupplierRequest } from '../../../domain/supplier/port.js';
import { reservationFault, reservationField } from '../../../domain/supplier/reservation.js';
import { readInstant } from '../../../protocol/iso-time.js';
import { londonTime } from '../../../protocol/london-time.js';
import { el, type Row } from '../../../protocol/message.js';
import type { XmlTree } from '../../../protocol/xml/xml.js';
import type { CityfibreSettings } from '../cityfibre.settings.js';

/** What the rows of a message are written from. */
export interface Source extends SupplierRequest {
  settings: CityfibreSettings;
}

/** Version every published sample carries. */
export const API_VERSION = '1.0';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** When the service last worked, where the caller says it as a time; words such as "yesterday" are for people to read. */
export function lastWorked(characteristics: Characteristic[] | undefined): Date | undefined {
  const given = characteristics?.find(({ name }) => name === 'SERVICE_LAST_WORKED')?.value.trim() ?? '';
  return INSTANT.test(given) ? readInstant(given) : undefined;
}

/** Characteristics that are said in a field of their own; of several times the service last worked, the first. */
function isSaidElsewhere(characteristic: Characteristic, all: Characteristic[]): boolean {
  if (characteristic.name === '24HR_ACCESS') return true;
  const isFirst = all.find(({ name }) => name === 'SERVICE_LAST_WORKED') === characteristic;
  return isFirst && lastWorked([characteristic]) !== undefined;
}

export const sentAt = (source: Source): string => source.now.toISOString();
export const reportedAt = (source: Source): string => source.receivedAt.toISOString();

/** `reportDateTime` and who reports come after the message's own head in every sample. */
export const reporter: Row<Source> = el('reporterContactDetails', ({ settings }) => ({
  name: settings.reporter.name,
  phone: settings.reporter.phone,
  email: settings.reporter.email,
}));

/** What stands first in every amendFaultReport, whatever it amends. */
export const amendmentHead: readonly Row<Source>[] = [
  el('apiVersion', () => API_VERSION),
  el('buyerIdentifier', ({ settings }) => settings.buyerIdentifier),
  el('sentAt', sentAt),
  el('reportDateTime', reportedAt),
  el('messageId', ({ messageId }) => messageId),
  reporter,
  el('buyerFaultReference', (source) => source.ourReference),
  el('maintainerFaultReference', ({ supplierReference }) => supplierReference),
];

export function contact(given: Contact | undefined): XmlTree | undefined {
  return given === undefined ? undefined : { name: given.name, phone: given.phoneNumber, email: given.email };
}

/** Somebody who can be called, or at least asked for. */
export function reachable(given: Contact | undefined): Contact | undefined {
  return given === undefined || (isEmpty(given.name) && isEmpty(given.phoneNumber)) ? undefined : given;
}

/** The description: the problem's text, and its notes as a further paragraph. */
export function description({ problemText, notes }: Pick<ProblemDetails, 'problemText' | 'notes'>): string | undefined {
  return joined([problemText, notes], '\n\n');
}

/** Hazards, restrictions and access round the clock, as CityFibre's one field for all of them, which must not be empty. */
export function siteAccessDetails(details: ProblemDetails): string {
  return joined(siteAccessLines(details), '\n') ?? 'No site access details were given.';
}

function accessLines(characteristics: Characteristic[] = []): (string | undefined)[] {
  const access = characteristics.filter(({ name }) => name === '24HR_ACCESS');
  return access.map(({ value }) => line('24 hour access', value));
}

export function siteAccessLines(
  details: Pick<ProblemDetails, 'hazards' | 'onSiteRestrictions' | 'characteristics'>,
): string[] {
  return [
    line('Hazards', details.hazards),
    line('Restrictions', details.onSiteRestrictions),
    ...accessLines(details.characteristics),
  ].filter((text) => text !== undefined);
}

/** Characteristics as `NAME: value` lines, and the test that came before; CityFibre's field must not be empty. */
export function triageFindings(
  characteristics: Characteristic[] | undefined,
  testReference: string | undefined,
): string {
  const lines = [line('Service test', testReference), ...characteristicLines(characteristics)];
  return joined(lines, '\n') ?? 'No triage findings were given.';
}

/** The schema wants both triage members of a report, so what nobody gave is said too. */
export function triageOf({
  characteristics,
  serviceTestReference,
}: Pick<ServiceProblem, 'characteristics' | 'serviceTestReference'>): {
  triageComplete: string;
  triageFindings: string;
} {
  return {
    triageComplete: String(serviceTestReference !== undefined),
    triageFindings: triageFindings(characteristics, serviceTestReference),
  };
}

export function characteristicLines(characteristics: Characteristic[] | undefined): string[] {
  return (characteristics ?? [])
    .filter((characteristic, _at, all) => !isSaidElsewhere(characteristic, all))
    .map(({ name, value }) => `${name}: ${value}`);
}

export function line(label: string, value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : `${label}: ${value}`;
}

export function joined(texts: (string | undefined)[], between: string): string | undefined {
  const given = texts.filter((text) => text !== undefined && text.trim() !== '');
  return given.length === 0 ? undefined : given.join(between);
}

/**
 * Why the request's appointment cannot be named to CityFibre, if it cannot: it knows appointments by its own key, which a
 * Fibre Cafe id stands for only where the appointment was reserved through this gateway.
 */
export function appointmentFaults(details: ProblemDetails, { reservation, now }: SupplierRequest): string[] {
  const { appointmentReservationId: id, appointmentReservationReference: reference } = details;
  if (id !== undefined && reference === undefined && reservation === undefined) {
    return [
      `appointmentReservationId ${id} is not a reservation made through this gateway; ` +
        'give appointmentReservationReference, the key the supplier gave when the appointment was reserved.',
    ];
  }
  const fault = reservationFault(details, reservation, now);
  return fault === undefined ? [] : [`${reservationField(details)} ${reference ?? id} ${fault}`];
}

/** The appointment by its key, with its date and times where it was reserved through this gateway. */
export function appointment(details: ProblemDetails, { reservation }: SupplierRequest): XmlTree | undefined {
  const { appointmentReservationId: id, appointmentReservationReference: reference } = details;
  if (id === undefined && reference === undefined) return undefined;
  const isSame = reservation !== undefined && (reference === undefined || reference === reservation.key);
  if (!isSame) return { appointmentReservationKey: reference };
  const start = londonTime(new Date(reservation.timeslot.timeslotStartDateTime));
  const end = londonTime(new Date(reservation.timeslot.timeslotEndDateTime));
  return {
    appointmentDate: start.date,
    appointmentStartTime: start.time,
    appointmentEndTime: end.time,
    appointmentReservationKey: reservation.key,
  };
}
