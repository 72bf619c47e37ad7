// What becomes of every field of cancellations, verdicts, service tests, and of the gateway's own questions.

import { adds, ignores, leavesOut, type Mapping, maps } from '../../../protocol/mapping-table.js';
import {
  FAULT_DETAILS,
  GIVEN_REFERENCE,
  head,
  OUR_REFERENCE,
  reporterRows,
  supplierReference,
} from './parts.mapping.js';

const NOTHING_ELSE = leavesOut(
  'Only the comment speaks; what is left out stays as it is.',
  ...[
    'endUserContactDetails',
    'serviceAffected',
    'parentFaultReference',
    FAULT_DETAILS,
    'appointment',
    'priorityLevel',
    'updates',
    'attachments',
  ],
);

export const cancelProblem: Mapping = {
  name: 'cancel-problem',
  title: 'Cancel a problem',
  source: 'POST /service-problem-cancellations',
  target: 'amendFaultReport',
  rows: [
    ignores(
      'id',
      'An id of the Fibre Cafe: it makes a repeat recognisable, and stands in the answer and in the KCI about the cancellation.',
    ),
    maps('serviceProblemId', 'buyerFaultReference', OUR_REFERENCE),
    maps('supplierServiceProblemReference', 'maintainerFaultReference', GIVEN_REFERENCE),
    maps(
      'reasonCode',
      'comment/value',
      'CityFibre has no call for it, so the comment asks: `Please cancel this fault report. Reason: …`, the reason in words.',
    ),
    maps('text', 'comment/value', 'On a line of its own.'),
  ],
  added: [
    ...head,
    ...reporterRows,
    supplierReference,
    adds('gateway', ['comment/commentedBy', 'comment/commentedTime'], '`buyer`, and the time of sending.'),
  ],
  unsent: NOTHING_ELSE,
};

/** In a message of its own, before the verdict. */
const NOTE = 'amendFaultReport/comment/value';

export const answerResolution: Mapping = {
  name: 'answer-resolution',
  title: 'Accept or reject a resolution',
  source: 'PATCH /service-problem-resolutions/{id}',
  target: 'resolveResponse',
  rows: [
    maps(
      'id',
      'buyerFaultReference',
      'In the path: our reference of the resolution, or the Fibre Cafe id of the resolved problem; it finds the problem, which is named by our reference of it.',
    ),
    maps(
      'status',
      ['resolveAccepted', 'rejectedReason', NOTE],
      'ACCEPTED is true, REJECTED is false; it decides where the note goes.',
    ),
    maps(
      'tenantNotes',
      ['rejectedReason', NOTE],
      "Of a rejection, as the reason: 36 characters, the tables' limit. What does not fit, and the note of an acceptance, is sent whole before it, as the comment of an amendment.",
    ),
  ],
  added: [
    ...head,
    supplierReference,
    adds('gateway', 'rejectedReason', 'A rejection without a note says "Not resolved; no reason was given."'),
  ],
  unsent: [],
};

export const askForUpdate: Mapping = {
  name: 'ask-for-update',
  title: 'Ask for the whole report again',
  source: 'the gateway itself, for what may have arrived or was missed',
  target: 'requestFaultReportUpdate',
  rows: [],
  added: [
    ...head,
    adds(
      'problem as stored',
      'maintainerFaultReference',
      "CityFibre's reference: required, so that nothing is asked before CityFibre accepted the report (contradiction 39).",
    ),
    adds('problem as stored', 'buyerFaultReference', OUR_REFERENCE),
  ],
  unsent: [],
};

export const testService: Mapping = {
  name: 'test-service',
  title: 'Test a service',
  source: 'POST /service-tests',
  target:
    'nothing: CityFibre has no documented call for it, so 501; by setting 201 and a KCI with the result UNAVAILABLE',
  rows: ['id', 'serviceId', 'serviceSpecification.id', 'serviceSpecification.name', 'problemType'].map((from) =>
    ignores(from, 'Nothing is sent; by setting it stands in the answer and in the KCI.'),
  ),
  added: [],
  unsent: [],
};
