// Every answer that CityFibre, or whatever stands in front of it, can give to every request: statuses and line failures by
// bodies by status words by codes, each held to the table that the README of the folder prints.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../../src/domain/request.js';
import type { Outcome } from '../../../src/domain/outcome.js';
import type { Reply } from '../../../src/protocol/http/transport.js';
import {
  readAnswer,
  readAppointmentAnswer,
  readUpdateAnswer,
} from '../../../src/suppliers/cityfibre/requests/answer.js';
import {
  ANSWER_TABLE,
  type Asked,
  type AnswerSeen,
  type BodyKind,
  expectedOf,
  printedTable,
  ruleOf,
} from './answer-table.js';

const STATUSES = [
  ...[200, 201, 202, 204, 301, 302, 307, 400, 401, 403, 404, 405, 407, 408, 409, 410, 413, 415, 421, 422],
  ...[425, 426, 429, 451, 495, 500, 501, 502, 503, 504, 520],
];
const LINES: [NonNullable<AnswerSeen['line']>, Reply][] = [
  ['not connected', { kind: 'not-sent', why: 'ECONNREFUSED', credentials: false }],
  ['certificate refused', { kind: 'not-sent', why: 'alert number 42', credentials: true }],
  ['cut off', { kind: 'maybe-sent', why: 'other side closed' }],
];
/** As it stands in the message, and as the table has it. */
const WORDS: [string | undefined, string | undefined][] = [
  [undefined, undefined],
  ['pending', 'pending'],
  ['accepted', 'accepted'],
  ['open', 'open'],
  ['Opened', 'opened'],
  ['In Progress', 'in-progress'],
  ['on_hold', 'on-hold'],
  ['rejected', 'rejected'],
  ['Resolved', 'resolved'],
  ['re-opened', 're-opened'],
  ['CLOSED', 'closed'],
  ['cancelled', 'cancelled'],
  ['canceled', 'cancelled'],
  ['Frozen', 'frozen'],
];
const CODES = [undefined, 200, 201, 400, 401, 403, 404, 408, 422, 429, 500, 501, 502, 503];

const OPERATIONS: [Asked, Operation, string][] = [
  ['report', 'report-problem', 'receivedFaultReport'],
  ['amendment', 'amend-problem', 'receivedAmendFaultReport'],
  ['cancellation', 'cancel-problem', 'receivedAmendFaultReport'],
  ['verdict', 'answer-resolution', 'receivedResolvedResponse'],
  ['appointment call', 'list-appointments', 'queryAppointmentAvailabilityResponse'],
  ['appointment call', 'reserve-appointment', 'reserveAppointmentResponse'],
];

const inEnvelope = (inner: string): string =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;
const soap12 = (code: string, text: string): string =>
  `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Receiver</e:Value><e:Subcode><e:Value>${code}</e:Value></e:Subcode></e:Code><e:Reason><e:Text>${text}</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>`;

const INSIDE = 'Broken XML at /srv/x.java:12';
const BODIES: [string, BodyKind, string][] = [
  ['nothing', 'nothing', ''],
  ['blanks', 'nothing', ' \r\n'],
  ['a message cut off', 'unreadable', '<receivedFaultReport><status>acc'],
  ['another message', 'unreadable', '<receivedSomethingElse><status>accepted</status></receivedSomethingElse>'],
  ['an envelope without a body', 'unreadable', '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>'],
  ['a page that is no XML', 'foreign', '<!DOCTYPE html>\n<html><body>Gone<br></body></html>'],
  ['a page that is XML', 'foreign', '<html><body><p>Gone</p></body></html>'],
  ['plain text', 'foreign', 'no healthy upstream'],
  ['JSON', 'foreign', '{"message":"no Route matched"}'],
  [
    'a connection that was refused behind a proxy',
    'foreign',
    'upstream connect error or disconnect/reset before headers. reset reason: connection failure',
  ],
  [
    'a page about our certificate',
    'certificate page',
    '<html><head><title>400 No required SSL certificate was sent</title></head></html>',
  ],
  [
    'a connection that ended behind a proxy',
    'had the request',
    'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
  ],
  ['a time-out behind a proxy', 'had the request', '{"error":"Response timeout"}'],
  [
    'a fault as CityFibre prints it',
    'fault',
    `<fault><faultcode>500</faultcode><faultmessage>${INSIDE}</faultmessage></fault>`,
  ],
  [
    'a fault as SOAP 1.1 has it',
    'fault',
    inEnvelope(`<s:Fault><faultcode>s:Server</faultcode><faultstring>${INSIDE}</faultstring></s:Fault>`),
  ],
  ['a fault as SOAP 1.2 has it', 'fault', soap12('e:Sender', INSIDE)],
  [
    'a fault about our access',
    'access fault',
    '<fault><faultcode>403</faultcode><faultmessage>Unauthenticated</faultmessage></fault>',
  ],
  ['a fault about our access, by its code', 'access fault', soap12('w:FailedAuthentication', 'No')],
];

function message(root: string, word: string | undefined, code: number | undefined): string {
  const status = word === undefined ? '' : `<status>${word}</status>`;
  const responseCode = code === undefined ? '' : `<responseCode>${code}</responseCode>`;
  return `<${root}><apiVersion>1.0</apiVersion>${status}${responseCode}</${root}>`;
}

function read(operation: Operation, root: string, reply: Reply): string {
  if (operation !== 'list-appointments' && operation !== 'reserve-appointment') {
    return printed(readAnswer(operation, reply));
  }
  const found = readAppointmentAnswer(reply, root);
  return 'kind' in found ? printed(found) : 'read';
}

function printed(outcome: Outcome): string {
  if (outcome.kind === 'not-implemented') return 'not implemented';
  if (outcome.kind !== 'queued') return outcome.kind;
  if (outcome.credentials) return 'queued, alarm: credentials';
  return outcome.noVerdict === true ? 'queued, alarm: no verdict' : 'queued';
}

const answered = (status: number, body: string): Reply => ({
  kind: 'answered',
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: Buffer.from(body),
});

interface Combination {
  seen: AnswerSeen;
  what: string;
  reply: Reply;
}

function combinations(asked: Asked, root: string, http: number): Combination[] {
  const others = BODIES.map(([what, body, text]) => ({
    seen: { asked, http, body },
    what: `${http}, ${what}`,
    reply: answered(http, text),
  }));
  const messages = WORDS.flatMap(([written, word]) =>
    CODES.flatMap((code) =>
      [message(root, written, code), inEnvelope(message(root, written, code))].map((text) => ({
        seen: { asked, http, body: 'message' as const, word, code },
        what: `${http}, status ${written ?? 'none'}, code ${code ?? 'none'}`,
        reply: answered(http, text),
      })),
    ),
  );
  return [...others, ...messages];
}

describe.each(OPERATIONS)('the answer to a %s (%s)', (asked, operation, root) => {
  it.each(LINES)('is read as the table says where the line was %s', (line, reply) => {
    expect(read(operation, root, reply)).toBe(expectedOf({ asked, line }));
  });

  it.each(STATUSES)('is read as the table says under HTTP %s, whatever its body', (status) => {
    const wrong = combinations(asked, root, status).flatMap(({ seen, what, reply }) => {
      const [came, expected] = [read(operation, root, reply), expectedOf(seen)];
      return came === expected ? [] : [`${what}: ${came}, not ${expected}`];
    });
    expect(wrong).toEqual([]);
  });

  it.each(STATUSES)('never sends what stands in a fault or a page north under HTTP %s', (status) => {
    for (const [what, , text] of BODIES) {
      const reply = answered(status, text);
      const found =
        operation.endsWith('appointments') || operation === 'reserve-appointment'
          ? readAppointmentAnswer(reply, root)
          : readAnswer(operation, reply);
      const reasons = 'reasons' in found ? found.reasons : [];
      expect([what, reasons.filter((reason) => reason !== 'The supplier refused the request.')]).toEqual([what, []]);
    }
  });
});

describe('the answer to a question for the report', () => {
  const root = 'receivedRequestFaultReportUpdate';

  it.each([
    [200, message(root, undefined, 200), true],
    [200, message(root, undefined, undefined), true],
    [202, inEnvelope(message(root, undefined, 202)), true],
    [200, '', true],
    [200, message(root, undefined, 404), false],
    [200, message(root, undefined, 503), false],
    [200, `<fault><faultmessage>${INSIDE}</faultmessage></fault>`, false],
    [200, '<html><body>Sign in</body></html>', false],
    [302, message(root, undefined, 200), false],
    [503, '', false],
  ])('under HTTP %s is read for what it says: %s', (status, body, asked) => {
    expect(readUpdateAnswer(answered(status, body))).toBe(asked);
  });

  it.each(LINES)('is none where the line was %s', (_line, reply) => {
    expect(readUpdateAnswer(reply)).toBe(false);
  });
});

describe('the table', () => {
  it('has no row that nothing reaches', () => {
    const all = OPERATIONS.flatMap(([asked, , root]) => [
      ...LINES.map(([line]) => ({ asked, line })),
      ...STATUSES.flatMap((status) => combinations(asked, root, status).map(({ seen }) => seen)),
    ]);
    const reached = new Set(all.map(ruleOf));
    const unreached = ANSWER_TABLE.flatMap((rule, index) => (reached.has(rule) ? [] : [index + 1]));
    expect(unreached).toEqual([]);
  });

  it('is the one that the README prints', () => {
    const path = join(import.meta.dirname, '../../../src/suppliers/cityfibre/README.md');
    const rows = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim().replace(/^-+$/, '---'))
          .join('|'),
      );
    const wanted = printedTable().map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .join('|'),
    );
    expect(rows.slice(rows.indexOf(wanted[0] ?? ''), rows.indexOf(wanted[0] ?? '') + wanted.length)).toEqual(wanted);
  });
});
