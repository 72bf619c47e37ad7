// The problem as the gateway would hold it, read from what a person has at hand: a problem, a report, or a KCI about it.

import { NOTHING_REPORTED, type ReportedState } from '../../domain/reported-state.js';
import type { OpenRequest } from '../../domain/open-request.js';
import type { RequestLink } from '../../domain/update.js';
import { type ServiceProblem, takenOverProblem } from '../../domain/problem.js';
import type { Reservation } from '../../domain/supplier/port.js';

export interface KnownProblem {
  problem: ServiceProblem;
  reported: ReportedState;
  /** Our undecided cancellation. */
  cancellation: RequestLink | undefined;
  reservation: Reservation | undefined;
}

/** What a held file is good for is not there. */
export class KnownProblemRefused extends Error {
  override readonly name = 'HeldRefused';
}

/**
 * Takes `{problem, told, cancellation, reservation}`, all but the first optional; the body of a KCI; or the problem
 * itself, as told or as reported. A problem without a status is in progress.
 */
export function readKnownProblem(tenant: string, given: unknown): KnownProblem {
  const parts = objectOf(given);
  const kci = parts['serviceProblem'] === undefined ? undefined : objectOf(parts['serviceProblem']);
  const { serviceProblemResolution } = parts as Pick<ServiceProblem, 'serviceProblemResolution'>;
  const problem = kci === undefined ? objectOf(parts['problem'] ?? parts) : { serviceProblemResolution, ...kci };
  if (typeof problem['id'] !== 'number')
    throw new KnownProblemRefused('The stored problem has no id, the Fibre Cafe id as a number.');
  return {
    problem: { ...takenOverProblem(tenant, problem['id']), ...(problem as Partial<ServiceProblem>), tenant },
    reported: { ...NOTHING_REPORTED, ...(parts['reported'] as Partial<ReportedState> | undefined) },
    cancellation: parts['cancellation'] as RequestLink | undefined,
    reservation: parts['reservation'] as Reservation | undefined,
  };
}

/** The undecided cancellation as a request the supplier has taken. */
export function openCancellation({
  problem,
  cancellation,
}: Pick<KnownProblem, 'problem' | 'cancellation'>): OpenRequest[] {
  if (cancellation === undefined) return [];
  const request = {
    id: cancellation.id,
    serviceProblemId: problem.id,
    supplierServiceProblemReference: problem.supplierServiceProblemReference ?? '',
    reasonCode: 'NO_LONGER_REQUIRED' as const,
    text: undefined,
  };
  return [
    {
      commandId: cancellation.reference,
      command: { operation: 'cancel-problem', request },
      reference: cancellation.reference,
      progress: 'pending',
      replyPending: false,
      receivedAt: new Date(0).toISOString(),
      expectedEffects: [],
    },
  ];
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new KnownProblemRefused('The stored problem must be a JSON object.');
}
