// Reads CityFibre's answer to a request: what it said, and which of the seven outcomes that is.

import type { Operation } from '../../../domain/request.js';
import type { Outcome, SupplierSaid } from '../../../domain/outcome.js';
import { first, integer, text } from '../../../protocol/reader.js';
import { unwrap } from '../../../protocol/soap.js';
import type { Reply } from '../../../protocol/http/transport.js';
import { retryAfter } from '../../../resilience/retry-after.js';
import { charsetOf, readXml, type XmlElement } from '../../../protocol/xml/xml.js';
import { ANSWER_STATE, faultState } from '../cityfibre.codes.js';

/** The root CityFibre answers each request with. */
const ANSWER_ROOT: Partial<Record<Operation, string>> = {
  'report-problem': 'receivedFaultReport',
  'amend-problem': 'receivedAmendFaultReport',
  'cancel-problem': 'receivedAmendFaultReport',
  'answer-resolution': 'receivedResolvedResponse',
};

type Answered = Extract<Reply, { kind: 'answered' }>;

type Body = { kind: 'message'; message: XmlElement } | { kind: 'fault'; text: string } | { kind: 'unreadable' };

export function readAnswer(operation: Operation, reply: Reply): Outcome {
  if (reply.kind === 'not-sent') {
    return { kind: 'queued', why: reply.why, credentials: reply.credentials, retryAfterMs: undefined };
  }
  if (reply.kind === 'maybe-sent') return { kind: 'unknown', why: reply.why };
  return byStatus(operation, reply) ?? byBody(operation, reply);
}

/** HTTP statuses that decide by themselves. */
function byStatus(operation: Operation, reply: Answered): Outcome | undefined {
  const { status } = reply;
  const why = `CityFibre answered HTTP ${status}`;
  const queued = (credentials: boolean): Outcome => ({
    kind: 'queued',
    why,
    credentials,
    retryAfterMs: retryAfter(reply.headers['retry-after']),
  });
  switch (status) {
    case 401:
      return queued(true);
    case 403:
      // On a report 403 is the appointment validator's refusal; elsewhere it is about our access.
      return operation === 'report-problem' ? refused(operation, reply) : queued(true);
    case 429:
    case 503:
      return queued(false);
    case 502:
    case 504:
      return { kind: 'unknown', why };
    case 400:
      return refused(operation, reply);
    default:
      return undefined;
  }
}

function byBody(operation: Operation, reply: Answered): Outcome {
  const body = readBody(operation, reply);
  const why = `CityFibre answered HTTP ${reply.status}`;
  if (body.kind === 'fault')
    return { kind: 'failed', why: `${why} with a fault: ${body.text}`, said: hasNoWords(reply) };
  if (body.kind === 'message') return byMessage(operation, reply, body.message);
  return isOurFault(reply.status)
    ? { kind: 'failed', why, said: hasNoWords(reply) }
    : { kind: 'unknown', why: `${why} and a body that cannot be read` };
}

/** Any refusal among HTTP status, `status` and `responseCode` wins. */
function byMessage(operation: Operation, reply: Answered, message: XmlElement): Outcome {
  const said = supplierWords(reply, message);
  const why = `CityFibre answered HTTP ${reply.status}`;
  const state = faultState.decode(said.status);
  const verdict = verdictOf(operation, state);
  const code = said.responseCode ?? reply.status;
  if (verdict === 'refused' || (code >= 400 && code < 500)) return rejectedBy(said);
  if (isOurFault(reply.status) || code >= 500) return { kind: 'failed', why, said };
  if (reply.status >= 500) return { kind: 'unknown', why: `${why} with a message that tells success` };
  return takesEffect(operation, state) ? { kind: 'done', said } : { kind: 'accepted', said };
}

type AnswerState = keyof typeof ANSWER_STATE | undefined;

/** "Cancelled" is a refusal of anything but a cancellation. A state nobody documented decides nothing. */
function verdictOf(operation: Operation, state: AnswerState): 'effective' | 'undecided' | 'refused' {
  if (operation === 'cancel-problem' && state === 'cancelled') return 'effective';
  return state === undefined ? 'undecided' : ANSWER_STATE[state];
}

/**
 * A report's answer carries no supplier reference yet: the notification "accepted" settles it. That a cancellation was
 * read is not that it was followed. The answer to a verdict has no state: success is all it says.
 */
function takesEffect(operation: Operation, state: AnswerState): boolean {
  switch (operation) {
    case 'answer-resolution':
      return true;
    case 'cancel-problem':
      return state === 'cancelled';
    case 'amend-problem':
      return verdictOf(operation, state) === 'effective';
    default:
      return false;
  }
}

/** Redirects and client errors other than those `byStatus` knows: we call the wrong address, or in the wrong way. */
function isOurFault(status: number): boolean {
  return status >= 300 && status < 500;
}

function refused(operation: Operation, reply: Answered): Outcome {
  const body = readBody(operation, reply);
  if (body.kind === 'message') return rejectedBy(supplierWords(reply, body.message));
  return rejectedBy({ ...hasNoWords(reply), text: body.kind === 'fault' ? body.text : undefined });
}

function rejectedBy(said: SupplierSaid): Outcome {
  const reason =
    said.text ?? `The supplier refused the request${said.status === undefined ? '' : ` (${said.status})`}.`;
  return { kind: 'rejected', reasons: [reason], problemCode: 'INVALID_REQUEST', said };
}

function readBody(operation: Operation, reply: Answered): Body {
  return readRoot(ANSWER_ROOT[operation], reply);
}

function readRoot(expected: string | undefined, { body, headers }: Answered): Body {
  let root: XmlElement;
  try {
    root = readXml(body, charsetOf(headers['content-type']));
  } catch {
    return { kind: 'unreadable' };
  }
  const { message } = unwrap(root);
  if (message === undefined) return { kind: 'unreadable' };
  if (message.name.toLowerCase() === 'fault') return { kind: 'fault', text: faultText(message) };
  return message.name === expected ? { kind: 'message', message } : { kind: 'unreadable' };
}

/** SOAP 1.1 says faultstring, CityFibre's pages faultmessage, SOAP 1.2 Reason/Text: whichever is there. */
function faultText(fault: XmlElement): string {
  const texts = [
    text(fault, 'faultmessage'),
    text(fault, 'faultstring'),
    text(fault, 'Reason', 'Text'),
    text(fault, 'detail'),
  ];
  return texts.find((candidate) => candidate !== undefined) ?? 'no text';
}

function supplierWords(reply: Answered, message: XmlElement): SupplierSaid {
  return {
    httpStatus: reply.status,
    status: text(message, 'status'),
    responseCode: integer(message, 'responseCode'),
    text: errorText(message),
  };
}

function hasNoWords(reply: Answered): SupplierSaid {
  return { httpStatus: reply.status, status: undefined, responseCode: undefined, text: undefined };
}

/** Text, or elements below it, or a JSON object as text: the one published example is of the last kind. */
function errorText(message: XmlElement): string | undefined {
  const element = first(message, 'errorMessage');
  if (element === undefined) return undefined;
  const plain = element.text.trim();
  if (plain === '') {
    const below = element.children.map((child) => `${child.name}: ${child.text.trim()}`).join('; ');
    return below === '' ? undefined : below;
  }
  try {
    const parsed: unknown = JSON.parse(plain);
    if (typeof parsed !== 'object' || parsed === null) return plain;
    return Object.entries(parsed)
      .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('; ');
  } catch {
    return plain;
  }
}

/** An answer to an appointment request: the message, or the outcome that its absence is. */
export function readAppointmentAnswer(reply: Reply, root: string): XmlElement | Outcome {
  if (reply.kind !== 'answered') return readAnswer('list-appointments', reply);
  const decided = reply.status === 400 ? undefined : byStatus('list-appointments', reply);
  if (decided !== undefined) return decided;
  const why = `CityFibre answered HTTP ${reply.status}`;
  const body = readRoot(root, reply);
  if (body.kind === 'message' && reply.status < 300) return body.message;
  if (body.kind === 'fault' || isOurFault(reply.status)) {
    return {
      kind: 'failed',
      why: body.kind === 'fault' ? `${why} with a fault: ${body.text}` : why,
      said: hasNoWords(reply),
    };
  }
  return { kind: 'unknown', why: `${why} and a body that cannot be read` };
}
