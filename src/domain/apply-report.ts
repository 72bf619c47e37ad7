// What follows from a supplier's report: for the problem, for the requests about it, and for the platform.

import { answerToCancellation, awaitsEnd } from './cancellation.js';
import { showsEffects, withEchoes } from './evidence.js';
import { changedBy, isUndecided, linkTo, type OpenRequest, type SettledRequest } from './open-request.js';
import { type Outcome, NO_SUPPLIER_WORDS } from './outcome.js';
import type { ServiceProblem } from './problem.js';
import { diffReport, type ReportedState } from './report-diff.js';
import type { Effect, SupplierReport } from './report.js';
import { amendedUpdate, type UpdateDraft } from './update.js';

export interface ReportToApply {
  problem: ServiceProblem;
  reported: ReportedState;
  /** The requests about the problem that are not settled, or whose caller has no reply yet, oldest first. */
  open: readonly OpenRequest[];
  report: SupplierReport;
  /** What our messages say of the problem as it stands (`Supplier.ownWording`). */
  ownWording: readonly Effect[];
  /** The reference a resolution gets, should this report resolve the problem. */
  resolutionReference: string;
  /** ISO 8601 with zone: when the gateway received the report. */
  receivedAt: string;
}

export interface DraftedUpdate {
  draft: UpdateDraft;
  /** The request it answers, by its `commandId`: the update leaves after the reply to that request. */
  about: string | undefined;
}

export interface AppliedReport {
  problem: ServiceProblem;
  reported: ReportedState;
  /** The requests that the report settles, each once, with their outcomes. */
  settled: SettledRequest[];
  /** What the platform is sent, in this order; empty where the report holds nothing new. */
  updates: DraftedUpdate[];
}

/**
 * Applies one report of a supplier to one problem: the only copy of this rule. Pure: every id and time is given, nothing
 * that is given is changed, and the same input has the same result. The caller applies the reports of a problem one after
 * another, in the order of their arrival, and gives each the `problem` and `reported` that the one before it returned
 * (`NOTHING_REPORTED` at first) and the requests that are open by then.
 */
export function applyReport(input: ReportToApply): AppliedReport {
  const { open, report } = input;
  const cancellations = open.filter((request) => awaitsEnd(request, report));
  const [cancellation] = cancellations;
  const own = [...input.ownWording, ...open.flatMap(({ expectedEffects }) => expectedEffects)];
  const diff = diffReport({
    ...input,
    report: withEchoes(report, own),
    cancellation: cancellation === undefined ? undefined : linkTo(cancellation),
  });
  const effective = open.filter((request) => showsAmendment(request, report));
  const problem = effective.reduce((changed, { command }) => changedBy(changed, command), diff.problem);
  const answers = cancellations.flatMap((request) => answerToCancellation(request, problem) ?? []);
  const updates = [
    ...draftsOf(diff.kci, effective, problem),
    ...answers.flatMap(({ request, draft }) => (draft === undefined ? [] : [{ draft, about: request.commandId }])),
  ];
  return {
    problem,
    reported: diff.reported,
    settled: [
      ...[...open.filter(isSettledBy(problem)), ...effective].map((request) => ({ request, outcome: DONE })),
      ...answers.map(({ request, outcome }) => ({ request, outcome })),
    ],
    updates: [...updates, ...alsoCancelled(updates[0]?.draft, cancellations)].map((update) => ({
      ...update,
      about: update.about ?? answeredCancellation(update.draft, cancellation) ?? unanswered(open),
    })),
  };
}

const DONE: Outcome = { kind: 'done', said: NO_SUPPLIER_WORDS };

/** Any report shows that ours arrived; the end or the re-opening of a problem shows that a verdict did. */
function isSettledBy({ status }: ServiceProblem): (request: OpenRequest) => boolean {
  const verdictShown = status === 'COMPLETED' || status === 'IN_PROGRESS';
  return (request) =>
    isUndecided(request) &&
    (request.command.operation === 'report-problem' ||
      (request.command.operation === 'answer-resolution' && verdictShown));
}

function showsAmendment(request: OpenRequest, report: SupplierReport): boolean {
  return (
    request.command.operation === 'amend-problem' &&
    isUndecided(request) &&
    showsEffects(request.expectedEffects, report.observedEffects)
  );
}

/**
 * One notification makes one KCI. Where all that is new is an amendment's effect and remarks about it, that KCI is the
 * AMENDED one; where the state moved too, the amendment still gets the confirmation its 202 promised, after it.
 */
function draftsOf(diff: UpdateDraft | undefined, effective: OpenRequest[], problem: ServiceProblem): DraftedUpdate[] {
  const amended = effective.map((request) => ({
    draft: amendedUpdate(problem, linkTo(request)),
    about: request.commandId,
  }));
  if (diff === undefined) return amended;
  const changed = { ...diff, problem };
  const [first, ...others] = amended;
  if (diff.reasonCode !== 'ADDITIONAL' || first === undefined) {
    return [{ draft: changed, about: undefined }, ...amended];
  }
  return [{ draft: { ...changed, reasonCode: 'AMENDED', link: first.draft.link }, about: first.about }, ...others];
}

/** The cancellation a KCI answers, if it answers one. */
function answeredCancellation({ link }: UpdateDraft, cancellation: OpenRequest | undefined): string | undefined {
  return link?.request === 'cancellation' ? cancellation?.commandId : undefined;
}

/** The end answers the first cancellation; each other one was promised a KCI too. */
function alsoCancelled(end: UpdateDraft | undefined, cancellations: OpenRequest[]): DraftedUpdate[] {
  if (end?.reasonCode !== 'CANCELLED') return [];
  const draft = { ...end, supplierNotes: [], supplierCodes: [] };
  return cancellations
    .slice(1)
    .map((request) => ({ draft: { ...draft, link: linkTo(request) }, about: request.commandId }));
}

/** No update about a problem leaves before the caller of its report has the reply. */
function unanswered(open: readonly OpenRequest[]): string | undefined {
  return open.find(({ command, replyPending }) => command.operation === 'report-problem' && replyPending)?.commandId;
}
