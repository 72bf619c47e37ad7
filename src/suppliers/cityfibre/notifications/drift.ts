// Drift: what a notification holds that its schema and field tables do not allow, or lacks what they require. Never refused for it.

import { realReference } from '../../../domain/references.js';
import type { DriftKind, DriftNote } from '../../../domain/report.js';
import { isUnreadableTime } from '../../../protocol/iso-time.js';
import { all, first, truth } from '../../../protocol/reader.js';
import type { XmlElement } from '../../../protocol/xml/xml.js';
import { FAULT_TYPE, isClosureCode } from '../cityfibre.codes.js';
import { codeObjection, type Shape, shapeOf } from '../contract/shapes.js';
import { eventOf } from './event.js';

type Note = Omit<DriftNote, 'event'>;

const SHAPE = shapeOf('notifyFaultReportUpdate');
const FLAGS = [
  'sellerMissedAppointment',
  'Amended',
  'Cancelled',
  'endUserMissedAppointment',
  'endUserPreAgreed',
  'MBORC',
];
/** Times that the gateway reads. The schema also takes an hour that London's clocks skipped. */
const TIMES = [
  ['sentAt'],
  ['updates', 'updatedTime'],
  ['updates', 'update', 'updatedTime'],
  ['comment', 'commentedTime'],
];
const APPOINTMENTS = [['appointment'], ['appointments', 'appointment']];

/** A message of nothing but strangers must not fill the ledger. */
const MOST_NOTES = 100;
const LONGEST_NAME = 200;

/** `charsetContradicted`: its bytes are not in the charset that was named. */
export function driftOf(message: XmlElement, charsetContradicted = false): DriftNote[] {
  const event = eventOf(message);
  const charset: Note[] = charsetContradicted ? [{ kind: 'bad-value', element: 'charset' }] : [];
  const notes = [...charset, ...beyondSchema(message), ...beyondTables(message), ...unreadableTimes(message)];
  const known = new Map(notes.map((note) => [`${note.kind} ${note.element}`, note]));
  return [...known.values()].slice(0, MOST_NOTES).map(({ kind, element }) => {
    return { event, kind, element: element.slice(0, LONGEST_NAME) };
  });
}

/** Exactly what the schema objects to, by the elements it objects to. */
export function beyondSchema(message: XmlElement): Note[] {
  return [...foreignNamespace(message), ...inside(message, SHAPE, [])];
}

/** The messages have no namespace; one on the root is inherited by everything below it. */
function foreignNamespace({ name, namespace }: XmlElement): Note[] {
  return namespace === '' ? [] : [{ kind: 'unknown-element', element: `${name} in a namespace` }];
}

function inside(element: XmlElement, { members, objection }: Shape, path: string[]): Note[] {
  const at = (name: string): string => [...path, name].join('/');
  const value = objection(element.text);
  const notes: Note[] = [
    ...(value === undefined ? [] : [{ kind: value, element: path.join('/') }]),
    ...strangers(element).map((name) => ({ kind: 'unknown-element' as const, element: at(`@${name}`) })),
  ];
  const seen = new Set<string>();
  for (const child of element.children) {
    const member = members?.get(child.name);
    if (member === undefined) notes.push({ kind: 'unknown-element', element: at(child.name) });
    else {
      if (seen.has(child.name) && !member.repeats) notes.push({ kind: 'repeated-element', element: at(child.name) });
      for (const note of inside(child, member.shape, [...path, child.name])) notes.push(note);
    }
    seen.add(child.name);
  }
  for (const [name, { required }] of members ?? []) {
    if (required && !seen.has(name)) notes.push({ kind: 'missing-element', element: at(name) });
  }
  return notes;
}

/** Attributes that are neither declarations of namespaces nor the usual pointer to the schema. */
function strangers({ attributes }: XmlElement): string[] {
  return Object.keys(attributes).filter((name) => !/^(xmlns($|:)|xsi:)/.test(name));
}

/** What the schema lets pass, and the field tables or the gateway's reading of the message do not. */
function beyondTables(message: XmlElement): Note[] {
  const notes: Note[] = [];
  const note = (kind: DriftKind | undefined, ...path: string[]): void => {
    if (kind !== undefined) notes.push({ kind, element: path.join('/') });
  };
  // Lateness is told by it, and half of the published pages leave it out.
  if (first(message, 'sentAt') === undefined) note('missing-element', 'sentAt');
  for (const path of [['faultDetails'], ['faultDetails', 'status']]) {
    if (first(message, ...path) === undefined) note('missing-element', ...path);
  }
  for (const name of ['buyerFaultReference', 'maintainerFaultReference', 'parentFaultReference']) {
    const given = first(message, name);
    if (given !== undefined && realReference(given.text) === undefined) note('placeholder', name);
  }
  for (const type of all(message, 'faultDetails', 'type')) {
    note(codeObjection(Object.values(FAULT_TYPE), type.text.trim()), 'faultDetails', 'type');
  }
  for (const { path, text, allowed } of lettersAndCodes(message)) {
    if (text !== '' && !allowed(text)) note('unknown-value', ...path);
  }
  return notes;
}

function unreadableTimes(message: XmlElement): Note[] {
  return TIMES.filter((path) => all(message, ...path).some((element) => isUnreadableTime(element.text))).map(
    (path) => ({
      kind: 'bad-value',
      element: path.join('/'),
    }),
  );
}

interface Coded {
  path: string[];
  text: string;
  allowed: (text: string) => boolean;
}

/** Values the schema takes as any text: truth in three codings, and the closure codes of the reference page. */
function lettersAndCodes(message: XmlElement): Coded[] {
  const isTruth = (text: string): boolean => truth(text) !== undefined;
  const coded: [string[], (text: string) => boolean][] = [
    ...FLAGS.map((flag): [string[], typeof isTruth] => [['faultDetails', 'missedAppointment', flag], isTruth]),
    ...APPOINTMENTS.map((path): [string[], typeof isTruth] => [[...path, 'appointmentCancelled'], isTruth]),
    ...APPOINTMENTS.map((path): [string[], typeof isTruth] => [[...path, 'appointmentClosureCode'], isClosureCode]),
  ];
  return coded.flatMap(([path, allowed]) =>
    all(message, ...path).map((element) => ({ path, text: element.text.trim(), allowed })),
  );
}
