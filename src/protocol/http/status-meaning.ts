// What an HTTP status says of a request when no message of the supplier explains it. Between us and a supplier stand proxies,
// and they answer in its place.

import type { Reply } from './transport.js';

export type Answered = Extract<Reply, { kind: 'answered' }>;

export type StatusMeaning =
  /** Our certificate, name or address was not let in: nothing was processed, and only a person can mend it. */
  | 'access-refused'
  /** No whole request was processed: it may be sent again. */
  | 'not-processed'
  /** The request may have reached the supplier, and nobody can say what became of it. */
  | 'maybe-processed'
  | 'not-implemented'
  /** The supplier did not speak: a redirect, or nothing stands at this address. */
  | 'no-verdict';

/** 495 and 496 are what nginx says of a client certificate; 400 with a page that names it is how others see the same. */
const ACCESS_REFUSED: ReadonlySet<number> = new Set([401, 403, 495, 496]);
/** RFC 9110 15.5.9 (408), 15.5.20 (421), RFC 8470 (425), RFC 6585 (429), RFC 9110 15.6.4 (503). */
const NOT_PROCESSED: ReadonlySet<number> = new Set([408, 421, 425, 429, 503]);
const MAYBE_PROCESSED: ReadonlySet<number> = new Set([502, 504]);
/** Besides every redirect: 407 and 426 come from proxies, 404, 405, 410 and 451 from whatever stands at a wrong address. */
const NO_VERDICT: ReadonlySet<number> = new Set([404, 405, 407, 410, 426, 451]);

/** Undefined where the status alone says too little. */
export function meaningOf(reply: Answered): StatusMeaning | undefined {
  const { status } = reply;
  if (ACCESS_REFUSED.has(status)) return 'access-refused';
  if (status === 400 && CERTIFICATE_PAGE.test(startOf(reply))) return 'access-refused';
  if (status === 503 && hadTheRequest(startOf(reply))) return 'maybe-processed';
  if (NOT_PROCESSED.has(status)) return 'not-processed';
  if (MAYBE_PROCESSED.has(status)) return 'maybe-processed';
  if (status === 501) return 'not-implemented';
  return (status >= 300 && status < 400) || NO_VERDICT.has(status) ? 'no-verdict' : undefined;
}

/** Longest part of an answer in which a proxy's wording is looked for, in bytes. */
const START = 4_096;

function startOf({ body }: Answered): string {
  return body.subarray(0, START).toString('utf8');
}

/** nginx: "No required SSL certificate was sent", "The SSL certificate error". */
const CERTIFICATE_PAGE = /<html[\s\S]*\b(SSL|client) certificate\b/i;

/** Reasons for which Envoy resets before it had a connection, so that nothing was sent. */
const BEFORE_SENDING = /reset reason: *((local |remote )?connection failure|connection timeout|overflow)/i;

/**
 * What proxies and servers write under 503 when the request had gone to the upstream: Envoy ("reset before headers",
 * "connection termination", "remote reset", "upstream request timeout"), Varnish ("Backend fetch failed"), Fastly ("first
 * byte timeout"), Heroku ("Request timeout"), time-out middleware ("Response timeout"), clients ("socket hang up").
 */
const AFTER_SENDING = new RegExp(
  [
    'reset before (headers|response)',
    '(before|while) (reading|receiving) ',
    'connection[ _]termination',
    '(remote|local|stream|connection)[ _]reset\\b',
    'connection (was |has been )?(reset|aborted|closed|terminated)',
    '(closed|dropped|reset) the connection',
    '(response|read|receive|request|stream|first[ -]byte)[ _-]*time(d)?[ _-]*out',
    'upstream[ _-]*time(d)?[ _-]*out',
    'backend (fetch|read)[ _](failed|error)',
    'premature(ly)?\\b',
    'socket hang up',
    'ECONNRESET|EPIPE|broken pipe',
    'unexpected (end of file|EOF)|empty reply',
    'protocol error',
    '(no|without|invalid) response from',
  ].join('|'),
  'i',
);

function hadTheRequest(text: string): boolean {
  return AFTER_SENDING.test(text) && !BEFORE_SENDING.test(text);
}
