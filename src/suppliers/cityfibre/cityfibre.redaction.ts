// What is personal in CityFibre's messages, by the names of its elements: contacts, places and free text.

import { type PersonalFields, personalFields, redactXml } from '../../protocol/redaction.js';

const PERSONAL: PersonalFields = personalFields(
  'reporterContactDetails',
  'endUserContactDetails',
  'siteAccessContactDetails',
  'faultLocation',
  'siteAccessDetails',
  'description',
  'triageFindings',
  'statusReason',
  'rejectedReason',
  'comment',
  'filename',
  'url',
  // Of appointments.
  'addressKey',
);

export function redactCityfibre(text: string): string {
  return redactXml(text, PERSONAL);
}
