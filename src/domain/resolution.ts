// The resolution of a problem: it comes with RESOLVED, is dated when the problem closes, and goes when work goes on.

import type { ProblemStatus, Resolution, ServiceProblem } from './problem.js';
import type { SupplierReport } from './report.js';

export interface ResolutionGiven {
  report: SupplierReport;
  /** Our reference for a new resolution. */
  resolutionReference: string;
  receivedAt: string;
}

export function resolutionAfter(
  { status: statusBefore, serviceProblemResolution: before }: ServiceProblem,
  status: ProblemStatus,
  { report, resolutionReference, receivedAt }: ResolutionGiven,
): Resolution | undefined {
  const at = report.sentAt ?? receivedAt;
  if (status === 'RESOLVED' && (statusBefore !== 'RESOLVED' || before === undefined)) {
    return {
      supplierReference: resolutionReference,
      resolvedDate: at,
      closedDate: undefined,
      resolutionDetails: detailsOf(report),
    };
  }
  if (status === 'RESOLVED') return before === undefined ? undefined : corrected(before, report);
  if (status === 'COMPLETED' && before !== undefined) return { ...before, closedDate: before.closedDate ?? at };
  return undefined;
}

/** The supplier may correct its reason while the resolution stands; what a later report leaves out stays. */
function corrected(before: Resolution, report: SupplierReport): Resolution {
  if (report.state !== 'resolved') return before;
  const { resolutionCode, resolutionText, supplierCodes } = detailsOf(report);
  const { resolutionDetails: details } = before;
  return {
    ...before,
    resolutionDetails: {
      resolutionCode: supplierCodes === undefined ? details.resolutionCode : resolutionCode,
      resolutionText: resolutionText ?? details.resolutionText,
      supplierCodes: supplierCodes ?? details.supplierCodes,
    },
  };
}

function detailsOf({ resolutionCode, stateReason, appointments }: SupplierReport): Resolution['resolutionDetails'] {
  const codes = appointments.filter(({ event }) => event === 'completed').flatMap((visit) => visit.supplierCodes);
  const supplierCodes = codes.length === 0 ? undefined : [...new Set(codes)];
  return { resolutionCode, resolutionText: stateReason, supplierCodes };
}
