// The subject of a request: what makes it one request, which problem it is about, and the problem that it opens.

import type { Command, Timeslot } from '../../domain/request.js';
import { NOTHING_REPORTED } from '../../domain/reported-state.js';
import { reportedProblem, takenOverProblem } from '../../domain/problem.js';
import { ourReference } from '../../domain/references.js';
import type { Supplier } from '../../domain/supplier/port.js';
import type { NewProblem } from '../../store/requests/requests.js';
import type { ServiceChoice } from './routing.js';

export interface Subject {
  /** The idempotency key within the tenant and the operation. */
  requestKey: string;
  problemId: number;
}

export function subjectOf(command: Command): Subject {
  switch (command.operation) {
    case 'report-problem':
      return { requestKey: String(command.request.id), problemId: command.request.id };
    case 'amend-problem':
    case 'cancel-problem':
      return { requestKey: String(command.request.id), problemId: command.request.serviceProblemId };
    case 'answer-resolution':
      throw new Error('a verdict names its resolution in the path, not in the body');
  }
}

/** Only a report names its service. Later requests go to the supplier that was chosen for the report. */
export function serviceOf(command: Command): ServiceChoice {
  if (command.operation !== 'report-problem') return {};
  const { serviceId, serviceSpecification } = command.request;
  return { serviceId, specificationId: serviceSpecification.id };
}

export interface ProblemToOpen {
  tenant: string;
  command: Command;
  problemId: number;
  supplier: Supplier;
  /** The slot of the appointment that a report names, where it was reserved through this gateway. */
  reserved: Timeslot | undefined;
}

/**
 * A report opens its problem. An amendment or a cancellation that names the supplier's reference takes over a problem that was
 * reported elsewhere. Every other request needs a problem that exists.
 */
export function problemOpenedBy({
  tenant,
  command,
  problemId,
  supplier,
  reserved,
}: ProblemToOpen): NewProblem | undefined {
  if (command.operation === 'answer-resolution') return undefined;
  const facts = {
    supplier: supplier.id,
    account: supplier.accountOf(tenant),
    ourReference: ourReference(tenant, problemId),
    reported: NOTHING_REPORTED,
  };
  if (command.operation === 'report-problem') {
    return { ...facts, knownLocally: true, document: reportedProblem(tenant, command.request, reserved) };
  }
  if (command.request.supplierServiceProblemReference === undefined) return undefined;
  return { ...facts, knownLocally: false, document: takenOverProblem(tenant, problemId) };
}
