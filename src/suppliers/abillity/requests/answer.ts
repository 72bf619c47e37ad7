// Reads what came of a call: what aBILLity said, and which of the seven outcomes that is.

import type { Outcome, SupplierSaid } from '../../../domain/outcome.js';
import { retryAfter } from '../../../resilience/retry-after.js';
import { type Answered, meaningOf } from '../../../protocol/http/status-meaning.js';
import type { Reply } from '../../../protocol/http/transport.js';
import { asObject, type Body, integerOf, member, textOf, valueIn } from './body.js';

/** `does`: asking twice could do something twice. `reads`: it could not. */
export type CallEffect = 'does' | 'reads';

/** The body of an answer that says yes, or the outcome that its absence is. */
export type Read = { kind: 'body'; value: unknown; status: number } | { kind: 'outcome'; outcome: Outcome };

export function readReply(reply: Reply, effect: CallEffect): Read {
  if (reply.kind === 'not-sent') return outcome(queued(reply.why, { credentials: reply.credentials }));
  if (reply.kind === 'maybe-sent') return outcome(lost(reply.why, effect));
  const value = valueIn(reply.body);
  const decided = byStatus(reply, value, effect);
  if (decided !== undefined) return outcome(decided);
  if (value === undefined) return outcome(unreadable(reply, effect));
  return { kind: 'body', value, status: reply.status };
}

/** FaultPOSTResponse: IncidentID and Message (WLR3 fault page). Without an id nobody can say that it was taken. */
export function readFaultAnswer(reply: Reply): Outcome {
  const read = readReply(reply, 'does');
  if (read.kind === 'outcome') return read.outcome;
  const body = asObject(read.value);
  const id = integerOf(member(body, 'IncidentID'));
  if (id === undefined || id <= 0) {
    return { kind: 'unknown', why: `aBILLity answered HTTP ${read.status} without an IncidentID` };
  }
  return { kind: 'done', said: said(read.status, messageIn(body)), supplierReference: String(id) };
}

function byStatus(reply: Answered, value: unknown, effect: CallEffect): Outcome | undefined {
  const { status } = reply;
  if (status >= 200 && status < 300) return undefined;
  const why = `aBILLity answered HTTP ${status}`;
  switch (meaningOf(reply)) {
    // Missing rights and bad credentials alike are 401.
    case 'access-refused':
      return queued(why, { credentials: true }, reply);
    case 'not-processed':
      return queued(why, {}, reply);
    case 'maybe-processed':
      return effect === 'reads' ? queued(why, {}, reply) : { kind: 'unknown', why };
    case 'not-implemented':
      return { kind: 'not-implemented', why };
    case 'no-verdict':
      return status === 404 ? notFound(reply, value) : queued(why, { noVerdict: true }, reply);
    case undefined:
      return status >= 500 ? broken(why, effect) : refused(reply, value);
  }
}

/** 500 is also how a wrong SystemInformation shows; on a call that only reads it may be tried again. */
function broken(status: string, effect: CallEffect): Outcome {
  const why = `${status}, which a wrong SystemInformation causes too`;
  return effect === 'reads' ? queued(why, { credentials: true }) : { kind: 'unknown', why };
}

/**
 * What stands in a 404 that is not aBILLity's word: the framework under it names the address (ASP.NET), proxies have no
 * route or page (Go, Kubernetes, Kong, Express).
 */
const NOTHING_THERE =
  /no HTTP resource|no (type|action) was found|page not found|default backend|no route|cannot (get|post) |^(404 ?)?(not found)?\W*$/i;

/** Refusals are English sentences under 400 and 404. Without one of its own, 404 is no word of aBILLity. */
function notFound(reply: Answered, value: unknown): Outcome {
  const sentence = sentenceIn(value) ?? plainText(reply);
  if (sentence !== undefined && !NOTHING_THERE.test(sentence)) return rejectedWith(reply.status, sentence);
  return queued('aBILLity answered HTTP 404 without a reason: the address may be wrong', { noVerdict: true });
}

function refused(reply: Answered, value: unknown): Outcome {
  const { status } = reply;
  const sentence = sentenceIn(value);
  if (value === undefined && isMarkup(reply)) {
    return queued(`aBILLity answered HTTP ${status} with a page: the address may be wrong`, { noVerdict: true });
  }
  if (status === 400 || status === 409 || status === 422) {
    return rejectedWith(status, sentence ?? plainText(reply) ?? 'The supplier refused the request.');
  }
  return { kind: 'failed', why: `aBILLity answered HTTP ${status}`, said: said(status, sentence) };
}

function rejectedWith(status: number, reason: string): Outcome {
  return { kind: 'rejected', reasons: [reason], problemCode: 'INVALID_REQUEST', said: said(status, reason) };
}

function sentenceIn(value: unknown): string | undefined {
  return typeof value === 'string' ? textOf(value) : messageIn(asObject(value));
}

function isMarkup({ body }: Answered): boolean {
  return /^\s*</.test(body.subarray(0, 200).toString('utf8'));
}

function unreadable({ status }: Answered, effect: CallEffect): Outcome {
  const why = `aBILLity answered HTTP ${status} and a body that cannot be read: the address may be wrong`;
  return effect === 'reads' ? queued(why, { noVerdict: true }) : { kind: 'unknown', why };
}

function lost(why: string, effect: CallEffect): Outcome {
  return effect === 'reads' ? queued(why) : { kind: 'unknown', why };
}

function queued(why: string, alarm: { credentials?: boolean; noVerdict?: boolean } = {}, reply?: Answered): Outcome {
  return { kind: 'queued', why, credentials: false, ...alarm, retryAfterMs: retryAfter(reply?.headers['retry-after']) };
}

function outcome(what: Outcome): Read {
  return { kind: 'outcome', outcome: what };
}

function messageIn(body: Body | undefined): string | undefined {
  return textOf(member(body, 'Message'));
}

/** A sentence that came without quotes. Markup, JSON and traces of a program are for the journal, not for a caller. */
function plainText({ body }: Answered): string | undefined {
  const text = textOf(body.subarray(0, 500).toString('utf8'));
  return text === undefined || /^[<{[]|\n|[\\/]\w+[\\/]/.test(text) ? undefined : text;
}

function said(httpStatus: number, text: string | undefined): SupplierSaid {
  return { httpStatus, status: undefined, responseCode: undefined, text };
}
