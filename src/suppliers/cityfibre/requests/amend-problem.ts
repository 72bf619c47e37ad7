// amendFaultReport: only what the amendment touches, and what is composed of several fields whole, so that changing one
// does not erase another.

import type { AmendProblem, ProblemDetails } from '../../../domain/request.js';
import { amendedProblem, isEmpty, type ServiceProblem } from '../../../domain/problem.js';
import type { Effect } from '../../../domain/report.js';
import { el, writeRows, type Row } from '../../../protocol/message.js';
import type { XmlTree } from '../../../protocol/xml/xml.js';
import * as parts from './parts.js';

type Source = parts.Source & { change: AmendProblem; amended: ServiceProblem };

const touches = {
  // New notes are a comment of their own; notes that are withdrawn stand in the description.
  description: ({ change, problemKnown }: Source) =>
    problemKnown && (change.problemText !== undefined || isEmpty(change.notes)),
  // A new list of characteristics replaces the one before, and with it the line about access round the clock.
  siteAccess: ({ change, problemKnown, problem }: Source) =>
    problemKnown &&
    (change.hazards !== undefined ||
      change.onSiteRestrictions !== undefined ||
      (change.characteristics !== undefined && (saysAccess(change) || saysAccess(problem)))),
  triage: ({ change, problemKnown }: Source) => problemKnown && change.characteristics !== undefined,
};

function saysAccess({ characteristics }: Pick<ProblemDetails, 'characteristics'>): boolean {
  return characteristics?.some(({ name }) => name === '24HR_ACCESS') === true;
}

const ROWS: readonly Row<Source>[] = [
  ...parts.amendmentHead,
  el('endUserContactDetails', ({ change }) => parts.contact(change.primaryContact)),
  el('faultDetails', [
    el('description', (source) => (touches.description(source) ? parts.description(source.amended) : undefined)),
    el('siteAccessDetails', (source) =>
      touches.siteAccess(source) ? parts.siteAccessDetails(source.amended) : undefined,
    ),
    el('siteAccessContactDetails', siteAccessContact),
    el('triageFindings', (source) =>
      touches.triage(source)
        ? parts.triageFindings(source.amended.characteristics, source.amended.serviceTestReference)
        : undefined,
    ),
  ]),
  el('comment', comment),
  el('appointment', (source) => parts.appointment(source.change, source)),
  el('priorityLevel', ({ change, settings }) =>
    change.escalationRequest === true && settings.escalationPriorityLevel !== undefined
      ? String(settings.escalationPriorityLevel)
      : undefined,
  ),
];

/** The contact for the visit is the secondary one, else the primary one: a new primary contact changes it too. */
function siteAccessContact({ change, amended, problemKnown }: Source): XmlTree | undefined {
  if (change.secondaryContact !== undefined) return parts.contact(change.secondaryContact);
  const fallsBack = problemKnown && change.primaryContact !== undefined && amended.secondaryContact === undefined;
  return fallsBack ? parts.contact(change.primaryContact) : undefined;
}

/** What has no field of its own is said to the supplier's people; so is what can't be written whole without the problem. */
function comment(source: Source): XmlTree | undefined {
  const value = parts.joined(commentLines(source), '\n');
  return value === undefined ? undefined : { value, commentedBy: 'buyer', commentedTime: source.now.toISOString() };
}

function commentLines({ change, problemKnown }: Source): (string | undefined)[] {
  const withoutTheProblem = problemKnown
    ? []
    : [
        parts.line('Problem', change.problemText),
        ...parts.siteAccessLines(change),
        ...parts.characteristicLines(change.characteristics),
        ...clearedLines(change),
      ];
  return [
    isEmpty(change.notes) ? 'Notes: none any more.' : change.notes,
    ...withoutTheProblem,
    ...lastWorked(change),
    change.escalationRequest === true ? 'Escalation requested.' : undefined,
    parts.line('Amendment reference', change.supplierReference),
  ];
}

/** What is cleared of a problem whose other details are not known here, so that no element can be written whole. */
function clearedLines({ hazards, onSiteRestrictions, characteristics }: AmendProblem): string[] {
  const cleared = { Hazards: hazards, Restrictions: onSiteRestrictions, Characteristics: characteristics };
  return Object.entries(cleared).flatMap(([label, value]) => (isEmpty(value) ? [`${label}: none any more.`] : []));
}

/** SERVICE_LAST_WORKED starts the fault in a report; an amendment cannot move the start, so people are told. */
function lastWorked({ characteristics }: AmendProblem): (string | undefined)[] {
  return [parts.line('SERVICE_LAST_WORKED', parts.lastWorked(characteristics)?.toISOString())];
}

function sourceOf(source: parts.Source, change: AmendProblem): Source {
  return { ...source, change, amended: amendedProblem(source.problem, change) };
}

export function writeAmendProblem(source: parts.Source, change: AmendProblem): XmlTree {
  return { amendFaultReport: writeRows(ROWS, sourceOf(source, change)) ?? {} };
}

/** What of a written amendment a later notification can show; other messages show nothing. */
export function amendmentEffects(message: XmlTree): Effect[] {
  const amend = message['amendFaultReport'] as XmlTree | undefined;
  if (amend === undefined) return [];
  const details = (amend['faultDetails'] ?? {}) as XmlTree;
  const marks: [string, XmlTree[string]][] = [
    ['description', details['description']],
    ['siteAccessDetails', details['siteAccessDetails']],
    ['triageFindings', details['triageFindings']],
    ['siteAccessContactDetails', contactText(details['siteAccessContactDetails'] as XmlTree | undefined)],
    ['endUserContactDetails', contactText(amend['endUserContactDetails'] as XmlTree | undefined)],
    ['appointmentReservationKey', (amend['appointment'] as XmlTree | undefined)?.['appointmentReservationKey']],
    ['comment', (amend['comment'] as XmlTree | undefined)?.['value']],
  ];
  return marks.flatMap(([name, value]) => (typeof value === 'string' ? [{ name, value }] : []));
}

export function contactText(contact: { [part: string]: unknown } | undefined): string | undefined {
  if (contact === undefined) return undefined;
  return ['name', 'phone', 'email'].map((part) => (typeof contact[part] === 'string' ? contact[part] : '')).join('|');
}
