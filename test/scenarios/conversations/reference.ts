// The reference reader: what a platform must know of a ticket at the end of a conversation, and what it must never be sent.

import { londonInstant } from '../../../src/protocol/london-time.js';
import { STATUS_OF_REASON } from '../../../src/simulators/fibre-cafe/kci.codes.js';
import { FINAL_STATUSES, type ProblemStatus } from '../../../src/domain/problem.js';
import type { State } from './conversation.js';
import type { Shown } from './far-side.js';
import type { Evidence, Promised, ReadUpdate } from './player.js';
import type { Remark, Visit } from './ticket.js';

const STATUS_OF: Record<State, ProblemStatus> = {
  pending: 'SENT_TO_SUPPLIER',
  accepted: 'ACKNOWLEDGED',
  open: 'IN_PROGRESS',
  'in-progress': 'IN_PROGRESS',
  're-opened': 'IN_PROGRESS',
  'on-hold': 'PENDING',
  resolved: 'RESOLVED',
  closed: 'COMPLETED',
  cancelled: 'CANCELLED',
  rejected: 'REJECTED',
};

/** Where the ticket leaves the problem; more than one where the rules leave it open. */
export function mustBe({
  ticket,
  updates,
  promised,
}: Pick<Evidence, 'ticket' | 'updates' | 'promised'>): ProblemStatus[] {
  const { state, visitIsNewest, needsVisit } = ticket;
  const cancellations = promised.filter(({ request }) => request === 'cancellation');
  if (state === 'rejected' && isAcknowledged(updates)) return ['CANCELLED'];
  if (state === 'closed' && cancellations.length > 0) return closedWhileCancelling(updates, cancellations);
  if (state === 'on-hold') return visitIsNewest ? ['PENDING', 'IN_PROGRESS'] : ['PENDING'];
  if (!WORKED_ON.has(state)) return [STATUS_OF[state]];
  if (needsVisit === 'yes' && visitIsNewest) return ['PENDING'];
  return [STATUS_OF[state], 'IN_PROGRESS', ...(needsVisit === 'no' ? [] : ['PENDING' as const])];
}

/** Closed without having been resolved: what was asked for. Nobody can say what it means once the supplier refused. */
function closedWhileCancelling(updates: ReadUpdate[], cancellations: Promised[]): ProblemStatus[] {
  const isAsked = cancellations.some(({ answer, reached }) => reached() && answer !== 'rejected');
  const isSure = isAsked && updates.every(({ status }) => status !== 'RESOLVED');
  return isSure ? ['CANCELLED'] : ['COMPLETED', 'CANCELLED'];
}

const WORKED_ON: ReadonlySet<State> = new Set(['accepted', 'open', 'in-progress', 're-opened']);

/** The supplier took the problem, by any update that says so. */
function isAcknowledged(updates: ReadUpdate[]): boolean {
  return updates.some(({ status }) => status !== 'SENT_TO_SUPPLIER' && status !== 'REJECTED');
}

type Complaint = string;

/** Everything that a sensible reader would object to, as sentences. */
export function judge(evidence: Evidence): Complaint[] {
  return [
    ...statusComplaints(evidence),
    ...slotComplaints(evidence),
    ...wordComplaints(evidence),
    ...answerComplaints(evidence),
    ...endComplaints(evidence),
    ...stateComplaints(evidence),
    ...questionComplaints(evidence),
    ...reasonComplaints(evidence),
  ];
}

function statusComplaints(evidence: Evidence): Complaint[] {
  const { ticket, updates } = evidence;
  const status = updates.at(-1)?.status ?? 'SENT_TO_SUPPLIER';
  const wanted = [...new Set(mustBe(evidence))];
  const wrong = wanted.some((one) => one === status)
    ? []
    : [`The ticket is "${ticket.state}" and the platform believes ${status}, not ${wanted.join(' or ')}.`];
  return [...wrong, ...resolutionComplaints(evidence)];
}

/** The reason of the last resolution; clocks that differ can turn two of them round. */
function resolutionComplaints({ ticket, updates, arrived, clocksDiffer }: Evidence): Complaint[] {
  if (ticket.state !== 'resolved' || ticket.reason === undefined) return [];
  const known = updates.at(-1)?.resolutionText;
  const resolutions = arrived.filter(({ shown }) => shown.state === 'resolved').map(({ shown }) => shown.reason);
  const isRight = known === ticket.reason || (clocksDiffer && resolutions.includes(known));
  return isRight ? [] : [`It was resolved with "${ticket.reason}" and the platform reads "${known ?? ''}".`];
}

function slotComplaints({ ticket, updates }: Evidence): Complaint[] {
  if (ticket.isOver || ticket.visits.length === 0) return [];
  const known = updates.at(-1)?.slot?.timeslotStartDateTime;
  const { standing } = ticket;
  const isAt = ({ date, start }: Visit): boolean =>
    known !== undefined && londonInstant(date, start)?.getTime() === Date.parse(known);
  if (standing.some(isAt)) return [];
  return standing.length === 0
    ? []
    : [`A visit stands (${described(standing)}); the platform believes ${known ?? 'none'}.`];
}

function described(visits: readonly Visit[]): string {
  return visits.map(({ key, date, start, is }) => `${key} ${is} ${date} ${start}`).join(', ');
}

/** Every remark once; our own words never; a comment and a finding at least once. */
function wordComplaints({ ticket, updates }: Evidence): Complaint[] {
  // Only the platform sets the states before the acknowledgement: what is said until then is reported with it.
  if (ticket.state === 'pending') return [];
  const notes = updates.flatMap((update) => update.notes);
  const times = (text: string): number => notes.filter((note) => note === text).length;
  const remarks = ticket.remarks.flatMap(({ text, ours, by }) => {
    // After the end nothing is left to confirm, so what the supplier enters of ours may be reported.
    const wanted = ours ? 0 : 1;
    const isRight = times(text) === wanted || (ours && ticket.isOver && times(text) === 1);
    return isRight ? [] : [`"${text}" (by the ${by}) was reported ${times(text)} times, not ${wanted}.`];
  });
  const files = ticket.attachments.filter((name) => notes.filter((note) => note.includes(name)).length !== 1);
  const { comment } = ticket;
  return [
    ...remarks,
    ...files.map((name) => `The attachment ${name} was not reported once.`),
    ...(comment?.by === 'seller' && times(comment.text) === 0
      ? [`The comment "${comment.text}" was never reported.`]
      : []),
  ];
}

const ANSWERS = {
  amendment: ['AMENDED', 'AMENDMENT_REJECTED'],
  cancellation: ['CANCELLED', 'CANCELLATION_REJECTED'],
} as const;

function answerComplaints({ ticket, updates, promised, answered }: Evidence): Complaint[] {
  const isOver = isFinal(updates.at(-1)?.status ?? '');
  const about = (id: number): ReadUpdate[] => updates.filter(({ link }) => link?.id === id);
  const late = promised.flatMap(({ request, id }) => {
    const answers = about(id);
    const fitting = answers.every(({ reasonCode, link }) => {
      return link?.request === request && ANSWERS[request].some((one) => one === reasonCode);
    });
    if (!fitting) return [`The ${request} ${id} was answered by ${answers.map(reasonOf).join(', ')}.`];
    if (answers.length > 1) return [`The ${request} ${id} was answered ${answers.length} times.`];
    if (answers.length === 1) return [];
    if (isOver) return [`The problem ended and the ${request} ${id} was never answered.`];
    // Before the acknowledgement nothing can be reported.
    return ticket.shows(id) && ticket.state !== 'pending'
      ? [`The reports show the amendment ${id}, and it was never answered.`]
      : [];
  });
  const twice = answered.filter((id) => about(id).length > 0);
  return [...late, ...twice.map((id) => `The request ${id} was answered at once and an update answers it again.`)];
}

const reasonOf = ({ reasonCode, status }: ReadUpdate): string => `${reasonCode} ${status}`;

const ABOUT_REQUESTS: ReadonlySet<string> = new Set([...ANSWERS.amendment, 'CANCELLATION_REJECTED']);

/** REJECTED only before ACKNOWLEDGED; a final status is never left, and after it nothing but what was left to say. */
function endComplaints({ updates }: Evidence): Complaint[] {
  const rejectedAt = updates.findIndex(({ status }) => status === 'REJECTED');
  // What the end settles is answered before the update of the end, which is all that leaves the status.
  const end = updates.findIndex(({ status, reasonCode }) => isFinal(status) && !ABOUT_REQUESTS.has(reasonCode));
  const ended = updates[end];
  const bad = updates.slice(end + 1).filter(({ status, reasonCode }) => {
    const repeats = reasonCode === 'CANCELLED' && ended?.reasonCode === 'CANCELLED';
    return status !== ended?.status || !(reasonCode === 'ADDITIONAL' || repeats);
  });
  return [
    ...(rejectedAt > 0 && isAcknowledged(updates.slice(0, rejectedAt))
      ? ['The problem is REJECTED though it was acknowledged before.']
      : []),
    ...(ended === undefined ? [] : bad).map(
      (update) => `After ${ended?.status} the platform was sent ${reasonOf(update)}.`,
    ),
  ];
}

function isFinal(status: string): boolean {
  return FINAL_STATUSES.has(status as ProblemStatus);
}

/** Before the acknowledgement only answers to requests are sent. */
function reportsProblem({ updates = [] }: Evidence['arrived'][number]): boolean {
  return updates.some(({ status }) => status !== 'SENT_TO_SUPPLIER');
}

/** A state that the report before did not show is reported with its status or its word. */
function stateComplaints({ arrived }: Evidence): Complaint[] {
  return arrived.flatMap(({ shown, updates }, at) => {
    const before = arrived.slice(0, at).findLast((one) => one.shown.state !== 'pending')?.shown.state;
    if (updates === undefined || shown.state === before || shown.state === 'pending') return [];
    // Late, and before the acknowledgement: nothing can be reported yet.
    if (!arrived.slice(0, at + 1).some(reportsProblem)) return [];
    const isReported = updates.some((update) => namesState(update, shown.state));
    return isReported
      ? []
      : [
          `"${shown.state}" after "${before ?? 'pending'}" was not reported: ${updates.map(reasonOf).join(', ') || 'no update'}.`,
        ];
  });
}

function namesState({ reasonCode, status, codes, notes, text }: ReadUpdate, state: State): boolean {
  const words = [...codes, ...notes, text ?? ''];
  if (words.some((one) => one.toLowerCase().includes(state))) return true;
  const byStatus = [STATUS_OF[state], ...(state === 'rejected' || state === 'closed' ? ['CANCELLED'] : [])];
  // A visit that is lost, or stands, says more than that the work goes on.
  const byVisit = WORKED_ON.has(state) && (status === 'IN_PROGRESS' || reasonCode === 'REAPPOINT');
  return reasonCode !== 'ADDITIONAL' && (byVisit || byStatus.includes(status));
}

/** The platform's list of reasons names the status that belongs to some of them. */
function reasonComplaints({ updates }: Evidence): Complaint[] {
  return updates.flatMap((update) => {
    const status = STATUS_OF_REASON.get(update.reasonCode);
    return status === undefined || status === update.status ? [] : [`${reasonOf(update)} belongs with ${status}.`];
  });
}

/** The supplier's question is passed on in its own words: what is new, else the reason, else its newest remark. */
function questionComplaints({ arrived }: Evidence): Complaint[] {
  return arrived.flatMap(({ shown, updates }, at) => {
    const asked = updates?.find(({ reasonCode }) => reasonCode === 'INFORMATION_REQUIRED');
    if (asked === undefined) return [];
    // What could not be reported yet is still new.
    const before = arrived.slice(0, at).filter(reportsProblem);
    const possible = questions(
      shown,
      before.map((one) => one.shown),
    );
    // A late report with an earlier comment is reported, and so the present comment once more.
    const again = shown.comment?.by === 'seller' && asked.notes.includes(shown.comment.text) ? shown.comment.text : '';
    return possible.length === 0 || [...possible, again].includes(asked.text ?? '')
      ? []
      : [`The question is "${asked.text ?? ''}", not "${possible.join('" or "')}".`];
  });
}

function questions({ remarks, comment, reason }: Shown, before: readonly Shown[]): string[] {
  const said = (shown: Shown): Remark[] => [...shown.remarks, ...(shown.comment === undefined ? [] : [shown.comment])];
  const known = new Set(before.flatMap(said).map(({ text, at }) => `${at} ${text}`));
  const sellers = (list: readonly Remark[]): Remark[] => list.filter(({ by }) => by === 'seller');
  const fresh = sellers(said({ remarks, comment, reason } as Shown)).filter(
    ({ text, at }) => !known.has(`${at} ${text}`),
  );
  if (fresh.length > 0) return fresh.map(({ text }) => text);
  if (reason !== undefined) return [reason];
  return [...sellers(remarks).slice(-1), ...sellers(comment === undefined ? [] : [comment])].map(({ text }) => text);
}
