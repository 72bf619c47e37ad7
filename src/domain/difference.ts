// What of a supplier's report differs from what was reported last, thing by thing.

import { type Lateness, latenessOf } from './lateness.js';
import { hasNews, type NewThings, newThings } from './notes.js';
import type { ServiceProblem } from './problem.js';
import type { SupplierReport, SupplierState } from './report.js';
import type { ReportedState } from './reported-state.js';
import type { RequestLink } from './update.js';
import { blockedAfter, judgeVisits, type Visits } from './visits.js';

export interface ReportDiffInput {
  problem: ServiceProblem;
  reported: ReportedState;
  report: SupplierReport;
  /** Our undecided cancellation of this problem, if there is one. */
  cancellation: RequestLink | undefined;
  /** The reference a resolution gets, should this report resolve the problem. */
  resolutionReference: string;
  receivedAt: string;
  /** True where the supplier was asked for the present state since a late report. */
  updateRequested?: boolean | undefined;
}

/** What differs from what was reported last. */
export interface Difference {
  lateness: Lateness;
  /** The state is another, and counts for the problem. */
  stateChanged: boolean;
  /** The state is another, and is overruled by a newer report. */
  stateOverruled: boolean;
  visits: Visits;
  things: NewThings;
  /** Keys of the lost appointments for which the problem waits after this report. */
  blockedBy: string[];
  isNews: boolean;
}

export function differenceOf(input: ReportDiffInput): Difference {
  const { report, reported, problem } = input;
  const lateness = latenessOf(input);
  const visits = judgeVisits(report.appointments, { reported, isOverruled: lateness.isOverruled }, problem);
  const things = newThings(report, reported);
  const states = statesOf(report, reported, lateness.isOverruled);
  // The first "pending" only repeats the answer to the report.
  const isFirstPending = report.state === 'pending' && reported.state === undefined;
  const isNewState = states.stateOverruled || (states.stateChanged && !isFirstPending);
  return {
    ...{ ...states, lateness, visits, things },
    blockedBy: lateness.isOverruled || isPartial(report) ? reported.blockedBy : blockedAfter(visits, reported),
    isNews: isNewState || visits.fresh.length > 0 || hasNews(things),
  };
}

function statesOf(
  report: SupplierReport,
  reported: ReportedState,
  isOverruled: boolean,
): Pick<Difference, 'stateChanged' | 'stateOverruled'> {
  if (report.state === 'unsaid') return { stateChanged: false, stateOverruled: false };
  if (isOverruled) return { stateChanged: false, stateOverruled: !isSameState(report, reported.late ?? reported) };
  return { stateChanged: !isSameState(report, reported) || reported.late !== undefined, stateOverruled: false };
}

/** A report that says nothing of the work and of appointments ends no waiting. */
function isPartial({ state, appointments }: SupplierReport): boolean {
  return (state === 'unsaid' || state === 'unrecognised') && appointments.length === 0;
}

interface NamedState {
  state: SupplierState | undefined;
  stateText?: string | undefined;
}

function isSameState(one: NamedState, other: NamedState): boolean {
  return one.state === other.state && (one.state !== 'unrecognised' || one.stateText === other.stateText);
}
