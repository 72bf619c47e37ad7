// Reads CityFibre's answer to a request: what it said, and which of the seven outcomes that is.

import type { Operation } from '../../../domain/request.js';
import type { Outcome, SupplierSaid } from '../../../domain/outcome.js';
import { first, integer, text } from '../../../protocol/reader.js';
import { unwrap } from '../../../protocol/soap.js';
import { type Answered, meaningOf, type StatusMeaning } from '../../../protocol/http/status-meaning.js';
import type { Reply } from '../../../protocol/http/transport.js';
import { retryAfter } from '../../../resilience/retry-after.js';
import type { XmlElement } from '../../../protocol/xml/xml.js';
import { readXmlBody } from '../../../protocol/xml/xml-body.js';
import { ANSWER_STATE, faultState } from '../cityfibre.codes.js';

/** The root CityFibre answers each request with. */
const ANSWER_ROOT: Partial<Record<Operation, string>> = {
  'report-problem': 'receivedFaultReport',
  'amend-problem': 'receivedAmendFaultReport',
  'cancel-problem': 'receivedAmendFaultReport',
  'answer-resolution': 'receivedResolvedResponse',
};

/** Who speaks in a body: CityFibre with the answer, CityFibre with a fault, nobody legibly, or something in its place. */
type Body =
  | { kind: 'message'; message: XmlElement }
  | { kind: 'fault'; code: string; text: string }
  /** Empty, cut off, or XML that is no answer to what was asked. */
  | { kind: 'unreadable' }
  /** A page, JSON or plain text. */
  | { kind: 'foreign' };

/** Codes that say of a message what the same HTTP status says: the request was not processed. */
const NOT_PROCESSED_CODES: ReadonlySet<number> = new Set([408, 421, 425, 429, 503]);

/** The README of this folder prints what comes of every answer. */
export function readAnswer(operation: Operation, reply: Reply): Outcome {
  if (reply.kind !== 'answered') return withoutAnswer(reply);
  const body = readRoot(ANSWER_ROOT[operation], reply);
  if (body.kind === 'message') return byMessage(operation, reply, body.message);
  return byMeaning(reply, meaningOf(reply)) ?? byBody(operation, reply, body);
}

function withoutAnswer(reply: Exclude<Reply, Answered>): Outcome {
  if (reply.kind === 'maybe-sent') return { kind: 'unknown', why: reply.why };
  return { kind: 'queued', why: reply.why, credentials: reply.credentials, retryAfterMs: undefined };
}

/** What an HTTP status decides by itself. */
function byMeaning(reply: Answered, meaning: StatusMeaning | undefined): Outcome | undefined {
  switch (meaning) {
    case 'access-refused':
      return queued(reply, ACCESS);
    case 'not-processed':
      return queued(reply);
    case 'no-verdict':
      return queued(reply, NO_VERDICT);
    case 'maybe-processed':
      return { kind: 'unknown', why: whyOf(reply) };
    case 'not-implemented':
      return { kind: 'not-implemented', why: whyOf(reply) };
    case undefined:
      return undefined;
  }
}

function queued(reply: Answered, alarm: { credentials?: boolean; noVerdict?: boolean } = {}): Outcome {
  const retryAfterMs = retryAfter(reply.headers['retry-after']);
  return { kind: 'queued', why: whyOf(reply), credentials: false, retryAfterMs, ...alarm };
}

const ACCESS = { credentials: true };
const NO_VERDICT = { noVerdict: true };

function whyOf({ status }: Answered): string {
  return `CityFibre answered HTTP ${status}`;
}

/** A fault names the supplier's insides, and a page is not its word: neither is a refusal that a caller could act on. */
function byBody(operation: Operation, reply: Answered, body: Exclude<Body, { kind: 'message' }>): Outcome {
  if (body.kind === 'fault') return byFault(reply, body);
  const { status } = reply;
  const isClientError = status >= 400 && status < 500;
  if (!isClientError)
    return { kind: 'unknown', why: `${whyOf(reply)} and a body that cannot be read${faultOf(reply)}` };
  if (body.kind === 'foreign') return queued(reply, NO_VERDICT);
  if (status === 400 && ANSWER_ROOT[operation] !== undefined) return rejectedBy(withoutWords(reply));
  return { kind: 'failed', why: whyOf(reply), said: withoutWords(reply) };
}

function faultOf({ bodyFault }: Answered): string {
  return bodyFault === undefined ? '' : `: ${bodyFault}`;
}

/** SOAP sends every fault under 500, so that a refused certificate need not come as 401 or 403. */
const ACCESS_FAULT =
  /unauthenticated|unauthori[sz]ed|not authori[sz]ed|failed ?authentication|authentication (failed|required)/i;

function byFault(reply: Answered, fault: Extract<Body, { kind: 'fault' }>): Outcome {
  if (ACCESS_FAULT.test(`${fault.code} ${fault.text}`)) return queued(reply, ACCESS);
  return { kind: 'failed', why: `${whyOf(reply)} with a fault: ${fault.text}`, said: withoutWords(reply) };
}

/** Any refusal among HTTP status, `status` and `responseCode` wins. */
function byMessage(operation: Operation, reply: Answered, message: XmlElement): Outcome {
  const said = supplierWords(reply, message);
  const meaning = meaningOf(reply);
  if (meaning === 'access-refused') {
    // On a report, 403 with CityFibre's message is its appointment validator; all else is about our access.
    return operation === 'report-problem' && reply.status === 403 ? rejectedBy(said) : queued(reply, ACCESS);
  }
  if (meaning === 'not-implemented') return { kind: 'not-implemented', why: whyOf(reply) };
  const state = faultState.decode(said.status);
  const verdict = verdictOf(operation, state);
  return byCode(reply, said, verdict) ?? byMessageStatus(operation, reply, said, state);
}

/** What `responseCode` and `status` say against the request. */
function byCode(reply: Answered, said: SupplierSaid, verdict: Verdict): Outcome | undefined {
  const code = said.responseCode ?? 0;
  if (code === 401) return queued(reply, ACCESS);
  if (NOT_PROCESSED_CODES.has(code)) return queued(reply);
  const isRefused = reply.status === 400 || verdict === 'refused' || (code >= 400 && code < 500);
  if (isRefused) return rejectedBy(said);
  const why = `${whyOf(reply)} with the code ${code}`;
  if (code === 501) return { kind: 'not-implemented', why };
  if (code === 502 || code === 504) return { kind: 'unknown', why };
  return code >= 500 ? { kind: 'failed', why, said } : undefined;
}

/** The message refuses nothing: what the HTTP status makes of it. */
function byMessageStatus(operation: Operation, reply: Answered, said: SupplierSaid, state: AnswerState): Outcome {
  const { status } = reply;
  if (status < 300) return takesEffect(operation, state) ? { kind: 'done', said } : { kind: 'accepted', said };
  const tellsSuccess = state !== undefined || (said.responseCode ?? 0) >= 200;
  const isNotProcessed = meaningOf(reply) === 'not-processed';
  if (isNotProcessed && !tellsSuccess) return queued(reply);
  if (!isNotProcessed && status >= 400 && status < 500) return rejectedBy(said);
  return { kind: 'unknown', why: `${whyOf(reply)} with a message that does not refuse` };
}

type AnswerState = keyof typeof ANSWER_STATE | undefined;

type Verdict = 'effective' | 'undecided' | 'refused';

/** "Cancelled" is a refusal of anything but a cancellation. A state nobody documented decides nothing. */
function verdictOf(operation: Operation, state: AnswerState): Verdict {
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

function rejectedBy(said: SupplierSaid): Outcome {
  const reason =
    said.text ?? `The supplier refused the request${said.status === undefined ? '' : ` (${said.status})`}.`;
  return { kind: 'rejected', reasons: [reason], problemCode: 'INVALID_REQUEST', said };
}

/** Undefined: no message is expected, as after an operation that has none. */
function readRoot(expected: string | undefined, reply: Answered): Body {
  const { body, headers } = reply;
  let root: XmlElement;
  try {
    root = readXmlBody(body, headers['content-type']).root;
  } catch {
    return { kind: isForeign(reply) ? 'foreign' : 'unreadable' };
  }
  const { message } = unwrap(root);
  const name = message?.name.toLowerCase();
  if (message === undefined || name === 'html') return { kind: name === 'html' ? 'foreign' : 'unreadable' };
  if (name === 'fault') return { kind: 'fault', code: faultCode(message), text: faultText(message) };
  return message.name === expected ? { kind: 'message', message } : { kind: 'unreadable' };
}

/** Not even an attempt at CityFibre's XML. */
function isForeign({ body, bodyFault }: Answered): boolean {
  if (bodyFault !== undefined) return false;
  const start = body
    .subarray(0, 200)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  return start !== '' && (!start.startsWith('<') || /^<(!doctype )?html/i.test(start));
}

function faultCode(fault: XmlElement): string {
  return text(fault, 'faultcode') ?? text(fault, 'Code', 'Subcode', 'Value') ?? '';
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

function withoutWords(reply: Answered): SupplierSaid {
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
  if (reply.kind !== 'answered') return withoutAnswer(reply);
  const body = readRoot(root, reply);
  if (body.kind !== 'message') return byMeaning(reply, meaningOf(reply)) ?? byBody('list-appointments', reply, body);
  if (reply.status < 300) return body.message;
  const meaning = meaningOf(reply);
  const decided = meaning === 'no-verdict' ? undefined : byMeaning(reply, meaning);
  return decided ?? byBody('list-appointments', reply, { kind: 'unreadable' });
}

/** True where CityFibre says that it will notify the report again; its pages print the answer with fields and without. */
export function readUpdateAnswer(reply: Reply): boolean {
  if (reply.kind !== 'answered' || reply.status < 200 || reply.status >= 300) return false;
  if (reply.body.length === 0) return true;
  const body = readRoot('receivedRequestFaultReportUpdate', reply);
  return body.kind === 'message' && (integer(body.message, 'responseCode') ?? 200) < 300;
}
