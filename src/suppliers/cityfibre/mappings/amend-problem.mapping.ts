// What becomes of every field of an amendment on its way into amendFaultReport.

import { adds, ignores, leavesOut, type Mapping, maps } from '../../../protocol/mapping-table.js';
import {
  appointmentRows,
  contactRows,
  FAULT_DETAILS,
  GIVEN_REFERENCE,
  head,
  OUR_REFERENCE,
  reporterRows,
  SITE_CONTACT,
  supplierReference,
  THEIRS,
} from './parts.mapping.js';

const WHERE_NOT_HELD =
  'where the problem was reported before this gateway was in between, as a line of the comment instead';

export const amendProblem: Mapping = {
  name: 'amend-problem',
  title: 'Amend or escalate a problem',
  source: 'POST /service-problem-amendments',
  target: 'amendFaultReport',
  rows: [
    ignores(
      'id',
      'An id of the Fibre Cafe: it makes a repeat recognisable, and stands in the answer and in the KCI about the amendment.',
    ),
    maps('supplierReference', 'comment/value', 'As a line `Amendment reference: …`.'),
    maps('serviceProblemId', 'buyerFaultReference', OUR_REFERENCE),
    maps('supplierServiceProblemReference', 'maintainerFaultReference', GIVEN_REFERENCE),
    maps(
      'problemText',
      [`${FAULT_DETAILS}/description`, 'comment/value'],
      `As it is, before the problem's notes; ${WHERE_NOT_HELD} (\`Problem: …\`).`,
    ),
    maps(
      'escalationRequest',
      ['comment/value', 'priorityLevel'],
      'True is the line `Escalation requested.`; priorityLevel only if a setting gives the number, because no source says what the numbers mean. False says nothing.',
    ),
    maps(
      'characteristics[SERVICE_LAST_WORKED].value',
      'comment/value',
      'As a line `SERVICE_LAST_WORKED: …`, because an amendment cannot move the start of the fault.',
    ),
    ignores('characteristics[SERVICE_LAST_WORKED].name', 'Said in full in its line.'),
    maps(
      'characteristics[24HR_ACCESS].value',
      [`${FAULT_DETAILS}/siteAccessDetails`, 'comment/value'],
      `With hazards and restrictions, written whole from the amended problem; ${WHERE_NOT_HELD}.`,
    ),
    ignores('characteristics[24HR_ACCESS].name', 'It has a line of its own, so its name need not be said.'),
    ...(['name', 'value'] as const).map((part) =>
      maps(
        `characteristics.${part}`,
        [`${FAULT_DETAILS}/triageFindings`, 'comment/value'],
        `As a line \`NAME: value\`; the list replaces the one before; ${WHERE_NOT_HELD}.`,
      ),
    ),
    ...contactRows(
      'primaryContact',
      ['endUserContactDetails', SITE_CONTACT],
      'The end user; also the contact for the visit, where the problem is known and has no secondary contact.',
    ),
    ...contactRows('secondaryContact', [SITE_CONTACT], 'The contact for the visit.'),
    ...appointmentRows,
    ...(['hazards', 'onSiteRestrictions'] as const).map((from) =>
      maps(
        from,
        [`${FAULT_DETAILS}/siteAccessDetails`, 'comment/value'],
        `One element holds hazards, restrictions and access: written whole from the amended problem, so that changing one does not erase another; ${WHERE_NOT_HELD}.`,
      ),
    ),
    maps(
      'notes',
      ['comment/value', `${FAULT_DETAILS}/description`],
      'As the comment; as a paragraph of the description too, where problemText is amended as well.',
    ),
  ],
  added: [
    ...head,
    ...reporterRows,
    supplierReference,
    adds('gateway', ['comment/commentedBy', 'comment/commentedTime'], '`buyer`, and the time of sending.'),
    adds(
      'problem as stored',
      [`${FAULT_DETAILS}/description`, `${FAULT_DETAILS}/siteAccessDetails`, `${FAULT_DETAILS}/triageFindings`],
      'What the amendment leaves unchanged in an element composed of several fields (notes, hazards, restrictions, service test).',
    ),
    adds('setting escalationPriorityLevel', 'priorityLevel', 'The number of an escalation.'),
  ],
  unsent: [
    ...leavesOut(
      'Northern amendments cannot change it, and what is left out stays as it is.',
      'serviceAffected',
      'parentFaultReference',
      `${FAULT_DETAILS}/type`,
      `${FAULT_DETAILS}/faultStartTime`,
      `${FAULT_DETAILS}/faultLocation`,
      `${FAULT_DETAILS}/triageComplete`,
    ),
    ...THEIRS.filter(({ field }) => field !== `${FAULT_DETAILS}/missedAppointment`),
  ],
};
