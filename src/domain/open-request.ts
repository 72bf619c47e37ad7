// A request about a problem that is not finished: what a report can settle, and how an update names it.

import type { Outcome, Progress } from './outcome.js';
import { amendedProblem, type ServiceProblem } from './problem.js';
import type { Effect } from './report.js';
import type { Command } from './request.js';
import type { RequestLink } from './update.js';

export interface OpenRequest {
  commandId: string;
  command: Command;
  /** Our reference of the request, as the platform knows it. */
  reference: string;
  progress: Progress;
  /** True while the caller of the request has not got its reply: an update about the request waits for that reply. */
  replyPending: boolean;
  /** ISO 8601 with zone: when the gateway received the request. */
  receivedAt: string;
  /** What a later report shows once the request took effect. */
  expectedEffects: Effect[];
}

export interface SettledRequest {
  request: OpenRequest;
  outcome: Outcome;
}

/** True where the supplier has the request, or may have it, and has not decided. */
export function isUndecided({ progress }: OpenRequest): boolean {
  return progress === 'pending' || progress === 'unknown';
}

/** How an update names the request it answers. */
export function linkTo({ command, reference }: Pick<OpenRequest, 'command' | 'reference'>): RequestLink {
  const id = 'id' in command.request ? command.request.id : 0;
  const request = command.operation === 'cancel-problem' ? 'cancellation' : 'amendment';
  return { request, id, reference };
}

/** The problem with what a request changes, where the request changes the problem at all. */
export function changedBy(problem: ServiceProblem, command: Command): ServiceProblem {
  return command.operation === 'amend-problem' ? amendedProblem(problem, command.request) : problem;
}
