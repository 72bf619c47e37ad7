// Reads one note of an incident (IncidentNotification) by the table in the tenant's settings: names differ by installation.

import type { AppointmentFact, Remark, SupplierReport, SupplierState } from '../../../domain/report.js';
import { NOTE_STATES, NOTE_VISITS } from '../abillity.codes.js';
import type { AbillitySettings, NoteRow } from '../abillity.settings.js';
import { isUnreadableTime, readInstant } from '../../../protocol/iso-time.js';
import { londonTime } from '../../../protocol/london-time.js';

export interface IncidentNote {
  NotificationID: number;
  DateTime: string | undefined;
  ActionID: number | undefined;
  Subject: string | undefined;
  CreatedBy: string | undefined;
  Notes: string | undefined;
}

/** States that end something: their KCI tells the note as its own text. */
const SAID_AS_REASON: ReadonlySet<SupplierState> = new Set(['rejected', 'resolved', 'closed', 'cancelled']);

export function readNote(note: IncidentNote, incident: string | undefined, settings: AbillitySettings): SupplierReport {
  const row = settings.notes.find((candidate) => fits(candidate, note));
  const instant = readInstant(note.DateTime);
  const visit = visitOf(row, note, instant);
  const state = visit === undefined ? stateOf(row) : stateAfter(visit);
  const asReason = SAID_AS_REASON.has(state);
  const at = instant?.toISOString();
  return {
    messageId: String(note.NotificationID),
    sentAt: at,
    // Local times run back over the end of summer time.
    reportNumber: note.NotificationID,
    supplierReference: incident,
    state,
    stateText: note.Subject,
    stateReason: asReason ? words(note) : undefined,
    appointments: visit === undefined ? [] : [visit],
    updates: asReason || visit !== undefined ? [] : [remark(note, at, settings)],
    comment: undefined,
    facts: [],
    findings: [],
    observedEffects: [],
    resolutionCode: row?.resolutionCode ?? settings.resolutionCode,
    drift: isUnreadableTime(note.DateTime) ? [{ event: 'note', kind: 'bad-value', element: 'DateTime' }] : [],
  };
}

function fits({ actionId, subject, notes, createdBy }: NoteRow, note: IncidentNote): boolean {
  const within = (part: string | undefined, whole: string | undefined): boolean =>
    part === undefined || (whole ?? '').toLowerCase().includes(part.toLowerCase());
  return (
    (actionId === undefined || actionId === note.ActionID) &&
    within(subject, note.Subject) &&
    within(notes, note.Notes) &&
    (createdBy === undefined || createdBy.toLowerCase() === note.CreatedBy?.toLowerCase())
  );
}

function stateOf(row: NoteRow | undefined): SupplierState {
  return NOTE_STATES.find((state) => state === row?.means) ?? 'unsaid';
}

/** A visit that went well says that the work goes on; one that was lost says nothing of the state. */
function stateAfter({ problemCode }: AppointmentFact): SupplierState {
  return problemCode === undefined ? 'in-progress' : 'unsaid';
}

function visitOf(row: NoteRow | undefined, note: IncidentNote, instant: Date | undefined): AppointmentFact | undefined {
  const event = NOTE_VISITS[row?.means ?? ''];
  if (event === undefined) return undefined;
  const isGood = event === 'confirmed' || event === 'completed';
  return {
    event,
    slot: undefined,
    problemCode: isGood ? undefined : 'OTHER',
    supplierCodes: note.ActionID === undefined ? [] : [String(note.ActionID)],
    // With its time: the same words about another day are another visit.
    sentence: instant === undefined ? words(note) : `${words(note)} (${minuteOf(instant)})`,
  };
}

function minuteOf(instant: Date): string {
  const { date, time } = londonTime(instant);
  return `${date} ${time}`;
}

function remark(note: IncidentNote, at: string | undefined, { ourNames }: AbillitySettings): Remark {
  const isOurs = ourNames.some((name) => name.toLowerCase() === note.CreatedBy?.toLowerCase());
  return { text: words(note), by: isOurs ? 'buyer' : 'seller', at };
}

/** A time that cannot be read stays in the text, as the supplier wrote it. */
function words({ Subject, Notes, DateTime }: IncidentNote): string {
  const said = [Subject, Notes].filter((text) => text !== undefined);
  const text = said.length === 0 ? 'The supplier noted something without a text.' : said.join(': ');
  return isUnreadableTime(DateTime) ? `${text} (time as given: ${DateTime})` : text;
}
