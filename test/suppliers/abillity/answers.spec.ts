// What aBILLity, or whatever stands in front of it, answers: to a call that only reads, and to one that does something.

import { describe, expect, it } from '@jest/globals';
import { type CallEffect, readReply } from '../../../src/suppliers/abillity/requests/answer.js';
import { readToken } from '../../../src/suppliers/abillity/requests/login.js';

const reply = (status: number, body: string) =>
  ({ kind: 'answered', status, headers: {}, body: Buffer.from(body) }) as const;

function outcome(status: number, body: string, effect: CallEffect): unknown {
  const read = readReply(reply(status, body), effect);
  if (read.kind !== 'outcome') return read.kind;
  const { kind } = read.outcome;
  if (read.outcome.kind !== 'queued') return kind;
  return read.outcome.credentials
    ? 'queued, credentials'
    : read.outcome.noVerdict === true
      ? 'queued, no verdict'
      : kind;
}

const CUT_BY_A_PROXY =
  'upstream connect error or disconnect/reset before headers. reset reason: connection termination';
const PAGE = '<!DOCTYPE html><html><body>Sorry</body></html>';

describe('an answer', () => {
  it.each<[string, number, string, [reads: string, does: string]]>([
    ['no whole request', 408, '', ['queued', 'queued']],
    ['another connection', 421, PAGE, ['queued', 'queued']],
    ['too early', 425, '', ['queued', 'queued']],
    ['too many', 429, '', ['queued', 'queued']],
    ['unavailable', 503, PAGE, ['queued', 'queued']],
    ['unavailable after the request was passed on', 503, CUT_BY_A_PROXY, ['queued', 'unknown']],
    ['bad gateway', 502, PAGE, ['queued', 'unknown']],
    ['not implemented', 501, '', ['not-implemented', 'not-implemented']],
    ['a redirect', 302, '', ['queued, no verdict', 'queued, no verdict']],
    ['a redirect for good', 308, '{"Message":"Moved"}', ['queued, no verdict', 'queued, no verdict']],
    ['404 with nothing', 404, '', ['queued, no verdict', 'queued, no verdict']],
    ['404 of an ingress', 404, 'default backend - 404', ['queued, no verdict', 'queued, no verdict']],
    ['404 of a proxy', 404, '404 page not found', ['queued, no verdict', 'queued, no verdict']],
    [
      '404 of a router',
      404,
      '{"message":"no Route matched with those values"}',
      ['queued, no verdict', 'queued, no verdict'],
    ],
    [
      '404 of the framework',
      404,
      '{"Message":"No HTTP resource was found that matches the request URI \'https://inner-7/api\'."}',
      ['queued, no verdict', 'queued, no verdict'],
    ],
    ['404 of aBILLity', 404, '{"Message":"The contact was not found."}', ['rejected', 'rejected']],
    ['404 of aBILLity without quotes', 404, 'The contact was not found.', ['rejected', 'rejected']],
    [
      '405',
      405,
      '{"Message":"The requested resource does not support it."}',
      ['queued, no verdict', 'queued, no verdict'],
    ],
    ['410', 410, '', ['queued, no verdict', 'queued, no verdict']],
    ['400 with a page', 400, PAGE, ['queued, no verdict', 'queued, no verdict']],
    [
      'no certificate',
      400,
      '<html>No required SSL certificate was sent</html>',
      ['queued, credentials', 'queued, credentials'],
    ],
    ['no rights', 401, '', ['queued, credentials', 'queued, credentials']],
    ['forbidden', 403, PAGE, ['queued, credentials', 'queued, credentials']],
    ['400', 400, '{"Message":"No symptom was given."}', ['rejected', 'rejected']],
    ['its own failure', 500, '{}', ['queued, credentials', 'unknown']],
  ])('of %s (HTTP %s, %s) means, to a call that reads and to one that does: %j', (_what, status, body, wanted) => {
    expect([outcome(status, body, 'reads'), outcome(status, body, 'does')]).toEqual(wanted);
  });

  it.each([
    ['a sentence', '{"Message":"No symptom was given."}', 'No symptom was given.'],
    ['a sentence in quotes', '"No symptom was given."', 'No symptom was given.'],
    ['a sentence without quotes', 'No symptom was given.', 'No symptom was given.'],
    ['a fault', '<Fault><Code>1</Code><Detail>x at c:\\inetpub\\a.cs:12</Detail></Fault>', undefined],
    ['an object without a sentence', '{"ExceptionMessage":"x at c:\\\\inetpub\\\\a.cs:12"}', undefined],
    ['a trace', 'System.Exception: no\n  at A.B() in c:\\inetpub\\a.cs:line 12', undefined],
    ['nothing', '', undefined],
  ])('that refuses with %s says no more to a caller than a sentence', (_what, body, sentence) => {
    const read = readReply(reply(400, body), 'does');
    expect(read).toMatchObject({
      outcome: { kind: 'rejected', reasons: [sentence ?? 'The supplier refused the request.'] },
    });
  });
});

describe('a login', () => {
  it.each([
    [408, false],
    [429, false],
    [503, false],
    [502, false],
    [504, false],
    [401, true],
    [404, true],
    [500, true],
  ])('answered HTTP %s asks for a person: %s', (status, credentials) => {
    expect(readToken(reply(status, ''))).toMatchObject({ refused: { kind: 'not-sent', credentials } });
  });
});
