// What the Fibre Cafe's messages hold beside what goes to a supplier: headers, the gateway's answers, errors and KCIs.

import { adds, type Mapping } from '../../../protocol/mapping-table.js';
import { ABOUT, REPLY_MAPPINGS, SHARED_MEMBERS, RESOLUTION } from './answers.mapping.js';

const errors: Mapping = {
  name: 'errors',
  title: 'Errors',
  source: 'a refusal, by the gateway or by a supplier',
  target: '400, 401, 422, 500, 501 (403 and 503 have no body)',
  rows: [],
  added: [
    adds('gateway', 'uuid', 'A new UUID; it stands in the log line too.'),
    adds(
      'gateway',
      'code',
      'INVALID_REQUEST 422, MALFORMED_REQUEST 400, NOT_AUTHORISED 401, NOT_FOUND 422 for an unknown resolution, SUPPLIER_FAULT 500, NOT_IMPLEMENTED 501.',
    ),
    adds(
      'gateway or supplier',
      'messages',
      "One plain sentence for each reason; a supplier's own text where it refused.",
    ),
  ],
  unsent: [],
};

const PROBLEM = [
  'id',
  'tenant',
  'supplierServiceProblemReference',
  'status',
  'problemType',
  ...SHARED_MEMBERS,
  ...ABOUT,
  'address.id',
  'address.type',
  'serviceTestId',
  'serviceTestReference',
  'parentServiceProblemId',
  'appointmentTimeslot.timeslotStartDateTime',
  'appointmentTimeslot.timeslotEndDateTime',
].map((name) => `serviceProblem.${name}`);

const kci: Mapping = {
  name: 'kci',
  title: 'Every KCI about a problem',
  source: "a supplier's message, or the result of a request",
  target: 'POST /kcis',
  rows: [],
  added: [
    adds(
      'gateway',
      ['id', 'sequenceNumber', 'issuedOn'],
      'Given once: every attempt sends the same bytes. Numbers count without a gap for each problem.',
    ),
    adds('supplier', ['reasonCode', 'problemCode', 'text', 'supplierCodes'], 'By the table of events.'),
    adds(
      'supplier',
      ['supplierNotes.note', 'supplierNotes.type', 'supplierNotes.created'],
      'Everything new beside the state, each told once.',
    ),
    adds(
      'request',
      [
        'serviceProblemAmendmentId',
        'serviceProblemAmendmentReference',
        'serviceProblemCancellationId',
        'serviceProblemCancellationReference',
      ],
      'Which request it answers, if it answers one. The names of these members are a setting.',
    ),
    adds('problem as stored', PROBLEM, 'The whole problem as it was when the KCI was written.'),
    adds(
      'supplier',
      ['supplierReference', ...RESOLUTION].map((name) => `serviceProblemResolution.${name}`),
      'Of a problem that is resolved or completed. Beside the problem or inside it, by setting.',
    ),
  ],
  unsent: [],
};

export const FIBRE_CAFE_MAPPINGS: readonly Mapping[] = [...REPLY_MAPPINGS, errors, kci];
