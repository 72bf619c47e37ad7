// What is personal in the messages of the Fibre Cafe: names, phones, e-mail addresses, places and free text.

import { type PersonalFields, personalFields, redactJson, redactQuery, redactValue } from '../../protocol/redaction.js';

const PERSONAL: PersonalFields = personalFields(
  'primaryContact',
  'secondaryContact',
  'address',
  'problemText',
  'notes',
  'note',
  'text',
  'tenantNotes',
  'hazards',
  'onSiteRestrictions',
  'resolutionText',
  // Values of characteristics are free text.
  'value',
);

/** A request's body or query, an answer, or a KCI. */
export function redactFibreCafe(text: string): string {
  return /^\s*[[{]/.test(text) || !/^[\w%.-]+=/.test(text) ? redactJson(text, PERSONAL) : redactQuery(text, PERSONAL);
}

/** The same for what we keep in the Fibre Cafe's words. */
export function redactStored(value: unknown): unknown {
  return redactValue(value, PERSONAL);
}
