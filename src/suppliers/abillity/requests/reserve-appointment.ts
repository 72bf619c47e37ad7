// POST api/WLR3/Appointment: ReserveAppointmentPOST and what came of it (WLR3 appointment page).

import type { ReserveAppointment, Timeslot } from '../../../domain/request.js';
import type { Reserved } from '../../../domain/supplier/port.js';
import { londonTime } from '../../../protocol/london-time.js';
import type { AbillitySettings, Slot } from '../abillity.settings.js';
import { asObject, integerOf, member, textOf } from './body.js';
import type { LineDetails } from './line-details.js';
import { slotOn } from './local-time.js';

export const APPOINTMENT_PATH = 'api/WLR3/Appointment';

/** A repair of the whole line: "line or channel number". */
const WHOLE_LINE = 1;

/** What is asked for. */
export interface WantedVisit {
  cli: string;
  /** `YYYY-MM-DD`, UK local. */
  date: string;
  /** Code of the slot. */
  slot: number;
}

/** What was reserved. */
export interface Visit {
  key: string;
  date: string;
  slot: number;
}

export function writeVisit({ cli, date, slot }: WantedVisit, line: LineDetails): string {
  return JSON.stringify({
    Lines: WHOLE_LINE,
    Date: date,
    Slot: slot,
    CLI: cli,
    ServiceMaintenanceLevel: line.maintenanceText,
    NewProvide: false,
  });
}

/** Undefined where the answer holds no key: nobody can say what was reserved. Where it names no day or slot, ours stand. */
export function readVisit(value: unknown, wanted: WantedVisit, { slots }: AbillitySettings): Visit | undefined {
  const body = asObject(value);
  const key = textOf(member(body, 'AppointmentKey'));
  if (key === undefined) return undefined;
  const given = member(body, 'Slot');
  const named = slots.find(({ name }) => name !== undefined && name === textOf(given));
  const date = /^\d{4}-\d\d-\d\d/.exec(textOf(member(body, 'Date')) ?? '')?.[0];
  return { key, date: date ?? wanted.date, slot: integerOf(given) ?? named?.code ?? wanted.slot };
}

/** The slot a span of time lies in, begin to end, on one day. */
export function slotOf(span: Timeslot, { slots }: AbillitySettings): { date: string; slot: Slot } | undefined {
  const start = londonTime(new Date(span.timeslotStartDateTime));
  const end = londonTime(new Date(span.timeslotEndDateTime));
  const slot = slots.find(({ from, to }) => from <= start.time && start.time < end.time && end.time <= to);
  return slot === undefined || start.date !== end.date ? undefined : { date: start.date, slot };
}

/** Why a reservation cannot be asked for, naming the caller's field. */
export function visitFaults(wanted: ReserveAppointment, settings: AbillitySettings, now: Date): string[] {
  const faults: string[] = [];
  if (wanted.purpose !== undefined && wanted.purpose !== 'REPAIR') {
    faults.push('purpose must be REPAIR: aBILLity reserves repair visits only (rule repair-only).');
  }
  if (cliOf(wanted) === undefined) {
    faults.push(
      'address.type must be CLI, and address.id the number of the line: aBILLity knows no other (rule visit-by-number).',
    );
  }
  if (slotOf(wanted.timeslot, settings) === undefined) {
    const known = settings.slots.map(({ from, to }) => `${from} to ${to}`).join(', ');
    faults.push(`timeslot must lie in a slot of one day that aBILLity has: ${known} (rule known-slot).`);
  }
  if (Date.parse(wanted.timeslot.timeslotStartDateTime) <= now.getTime()) {
    faults.push('timeslot.timeslotStartDateTime must be in the future (rule future-slot).');
  }
  return faults;
}

/** A reservation names no service, so that the number comes as the address. */
export function cliOf({ address }: ReserveAppointment): string | undefined {
  return /^(cli|telephone[ _-]?number)$/i.test(address.type.trim()) ? address.id : undefined;
}

/** The reservation as it is told north. */
export function reservedVisit(visit: Visit, wanted: ReserveAppointment, { slots }: AbillitySettings): Reserved {
  const slot = slots.find(({ code }) => code === visit.slot);
  const timeslot = (slot && slotOn(visit.date, slot)) ?? wanted.timeslot;
  return { kind: 'reserved', reservation: { key: visit.key, timeslot, lapsesAt: undefined } };
}
