// Every rule of FaultPOSTForm, named: what the WLR3 fault page asks for beyond the types of its fields. Each is checked as
// soon as what it needs is known, and all of them before the fault is sent.

import {
  isIsdn30,
  LEVEL_WITHOUT_APPOINTMENT,
  LEVELS_WITH_ACCESS,
  SQCS_WITH_FEATURES,
  SQCS_WITH_SAMPLE_CALLS,
} from '../abillity.codes.js';
import type { FaultFacts, FaultSource } from './fault-facts.js';
import type { LineDetails } from './line-details.js';
import { outcomeOf } from './line-test.js';
import { reservationFault } from '../../../domain/supplier/reservation.js';

export type Known = 'request' | 'line' | 'test';

interface Rule {
  name: string;
  /** The caller's field, with aBILLity's behind it. */
  field: string;
  /** What has to be known before it can be checked. */
  needs: Known;
  /** What is wrong, as a sentence; undefined where nothing is. */
  breaks: (source: FaultSource & FaultFacts, line: LineDetails) => string | undefined;
}

const LONGEST_NUMBER = 16;
const when = (broken: boolean, sentence: string): string | undefined => (broken ? sentence : undefined);

export const FAULT_RULES: readonly Rule[] = [
  {
    name: 'type-of-the-problem',
    field: 'problemType (IncidentTypeId)',
    needs: 'request',
    breaks: ({ kind, settings }) =>
      when(
        kind === undefined || !settings.types.some(({ id }) => id === kind.type),
        'problems of this type are not set up for aBILLity.',
      ),
  },
  {
    // "Incident Type Id chosen, decides if a particular IncidentSymptomID and IncidentCategoryID is permissible or not."
    name: 'symptom-of-the-type',
    field: 'characteristics.SYMPTOM_ID (IncidentSymptomId)',
    needs: 'request',
    breaks: (source) =>
      when(
        typeOf(source)?.symptoms.includes(source.symptom ?? NaN) === false,
        `${source.symptom} does not belong to this type of problem.`,
      ),
  },
  {
    name: 'category-of-the-type',
    field: 'characteristics.CATEGORY_ID (IncidentCategoryId)',
    needs: 'request',
    breaks: (source) =>
      when(
        source.category !== undefined && typeOf(source)?.categories.includes(source.category) === false,
        `${source.category} does not belong to this type of problem.`,
      ),
  },
  {
    name: 'sqc-required',
    field: 'characteristics.SQC (SQC)',
    needs: 'request',
    breaks: ({ kind, sqc }) =>
      when(kind !== undefined && sqc === undefined, 'is required: the settings name none for this type of problem.'),
  },
  {
    // "Timeband can be 0,1,2,3,4 by default it's 0."
    name: 'timeband',
    field: 'characteristics.TRC_CHARGEBAND (Timeband)',
    needs: 'request',
    breaks: ({ timeband }) => when(timeband < 0 || timeband > 4, 'must be 0, 1, 2, 3 or 4.'),
  },
  {
    // "PIN is a 4 digit numeric value."
    name: 'pin-format',
    field: 'characteristics.PIN (PIN)',
    needs: 'request',
    breaks: ({ pin }) => when(pin !== undefined && !/^[0-9]{4}$/.test(pin), 'must have four digits.'),
  },
  {
    // "Affected CLI and Dialled number should be a maximum 16 characters."
    name: 'sample-call-numbers',
    field: 'characteristics.SAMPLE_CALL (SampleCallData)',
    needs: 'request',
    breaks: ({ sampleCalls }) =>
      when(
        sampleCalls.some(({ FromCLI, ToCLI }) => Math.max(FromCLI.length, ToCLI.length) > LONGEST_NUMBER),
        `numbers have at most ${LONGEST_NUMBER} characters.`,
      ),
  },
  {
    name: 'reservation-known',
    field: 'appointmentReservationId (ReservationKey)',
    needs: 'request',
    breaks: ({ report, question }) =>
      when(
        report.appointmentReservationId !== undefined &&
          report.appointmentReservationReference === undefined &&
          question.reservation === undefined,
        'is not a reservation made through this gateway; give appointmentReservationReference, the key the supplier gave.',
      ),
  },
  {
    name: 'reservation-free',
    field: 'appointmentReservationId (ReservationKey)',
    needs: 'request',
    breaks: ({ report, question }) => reservationFault(report, question.reservation, question.now),
  },
  {
    // "Before POSTING a fault, chose an SQC from using method GET api/LineDetails"
    name: 'sqc-of-the-line',
    field: 'characteristics.SQC (SQC)',
    needs: 'line',
    breaks: ({ sqc }, { sqcs }) =>
      when(
        sqc !== undefined && !sqcs.includes(sqc),
        `must be one of those the line allows: ${sqcs.join(', ') || 'none'}.`,
      ),
  },
  {
    // "Sample calls is mandatory only if SQC selected is … and is valid only for ISDN30 e or ISDN30 Dass line types."
    name: 'sample-calls-required',
    field: 'characteristics.SAMPLE_CALL (SampleCallData)',
    needs: 'line',
    breaks: ({ sqc, sampleCalls }, { lineType }) =>
      when(
        SQCS_WITH_SAMPLE_CALLS.has(sqc ?? '') && isIsdn30(lineType) && sampleCalls.length === 0,
        `is required for SQC ${sqc} on this type of line: affected number, dialled number, time of the call.`,
      ),
  },
  {
    name: 'sample-calls-line-type',
    field: 'characteristics.SAMPLE_CALL (SampleCallData)',
    needs: 'line',
    breaks: ({ sampleCalls }, { lineType }) =>
      when(sampleCalls.length > 0 && !isIsdn30(lineType), 'is valid on ISDN30e and ISDN30 DASS lines only.'),
  },
  {
    // "DownTime is mandatory for ISDN30 e and ISDn30 dass line types."
    name: 'down-time-required',
    field: 'characteristics.DOWN_TIME (DownTime)',
    needs: 'line',
    breaks: ({ downTime }, { lineType }) =>
      when(isIsdn30(lineType) && downTime === undefined, 'is required on this type of line.'),
  },
  {
    // "Feature in Mandatory only if SQC selected is ESF or CSS and the CLI has features associated with them"
    name: 'feature-required',
    field: 'characteristics.FEATURE (Feature)',
    needs: 'line',
    breaks: ({ sqc, feature }, { features }) =>
      when(
        SQCS_WITH_FEATURES.has(sqc ?? '') && features.length > 0 && feature === undefined,
        `is required for SQC ${sqc}: one of ${features.map(({ id }) => id).join(', ')}.`,
      ),
  },
  {
    // "PIN is mandatory only if the feature selected is associated with PIN number."
    name: 'pin-required',
    field: 'characteristics.PIN (PIN)',
    needs: 'line',
    breaks: ({ feature, pin }, { features }) =>
      when(
        pin === undefined && features.some(({ id, hasPin }) => hasPin && id === feature),
        'is required for this feature.',
      ),
  },
  {
    // "Access Availability is mandatory if service maintenance is 2,2.5,3,4 and AccessFrom and AccessTo is provided"
    name: 'access-availability-required',
    field: 'characteristics.ACCESS_AVAILABILITY (AccessAvailability)',
    needs: 'line',
    breaks: ({ accessAvailability, accessFrom, accessTo }, { maintenanceLevel }) =>
      when(
        LEVELS_WITH_ACCESS.has(maintenanceLevel ?? NaN) &&
          accessFrom !== undefined &&
          accessTo !== undefined &&
          accessAvailability === undefined,
        'is required with ACCESS_FROM and ACCESS_TO at the maintenance level of this line.',
      ),
  },
  {
    // "Appointment Key is required when line test failed, fault location is customer apparatus and the service maintenance
    // level is less than 3": the key of an appointment held, or a day and slot to reserve one.
    name: 'appointment-required',
    field: 'appointmentReservationId (ReservationKey)',
    needs: 'test',
    breaks: (source) =>
      when(
        needsVisit(source) && keyHeld(source) === undefined && !wantsVisit(source.facts),
        'is required: the line test failed at the customer’s equipment. Reserve an appointment, or give the characteristics APPOINTMENT_DATE and APPOINTMENT_SLOT.',
      ),
  },
];

/** What is wrong with a report as far as can be known, each a sentence that names field and rule. */
export function brokenRules(source: FaultSource): string[] {
  const { line, test, facts } = source;
  const known: ReadonlySet<Known> = new Set<Known>([
    'request',
    ...(line === undefined ? [] : (['line'] as const)),
    ...(line !== undefined && (test !== undefined || facts.noTestReason !== undefined) ? (['test'] as const) : []),
  ]);
  const broken = FAULT_RULES.filter(({ needs }) => known.has(needs)).flatMap(({ name, field, breaks }) => {
    const sentence = breaks({ ...source, ...facts }, line ?? NO_LINE);
    return sentence === undefined ? [] : [`${field}: ${sentence.replace(/\.$/, '')} (rule ${name}).`];
  });
  return [...facts.unreadable, ...broken];
}

const NO_LINE: LineDetails = {
  ...{ lineType: undefined, maintenanceLevel: undefined, maintenanceText: undefined },
  ...{ sqcs: [], features: [] },
};

/** Whether the page asks for an appointment key. */
export function needsVisit({ line, test, settings }: FaultSource): boolean {
  if (line?.maintenanceLevel === undefined || test === undefined) return false;
  const atTheCustomer = settings.customerApparatus.includes(test.faultLocation ?? '');
  return (
    outcomeOf(test, settings).means === 'fail' && atTheCustomer && line.maintenanceLevel < LEVEL_WITHOUT_APPOINTMENT
  );
}

/** The key of an appointment the caller holds already. */
export function keyHeld({ report, question, visit }: FaultSource): string | undefined {
  return report.appointmentReservationReference ?? question.reservation?.key ?? visit?.key;
}

export function wantsVisit({ visitDate, visitSlot }: FaultFacts): boolean {
  return visitDate !== undefined && visitSlot !== undefined;
}

function typeOf({ kind, settings }: FaultSource & FaultFacts) {
  return settings.types.find(({ id }) => id === kind?.type);
}
