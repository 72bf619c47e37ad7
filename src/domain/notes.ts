// The notes a report gives rise to: everything new beside the state itself.

import type { SupplierNote } from './update.js';
import type { AppointmentFact, Remark, SupplierReport } from './report.js';
import type { ReportedState } from './reported-state.js';

/** What of a report differs from what was reported last, beside the state and the appointments. */
export interface NewThings {
  updates: Remark[];
  comment: Remark | undefined;
  /** Name and value of single things, and their sentences. */
  things: Thing[];
}

interface Thing {
  name: string;
  value: string;
  sentence: string;
  /** Our own words coming back: remembered, not reported. */
  ours: boolean;
}

const REASON = 'reason';
const COMMENT = 'comment';

export function newThings(report: SupplierReport, reported: ReportedState): NewThings {
  const { comment } = report;
  const isNew = comment !== undefined && isSuppliers(comment) && !isKnown(comment, reported);
  const listed = report.updates.some((update) => comment !== undefined && remarkKey(update) === remarkKey(comment));
  return {
    updates: report.updates.filter((remark) => !reported.remarks.includes(remarkKey(remark))),
    comment: isNew && !listed ? comment : undefined,
    things: thingsOf(report).filter(({ name, value }) => reported.things[name] !== value),
  };
}

/** A buyer's comment is our own request coming back. */
function isSuppliers({ by, ours }: Remark): boolean {
  return by !== 'buyer' && ours !== true;
}

function isKnown(comment: Remark, { things, remarks }: ReportedState): boolean {
  return things[COMMENT] === remarkKey(comment) || remarks.includes(remarkKey(comment));
}

function thingsOf({ state, stateText, stateReason, findings, facts }: SupplierReport): Thing[] {
  const word = stateText ?? '';
  const unforeseen =
    state === 'unrecognised'
      ? [{ name: 'state', value: word, sentence: `The supplier reports the state "${word}".`, ours: false }]
      : [];
  const reason =
    stateReason === undefined
      ? []
      : [{ name: REASON, value: stateReason, sentence: `Reason of the state: ${stateReason}`, ours: false }];
  return [
    ...unforeseen,
    ...reason,
    ...findings.map(({ name, value, sentence, ours }) => ({ name: `finding ${name}`, value, sentence, ours })),
    ...facts.map(({ thing, sentence }) => ({ name: `fact ${thing}`, value: sentence, sentence, ours: false })),
  ];
}

export function hasNews({ updates, comment, things }: NewThings): boolean {
  return updates.some(({ ours }) => ours !== true) || comment !== undefined || things.some(({ ours }) => !ours);
}

/** `textIsReason`: the reason of the state is the text already. */
export function notesOf(
  { updates, comment, things }: NewThings,
  appointments: AppointmentFact[],
  { receivedAt, textIsReason }: { receivedAt: string; textIsReason: boolean },
): SupplierNote[] {
  const remarks = [...updates.filter(({ ours }) => ours !== true), ...(comment === undefined ? [] : [comment])];
  const note = (sentence: string, type: string): SupplierNote => ({ note: sentence, type, created: receivedAt });
  return [
    ...remarks.map((remark) => ({
      note: remark.text,
      type: remark.by === 'buyer' ? 'Provider Update' : 'Supplier Update',
      created: remark.at ?? receivedAt,
    })),
    ...things
      .filter(({ name, ours }) => !ours && !(name === REASON && textIsReason))
      .map(({ sentence }) => note(sentence, 'Supplier Information')),
    ...appointments.map(({ sentence }) => note(sentence, 'Appointment')),
  ];
}

export function remembered(report: SupplierReport, reported: ReportedState): Pick<ReportedState, 'things' | 'remarks'> {
  const { comment } = report;
  const things = Object.fromEntries(thingsOf(report).map(({ name, value }) => [name, value]));
  const said = comment !== undefined && isSuppliers(comment) ? { [COMMENT]: remarkKey(comment) } : {};
  return {
    things: { ...reported.things, ...things, ...said },
    remarks: [...new Set([...reported.remarks, ...report.updates.map(remarkKey)])],
  };
}

/** What the supplier says newest: of what is new, else of everything. */
export function newestNew({ updates, comment }: NewThings): string | undefined {
  return newest(updates, comment);
}

export function newestOld({ updates, comment }: SupplierReport): string | undefined {
  return newest(updates, comment);
}

/** The comment counts as the newest, unless times say otherwise. */
function newest(updates: Remark[], comment: Remark | undefined): string | undefined {
  const update = updates.findLast(isSuppliers);
  if (comment === undefined || !isSuppliers(comment)) return update?.text;
  const isOlder =
    update?.at !== undefined && comment.at !== undefined && Date.parse(comment.at) < Date.parse(update.at);
  return isOlder ? update.text : comment.text;
}

/** Updates and comments are the same when author, time and text are. */
function remarkKey(remark: Remark): string {
  return `${remark.by ?? ''} ${remark.at ?? ''} ${remark.text}`;
}
