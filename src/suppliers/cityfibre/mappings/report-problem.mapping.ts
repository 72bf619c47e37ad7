// What becomes of every field of a report on its way into addFaultReport.

import { adds, ignores, leavesOut, type Mapping, maps } from '../../../protocol/mapping-table.js';
import {
  appointmentRows,
  contactRows,
  FAULT_DETAILS,
  head,
  OUR_REFERENCE,
  reporterRows,
  SITE_CONTACT,
  THEIRS,
} from './parts.mapping.js';

export const reportProblem: Mapping = {
  name: 'report-problem',
  title: 'Report a problem',
  source: 'POST /service-problems',
  target: 'addFaultReport',
  rows: [
    maps('id', 'buyerFaultReference', OUR_REFERENCE),
    maps(
      'problemType',
      `${FAULT_DETAILS}/type`,
      'OUTAGE is Service Outage, PERFORMANCE is Performance Issue; STABILITY, SYNCHRONISATION, CUSTOMER and CPE are Impaired Service.',
    ),
    maps('problemText', `${FAULT_DETAILS}/description`, 'As it is.'),
    maps('notes', `${FAULT_DETAILS}/description`, 'As a further paragraph, after an empty line.'),
    maps('serviceId', 'serviceAffected', 'As it is.'),
    ignores(
      'serviceSpecification.id',
      'It may choose the supplier; CityFibre knows the service by serviceAffected alone.',
    ),
    ignores('serviceSpecification.name', 'A name for people; CityFibre knows the service by serviceAffected alone.'),
    maps('address.type', `${FAULT_DETAILS}/faultLocation`, 'Before the id, with a blank between: `UPRN 200004033694`.'),
    maps('address.id', `${FAULT_DETAILS}/faultLocation`, 'After its type, with a blank between.'),
    ignores('serviceTestId', 'An id of the Fibre Cafe; the test is named by its reference.'),
    maps(
      'serviceTestReference',
      [`${FAULT_DETAILS}/triageComplete`, `${FAULT_DETAILS}/triageFindings`],
      'A test that is named makes triageComplete true, and stands in the findings as `Service test: …`.',
    ),
    maps('parentServiceProblemId', 'parentFaultReference', 'As our reference of that problem: `<Tenant>-<id>`.'),
    maps(
      'characteristics[SERVICE_LAST_WORKED].value',
      `${FAULT_DETAILS}/faultStartTime`,
      'As UTC, where it is a time; else the fault starts when the report was received.',
    ),
    ignores('characteristics[SERVICE_LAST_WORKED].name', 'It has an element of its own, so its name need not be said.'),
    maps('characteristics[24HR_ACCESS].value', `${FAULT_DETAILS}/siteAccessDetails`, 'As a line `24 hour access: …`.'),
    ignores('characteristics[24HR_ACCESS].name', 'It has a line of its own, so its name need not be said.'),
    maps('characteristics.name', `${FAULT_DETAILS}/triageFindings`, 'As a line `NAME: value`.'),
    maps('characteristics.value', `${FAULT_DETAILS}/triageFindings`, 'As a line `NAME: value`.'),
    ...contactRows(
      'primaryContact',
      ['endUserContactDetails', SITE_CONTACT],
      'The end user; also the contact for the visit where no secondary contact is given.',
    ),
    ...contactRows('secondaryContact', [SITE_CONTACT], 'The contact for the visit.'),
    ...appointmentRows,
    maps('hazards', `${FAULT_DETAILS}/siteAccessDetails`, 'As a line `Hazards: …`.'),
    maps('onSiteRestrictions', `${FAULT_DETAILS}/siteAccessDetails`, 'As a line `Restrictions: …`.'),
  ],
  added: [
    ...head,
    ...reporterRows,
    adds(
      'gateway',
      [
        `${FAULT_DETAILS}/faultStartTime`,
        `${FAULT_DETAILS}/faultLocation`,
        `${FAULT_DETAILS}/siteAccessDetails`,
        `${FAULT_DETAILS}/triageComplete`,
        `${FAULT_DETAILS}/triageFindings`,
      ],
      'The schema requires it; where the caller gave nothing: the time of receipt, false, or a truthful sentence such as "No address was given."',
    ),
    adds(
      'setting reporter',
      [`${SITE_CONTACT}/name`, `${SITE_CONTACT}/phone`],
      'Where no contact is given at all: the schema requires one.',
    ),
  ],
  unsent: [
    ...leavesOut(
      "CityFibre's reference does not exist before it accepted the report (contradictions 8 and 41).",
      'maintainerFaultReference',
    ),
    ...THEIRS,
    ...leavesOut("The problem's own text is the description; a comment is for amendments.", 'comment'),
    ...leavesOut('No source says what the numbers mean.', 'priorityLevel'),
    ...leavesOut(
      'Shared with notifications; without meaning in a report (contradictions 8 and 56).',
      'errorMessage',
      'resolveAccepted',
      'lateRepairNotification',
    ),
  ],
};
