// What is personal or secret in aBILLity's messages, JSON and XML: contacts, telephone numbers, free text, credentials.

import { type PersonalFields, personalFields, redactJson, redactXml } from '../../protocol/redaction.js';

const PERSONAL: PersonalFields = personalFields(
  'ContactName',
  'ContactTelephone',
  'ContactEmail',
  // The line is a telephone number; so are those of sample calls.
  'CLI',
  'SampleCallData',
  'DivertToNumber',
  'PIN',
  'UserName',
  'Password',
  'SessionToken',
  'Token',
  'Summary',
  'AccessDetails',
  'HazardNotes',
  'Notes',
  'CreatedBy',
);

export function redactAbillity(text: string): string {
  return /^\s*</.test(text) ? redactXml(text, PERSONAL) : redactJson(text, PERSONAL);
}
