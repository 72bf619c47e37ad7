// Reads what came of a call: what aBILLity said, and which of the seven outcomes that is.

import type { Outcome, SupplierSaid } from '../../../domain/outcome.js';
import { retryAfter } from '../../../resilience/retry-after.js';
import type { Reply } from '../../../protocol/http/transport.js';
import { asObject, type Body, integerOf, member, textOf, valueIn } from './body.js';

type Answered = Extract<Reply, { kind: 'answered' }>;

/** `does`: asking twice could do something twice. `reads`: it could not. */
export type Effect = 'does' | 'reads';

/** The body of an answer that says yes, or the outcome that its absence is. */
export type Read = { kind: 'body'; value: unknown; status: number } | { kind: 'outcome'; outcome: Outcome };

export function readReply(reply: Reply, effect: Effect): Read {
  if (reply.kind === 'not-sent') return outcome(queued(reply.why, reply.credentials));
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

function byStatus(reply: Answered, value: unknown, effect: Effect): Outcome | undefined {
  const { status } = reply;
  const why = `aBILLity answered HTTP ${status}`;
  if (status >= 200 && status < 300) return undefined;
  switch (status) {
    // Missing rights and bad credentials alike are 401.
    case 401:
    case 403:
      return queued(why, true, reply);
    case 429:
    case 503:
      return queued(why, false, reply);
    default:
      return status >= 500 ? broken(reply, effect) : refused(reply, value);
  }
}

/** 500 is also how a wrong SystemInformation shows; on a call that only reads it may be tried again. */
function broken({ status }: Answered, effect: Effect): Outcome {
  const gateway = status === 502 || status === 504;
  const why = `aBILLity answered HTTP ${status}${gateway ? '' : ', which a wrong SystemInformation causes too'}`;
  return effect === 'reads' ? queued(why, !gateway) : { kind: 'unknown', why };
}

/** Refusals are English sentences under 400 and 404. A page of HTML is no refusal: the address is wrong. */
function refused(reply: Answered, value: unknown): Outcome {
  const { status } = reply;
  const sentence = typeof value === 'string' ? textOf(value) : messageIn(asObject(value));
  const isPage = value === undefined && /^\s*</.test(reply.body.subarray(0, 200).toString('utf8'));
  if (isPage || (status >= 300 && status < 400)) {
    return queued(`aBILLity answered HTTP ${status} with a page: the address may be wrong`, true);
  }
  if (status === 400 || status === 404 || status === 409 || status === 422) {
    const reason = sentence ?? plainText(reply) ?? 'The supplier refused the request.';
    return { kind: 'rejected', reasons: [reason], problemCode: 'INVALID_REQUEST', said: said(status, reason) };
  }
  return { kind: 'failed', why: `aBILLity answered HTTP ${status}`, said: said(status, sentence) };
}

function unreadable({ status }: Answered, effect: Effect): Outcome {
  const why = `aBILLity answered HTTP ${status} and a body that cannot be read: the address may be wrong`;
  return effect === 'reads' ? queued(why, true) : { kind: 'unknown', why };
}

function lost(why: string, effect: Effect): Outcome {
  return effect === 'reads' ? queued(why, false) : { kind: 'unknown', why };
}

function queued(why: string, credentials: boolean, reply?: Answered): Outcome {
  return { kind: 'queued', why, credentials, retryAfterMs: retryAfter(reply?.headers['retry-after']) };
}

function outcome(what: Outcome): Read {
  return { kind: 'outcome', outcome: what };
}

function messageIn(body: Body | undefined): string | undefined {
  return textOf(member(body, 'Message'));
}

function plainText({ body }: Answered): string | undefined {
  return textOf(body.subarray(0, 500).toString('utf8'));
}

function said(httpStatus: number, text: string | undefined): SupplierSaid {
  return { httpStatus, status: undefined, responseCode: undefined, text };
}
