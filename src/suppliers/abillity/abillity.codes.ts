// aBILLity's codes: what the WLR3 fault page and its samples name, beside our words for them.

import type { ProblemType } from '../../domain/request.js';
import type { AppointmentEvent, SupplierState } from '../../domain/report.js';

/** "Sample calls is mandatory only if SQC selected is FNT,NU,CO,NSY,OWT,PET,WNO" (WLR3 fault page, notes). */
export const SQCS_WITH_SAMPLE_CALLS: ReadonlySet<string> = new Set(['FNT', 'NU', 'CO', 'NSY', 'OWT', 'PET', 'WNO']);

/** "Feature is mandatory only if SQC selected is ESF or CSS" (WLR3 fault page, notes). */
export const SQCS_WITH_FEATURES: ReadonlySet<string> = new Set(['ESF', 'CSS']);

/** Service maintenance levels that want AccessAvailability (WLR3 fault page, notes). */
export const LEVELS_WITH_ACCESS: ReadonlySet<number> = new Set([2, 2.5, 3, 4]);

/** Below this level a failed test at the customer's apparatus wants an appointment (WLR3 fault page, notes). */
export const LEVEL_WITHOUT_APPOINTMENT = 3;

/** ISDN30e and ISDN30 DASS, however an installation spaces and capitalises them. */
export function isIsdn30(lineType: string | undefined): boolean {
  const plain = (lineType ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
  return plain === 'isdn30e' || plain === 'isdn30dass';
}

/** A number that stands in JSON, and the name that stands for it in XML where it is known. */
export interface Enumerated {
  code: number;
  name?: string;
}

/** CallRoutingOptions: the page gives three numbers and one XML name. The words are what a caller may say. */
export const CALL_ROUTES: readonly (Enumerated & { word: string })[] = [
  { code: 0, name: 'None', word: 'NONE' },
  { code: 1, word: 'DIVERT' },
  { code: 2, word: 'BUSY_OUT' },
];

export type TestMeaning = 'pass' | 'fail' | 'unknown';

/** What a row of the tenant's table of notes can mean: a state, or something about a visit. */
export const NOTE_STATES = [
  'accepted',
  'open',
  'in-progress',
  'on-hold',
  'rejected',
  'resolved',
  're-opened',
  'closed',
  'cancelled',
] as const satisfies readonly SupplierState[];

export const NOTE_VISITS: Record<string, AppointmentEvent> = {
  'appointment-confirmed': 'confirmed',
  'appointment-failed': 'failed',
  'appointment-cancelled': 'cancelled',
  'appointment-completed': 'completed',
  'appointment-missed': 'missed',
};

/** A note that says nothing of state or visits: told, and no more. */
export const NOTE_REMARK = 'remark';

/** An intermittent problem by its kind, where the caller does not say. */
export const INTERMITTENT: Partial<Record<ProblemType, boolean>> = { STABILITY: true };
