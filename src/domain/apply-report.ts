// What follows from a supplier's report: for the problem, for the requests about it, and for the platform.

import { observedBy, withEchoes } from './evidence.js';
import { changedBy, linkTo, type OpenRequest, type SettledRequest } from './open-request.js';
import { NO_SUPPLIER_WORDS } from './outcome.js';
import { BEFORE_ACKNOWLEDGEMENT, FINAL_STATUSES, type ServiceProblem } from './problem.js';
import { diffReport } from './report-diff.js';
import type { Effect, SupplierReport } from './report.js';
import type { ReportedState } from './reported-state.js';
import {
  awaitsEnd,
  effectiveAmendments,
  overtakenAmendments,
  type RequestVerdict,
  verdictOnCancellation,
  verdictOnOther,
} from './request-verdicts.js';
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
  /** True where the supplier was asked for the present state after a late report, as `reconcileAt` said. */
  updateRequested?: boolean | undefined;
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
  /** ISO 8601: when to ask the supplier for the present state, because this report was late; undefined: need not. */
  reconcileAt: string | undefined;
}

/**
 * Applies one report of a supplier to one problem: the only copy of this rule. Pure: every id and time is given, nothing
 * that is given is changed, and the same input has the same result. The caller applies the reports of a problem one after
 * another, in the order of their arrival, and gives each the `problem` and `reported` that the one before it returned
 * (`NOTHING_REPORTED` at first) and the requests that are open by then. Where a result has `reconcileAt`, the caller asks
 * the supplier for a report at that time, and gives `updateRequested` from then on.
 */
export function applyReport(input: ReportToApply): AppliedReport {
  const { open, report, problem: before, reported, receivedAt } = input;
  const cancellations = open.filter((request) => awaitsEnd(request, report));
  const [cancellation] = cancellations;
  const own = [...input.ownWording, ...open.flatMap(({ expectedEffects }) => expectedEffects)];
  const diff = diffReport({
    ...input,
    report: withEchoes(report, own),
    cancellation: cancellation === undefined ? undefined : linkTo(cancellation),
  });
  const observed = observedBy(report.observedEffects, reported.observedEffects, receivedAt);
  const effective = effectiveAmendments(open, report, observed, diff.problem);
  const problem = effective.reduce((changed, { command }) => changedBy(changed, command), diff.problem);
  const amended = effective.map((request) => amendment(request, problem));
  const verdicts = [
    ...open.flatMap((request) => verdictOnOther(request, problem, report) ?? []),
    ...overtakenAmendments(open, effective, problem),
    ...cancellations.flatMap((request) => verdictOnCancellation(request, before, problem) ?? []),
  ];
  const changes = diff.kcis.map((kci) => ({
    draft: { ...kci, problem: { ...problem, status: kci.problem.status } },
    about: undefined,
  }));
  const updates = inOrder(changes, { amended, others: updatesOf(verdicts) }, before, problem);
  const end = changes.find(({ draft }) => draft.reasonCode === 'CANCELLED')?.draft;
  return {
    problem,
    reported: diff.reported,
    settled: [...verdicts, ...amended].map(({ request, outcome }) => ({ request, outcome })),
    updates: [...updates, ...alsoCancelled(end, cancellations)].map(({ draft, about }) => ({
      draft,
      about: about ?? answeredCancellation(draft, cancellation) ?? unanswered(open),
    })),
    reconcileAt: diff.reconcileAt,
  };
}

function amendment(request: OpenRequest, problem: ServiceProblem): RequestVerdict {
  return {
    request,
    outcome: { kind: 'done', said: NO_SUPPLIER_WORDS },
    draft: amendedUpdate(problem, linkTo(request)),
  };
}

function updatesOf(verdicts: RequestVerdict[]): DraftedUpdate[] {
  return verdicts.flatMap(({ draft, request }) => (draft === undefined ? [] : [{ draft, about: request.commandId }]));
}

/**
 * Where all that is new is an amendment's effect and remarks about it, one update says both. What a problem's end settles
 * comes before the end, with the problem as it was; what another change settles comes after it.
 */
function inOrder(
  own: DraftedUpdate[],
  { amended, others }: { amended: RequestVerdict[]; others: DraftedUpdate[] },
  before: ServiceProblem,
  after: ServiceProblem,
): DraftedUpdate[] {
  const confirmed = updatesOf(amended);
  const [first] = own;
  const [confirmation, ...rest] = confirmed;
  if (first?.draft.reasonCode === 'ADDITIONAL' && confirmation !== undefined) {
    const { link } = confirmation.draft;
    const merged = { ...first.draft, reasonCode: 'AMENDED' as const, link };
    return [{ draft: merged, about: confirmation.about }, ...own.slice(1), ...rest, ...others];
  }
  const isEnd = FINAL_STATUSES.has(after.status) && !FINAL_STATUSES.has(before.status);
  if (!isEnd) return [...own, ...confirmed, ...others];
  return [...[...confirmed, ...others].map((update) => beforeEnd(update, before)), ...own];
}

/** Only the platform sets the states before the acknowledgement, so an update with one of them would be wrong. */
function beforeEnd(
  { draft, about }: DraftedUpdate,
  { status, serviceProblemResolution }: ServiceProblem,
): DraftedUpdate {
  if (BEFORE_ACKNOWLEDGEMENT.has(status)) return { draft, about };
  return { draft: { ...draft, problem: { ...draft.problem, status, serviceProblemResolution } }, about };
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
