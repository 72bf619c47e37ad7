// CityFibre's codes: every list its pages, schema and samples use, beside our words for them.

import type { ProblemType } from '../../domain/request.js';
import type { ProblemCode } from '../../domain/update.js';
import type { AppointmentEvent, SupplierState } from '../../domain/report.js';
import { codeTable, sameCode } from '../../protocol/code-table.js';

/** `faultDetails/status` and `status` of answers: the schema's list, plus "opened" of the In Progress page. */
export const faultState = codeTable<Exclude<SupplierState, 'unsaid' | 'unrecognised'>>('fault state', {
  pending: ['pending'],
  accepted: ['accepted'],
  open: ['open', 'opened'],
  'in-progress': ['in-progress'],
  'on-hold': ['on-hold'],
  rejected: ['rejected'],
  resolved: ['resolved'],
  're-opened': ['re-opened', 'reopened'],
  closed: ['closed'],
  cancelled: ['cancelled', 'canceled'],
});

/** Who speaks in updates and comments, by all the names the pages have for the same two parties. */
export const party = codeTable<'buyer' | 'seller'>('party', {
  buyer: ['buyer', 'reporter', 'isp'],
  seller: ['seller', 'supplier', 'maintainer', 'cityfibre'],
});

/** `faultDetails/type`: the three documented incident types. Only an outage (TLOS) may carry an appointment. */
export const FAULT_TYPE: Record<ProblemType, 'Service Outage' | 'Performance Issue' | 'Impaired Service'> = {
  OUTAGE: 'Service Outage',
  PERFORMANCE: 'Performance Issue',
  STABILITY: 'Impaired Service',
  SYNCHRONISATION: 'Impaired Service',
  CUSTOMER: 'Impaired Service',
  CPE: 'Impaired Service',
};

/** An answer's status → whether the request took effect. A state nobody documented decides nothing. */
export const ANSWER_STATE: Record<
  Exclude<SupplierState, 'unsaid' | 'unrecognised'>,
  'effective' | 'undecided' | 'refused'
> = {
  pending: 'undecided',
  accepted: 'effective',
  open: 'effective',
  'in-progress': 'effective',
  'on-hold': 'effective',
  resolved: 'effective',
  're-opened': 'effective',
  rejected: 'refused',
  closed: 'refused',
  cancelled: 'refused',
};

interface Meaning {
  words: string;
  problemCode: ProblemCode | undefined;
}

/** Closure codes of an appointment (Ticketing page, "Closure Code Reference"). */
const CLOSURE_CODES: Record<string, Meaning> = {
  FR: { words: 'fault resolved', problemCode: undefined },
  FNR: { words: 'fault not resolved', problemCode: 'UNKNOWN_FAULT' },
  HAZ: { words: 'site unsafe', problemCode: 'SITE_UNSAFE' },
  NA: { words: 'no access', problemCode: 'ACCESS_ISSUE' },
  NAPUV: { words: 'no access, possible hazard', problemCode: 'SITE_UNSAFE' },
  ASQ: { words: 'sales query', problemCode: 'CUSTOMER_CHANGED_MIND' },
  NDT: { words: 'no dial tone', problemCode: 'NETWORK_ISSUE' },
  UNF: { words: 'unforeseen circumstance', problemCode: 'SUPPLIER_FAULT' },
  MBORC: { words: 'matters beyond reasonable control', problemCode: 'SUPPLIER_FAULT' },
  FTA: { words: 'failed to attend', problemCode: 'UNABLE_TO_ATTEND' },
  SREQ: { words: 'service request', problemCode: 'OTHER' },
};

/** What the fault was, where the closure code of the visit that ended it says so; the other codes tell how the visit went. */
const RESOLUTION_CODES: Record<string, string> = {
  NA: 'ACCESS_ISSUE',
  NAPUV: 'ACCESS_ISSUE',
  NDT: 'NETWORK_ISSUE',
};

export function resolutionCodeOf(closureCode: string): string | undefined {
  return RESOLUTION_CODES[closureCode.trim().toUpperCase()];
}

export function isClosureCode(code: string): boolean {
  return Object.hasOwn(CLOSURE_CODES, code.trim().toUpperCase());
}

/** A code nobody documented closes the visit with a warning, its own text kept. */
export function closureMeaning(code: string): Meaning {
  return CLOSURE_CODES[code.trim().toUpperCase()] ?? { words: `closure code ${code.trim()}`, problemCode: 'OTHER' };
}

const CONFIRMATIONS = new Map<string, AppointmentEvent>([
  ['confirmed', 'confirmed'],
  ['failed', 'failed'],
]);

/** "Confirmed or Failed", as one sample prints it, says neither: nobody must wait at home for a guess. */
export function confirmationEvent(status: string): AppointmentEvent {
  return CONFIRMATIONS.get(sameCode(status)) ?? 'unrecognised';
}

/** Who missed an appointment → what it means, first match wins (`missedAppointment`, flags Y or N). */
export const MISSED_BY: readonly { flag: string; words: string; problemCode: ProblemCode }[] = [
  { flag: 'sellerMissedAppointment', words: 'the supplier did not attend', problemCode: 'UNABLE_TO_ATTEND' },
  { flag: 'endUserMissedAppointment', words: 'the end user was not available', problemCode: 'ACCESS_ISSUE' },
  { flag: 'MBORC', words: 'matters beyond reasonable control', problemCode: 'OTHER' },
];

export const MISSED_REMARKS: readonly { flag: string; words: string }[] = [
  { flag: 'Amended', words: 'the appointment had been amended' },
  { flag: 'Cancelled', words: 'the appointment had been cancelled' },
  { flag: 'endUserPreAgreed', words: 'agreed with the end user beforehand' },
];
