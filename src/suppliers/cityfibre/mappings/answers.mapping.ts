// What becomes of every field of CityFibre's answers to problem requests.

import { adds, ignores, type Mapping, maps } from '../../../protocol/mapping-table.js';

const OURS =
  'Says again what was asked, in the samples not even truthfully: the answer is known by the connection it came on (contradictions 43 and 45).';

const echoes = [
  ignores('apiVersion', 'Every sample says 1.0, and nothing depends on it.'),
  ignores('buyerIdentifier', OURS),
  ignores('sentAt', 'The time of the answer is the time it is received.'),
  ignores('messageId', OURS),
];
const ERROR = maps('errorMessage', 'messages', 'As text; a JSON object in it is read as `name: text`. Never cut.');
const CODE = maps(
  'responseCode',
  'status code',
  '401, 408, 421, 425, 429 and 503 say that it was not processed: sent again; another 4xx refuses, whatever the HTTP status says; 501 is not implemented, 502 and 504 are unknown, another 5xx is a failure; else what the status says.',
);
const STATUS = adds(
  'HTTP status',
  'status code',
  '400 (on a report also 403 with its answer) refuses; 401 and 403 are about our access, 408, 421, 425, 429 and 503 mean that it was not processed, redirects, 404, 405 and 410 without an answer that CityFibre did not speak: sent again; 501 is not implemented; 502, 504 and a 503 whose text says so mean that it may have been processed.',
);

const problemAnswer = (name: string, title: string, source: string): Mapping => ({
  name: `${name} answer`,
  title,
  source,
  target: '201, 202, 422 or 500',
  rows: [
    ...echoes,
    ignores('buyerFaultReference', OURS),
    maps(
      'status',
      'status code',
      'rejected, closed or cancelled refuse. Of an amendment: pending, none or an unknown one leaves it undecided (202), any other confirms it (201). Of a report: undecided until a notification. Of a cancellation: cancelled confirms it, all else leaves it undecided.',
    ),
    CODE,
    ERROR,
    ignores('attachments', 'None are sent, so there is nothing to upload; kept in the journal.'),
  ],
  added: [STATUS],
  unsent: [],
});

const verdictAnswer: Mapping = {
  name: 'answer-resolution answer',
  title: 'The answer to a verdict',
  source: 'receivedResolvedResponse',
  target: '200, 422 or 500',
  rows: [
    ...echoes,
    CODE,
    ERROR,
    ignores('resolveAccepted', 'Our own verdict coming back; on its page, not in the schema (contradiction 10).'),
    ignores('buyerFaultReference', 'Our own reference coming back; on its page, not in the schema (contradiction 10).'),
  ],
  added: [STATUS],
  unsent: [],
};

const updateAnswer: Mapping = {
  name: 'ask-for-update answer',
  title: 'The answer to a question for the report',
  source: 'receivedRequestFaultReportUpdate',
  target: 'nothing: the report itself follows as a notification',
  rows: [...['apiVersion', 'buyerIdentifier', 'sentAt', 'messageId', 'responseCode', 'errorMessage']].map((from) =>
    ignores(from, '2xx without a refusing code or a fault says that it was asked; else it is asked again later.'),
  ),
  added: [],
  unsent: [],
};

const fault: Mapping = {
  name: 'fault',
  title: 'A fault in place of an answer',
  source: "Fault, as SOAP 1.1 and 1.2 have it and as CityFibre's pages print it",
  target: '500 SUPPLIER_FAULT, and an alarm',
  rows: [
    ignores(
      'faultcode',
      'The text says more; kept in the journal. Where code or text says that we are not authenticated, it is sent again, with an alarm about access.',
    ),
    maps(
      'faultmessage',
      'alarm',
      'The text of the alarm. A caller reads only that the supplier could not process the request.',
    ),
    maps('faultstring', 'alarm', 'The same, as SOAP 1.1 has it.'),
    maps('Reason/Text', 'alarm', 'The same, as SOAP 1.2 has it.'),
    maps('detail', 'alarm', 'Where there is no other text.'),
    ignores('faultactor', 'Kept in the journal.'),
  ],
  added: [STATUS],
  unsent: [],
};

export const ANSWER_MAPPINGS = [
  problemAnswer('report-problem', 'The answer to a report', 'receivedFaultReport'),
  problemAnswer('amend-problem', 'The answer to an amendment, a cancellation or a note', 'receivedAmendFaultReport'),
  verdictAnswer,
  updateAnswer,
  fault,
];
