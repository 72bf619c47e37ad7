// What follows from a report for the requests about its problem: which it settles, and which KCIs tell it.

import { amendedUpdate, type UpdateDraft } from './update.js';
import type { ServiceProblem } from './problem.js';
import { showsEffects } from './evidence.js';
import type { SupplierReport } from './report.js';
import type { CommandRow } from '../store/requests/requests.js';
import { linkOf } from '../engine/requests/settle.js';

function isUndecided({ progress }: CommandRow): boolean {
  return progress === 'pending' || progress === 'unknown';
}

/**
 * A cancellation that the supplier's report may settle. The report can outrun the answer to it; and what the supplier
 * cancelled already need not be asked any more.
 */
export function awaitsEnd(command: CommandRow, { state }: SupplierReport): boolean {
  if (command.operation !== 'cancel-problem') return false;
  return (
    isUndecided(command) || command.progress === 'asking' || (command.progress === 'queued' && state === 'cancelled')
  );
}

/** Any notification shows that the report arrived; the end or the re-opening of a problem, that a verdict did. */
export function isSettledBy({ status }: ServiceProblem): (command: CommandRow) => boolean {
  const verdictShown = status === 'COMPLETED' || status === 'IN_PROGRESS';
  return (command) =>
    isUndecided(command) &&
    (command.operation === 'report-problem' || (command.operation === 'answer-resolution' && verdictShown));
}

export function showsAmendment(command: CommandRow, report: SupplierReport): boolean {
  return (
    command.operation === 'amend-problem' &&
    isUndecided(command) &&
    showsEffects(command.expected_effects, report.observedEffects)
  );
}

export interface DraftedUpdate {
  draft: UpdateDraft;
  /** The request it answers. */
  about: string | undefined;
}

/**
 * One notification makes one KCI. Where all that is new is an amendment's effect and remarks about it, that KCI is the
 * AMENDED one; where the state moved too, the amendment still gets the confirmation its 202 promised, after it.
 */
export function draftsOf(
  news: UpdateDraft | undefined,
  effective: CommandRow[],
  document: ServiceProblem,
): DraftedUpdate[] {
  const amended = effective.map((command) => ({
    draft: amendedUpdate(document, linkOf(command)),
    about: command.command_id,
  }));
  if (news === undefined) return amended;
  const told = { ...news, problem: document };
  const [first, ...others] = amended;
  if (news.reasonCode !== 'ADDITIONAL' || first === undefined) return [{ draft: told, about: undefined }, ...amended];
  return [{ draft: { ...told, reasonCode: 'AMENDED', link: first.draft.link }, about: first.about }, ...others];
}

/** The cancellation a KCI answers, if it answers one. */
export function answeredCancellation({ link }: UpdateDraft, cancellation: CommandRow | undefined): string | undefined {
  return link?.request === 'cancellation' ? cancellation?.command_id : undefined;
}

/** The end answers the first cancellation; each other one was promised a KCI too. */
export function alsoCancelled(end: UpdateDraft | undefined, cancellations: CommandRow[]): DraftedUpdate[] {
  if (end?.reasonCode !== 'CANCELLED') return [];
  const draft = { ...end, supplierNotes: [], supplierCodes: [] };
  return cancellations.slice(1).map((one) => ({ draft: { ...draft, link: linkOf(one) }, about: one.command_id }));
}
