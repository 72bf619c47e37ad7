// Supplier reports and problems for the tests of the domain: a whole one, of which a test says what matters.

import { NOTHING_REPORTED } from '../../src/domain/reported-state.js';
import type { ReportDiffInput } from '../../src/domain/difference.js';
import { type ReportDiff, diffReport } from '../../src/domain/report-diff.js';
import { type ProblemStatus, type ServiceProblem, takenOverProblem } from '../../src/domain/problem.js';
import type { AppointmentFact, Remark, SupplierReport } from '../../src/domain/report.js';

export const RECEIVED_AT = '2026-03-03T10:15:29.250Z';

export function problem(status: ProblemStatus, rest: Partial<ServiceProblem> = {}): ServiceProblem {
  return { ...takenOverProblem('HARBOUR', 40112), status, ...rest };
}

export function report(rest: Partial<SupplierReport> = {}): SupplierReport {
  return {
    messageId: 'CF-1',
    sentAt: undefined,
    supplierReference: undefined,
    state: 'in-progress',
    stateText: undefined,
    stateReason: undefined,
    appointments: [],
    updates: [],
    comment: undefined,
    facts: [],
    findings: [],
    observedEffects: [],
    resolutionCode: 'NETWORK_ISSUE',
    drift: [],
    ...rest,
  };
}

export function visit(event: AppointmentFact['event'], rest: Partial<AppointmentFact> = {}): AppointmentFact {
  return {
    event,
    slot: undefined,
    problemCode: undefined,
    supplierCodes: [],
    sentence: `The visit is ${event}.`,
    ...rest,
  };
}

export const update = (text: string, by: Remark['by'] = 'seller', at?: string): Remark => ({ text, by, at });

export function slot(start: string, end: string): NonNullable<ServiceProblem['appointmentTimeslot']> {
  return { timeslotStartDateTime: start, timeslotEndDateTime: end };
}

export interface Read extends Omit<ReportDiff, 'kcis' | 'reconcileAt'> {
  /** The first, where there are several. */
  kci: ReportDiff['kcis'][0] | undefined;
  kcis?: ReportDiff['kcis'];
  reconcileAt?: string | undefined;
}

export function read(input: Partial<ReportDiffInput> & Pick<ReportDiffInput, 'problem' | 'report'>): Read {
  const diff = diffReport({
    reported: NOTHING_REPORTED,
    cancellation: undefined,
    resolutionReference: 'RES_HARBOURHARBOUR12',
    receivedAt: RECEIVED_AT,
    ...input,
  });
  return { ...diff, kci: diff.kcis[0] };
}
