// The notes a report gives rise to: everything it tells beside the state itself, each told once.

import type { SupplierNote } from './update.js';
import type { AppointmentFact, Remark, SupplierReport } from './report.js';

/** A note and the key by which it is known to have been told. */
export interface NewNote {
  key: string;
  note: SupplierNote;
}

/** Everything new that is not the state itself: updates, a seller's comment, unforeseen states, facts, appointments. */
export function newNotes(
  { report, receivedAt }: { report: SupplierReport; receivedAt: string },
  reported: readonly string[],
  appointments: AppointmentFact[],
): NewNote[] {
  // A buyer's comment is our own request coming back.
  const remarks = report.comment?.by === 'buyer' ? report.updates : [...report.updates, report.comment];
  const unforeseen =
    report.state === 'unrecognised' ? `The supplier reports the state "${report.stateText ?? ''}".` : undefined;
  const states = [unforeseen, reasonSentence(report)].filter((sentence) => sentence !== undefined);
  const findings = report.findings.filter(({ ours }) => !ours).map(({ sentence }) => sentence);
  const fact = (type: string) => (note: string) => ({ key: note, note: { note, type, created: receivedAt } });
  const notes = [
    ...remarks.filter((remark) => remark !== undefined).map((remark) => newRemark(remark, receivedAt)),
    ...[...states, ...findings, ...report.facts].map(fact('Supplier Information')),
  ].filter(({ key }) => !reported.includes(key));
  return [...notes, ...appointments.map(({ sentence }) => fact('Appointment')(sentence))];
}

export function reasonSentence({ stateReason }: SupplierReport): string | undefined {
  return stateReason === undefined ? undefined : `Reason of the state: ${stateReason}`;
}

function newRemark(remark: Remark, receivedAt: string): NewNote {
  const type = remark.by === 'buyer' ? 'Provider Update' : 'Supplier Update';
  return { key: remarkKey(remark), note: { note: remark.text, type, created: remark.at ?? receivedAt } };
}

/** Updates and comments are the same when author, time and text are. */
export function remarkKey(remark: Remark): string {
  return `${remark.by ?? ''} ${remark.at ?? ''} ${remark.text}`;
}
