// What comes of every answer of CityFibre, as one table: the README of its folder prints it, and the answer matrix holds the
// gateway to it. First match wins.

/** How an outcome is printed. An alarm stands beside it where a person has to mend something. */
export type Expected =
  | 'done'
  | 'accepted'
  | 'rejected'
  | 'queued'
  | 'queued, alarm: credentials'
  | 'queued, alarm: no verdict'
  | 'unknown'
  | 'failed'
  | 'not implemented'
  | 'read';

export type BodyKind =
  'nothing' | 'unreadable' | 'foreign' | 'certificate page' | 'had the request' | 'fault' | 'access fault' | 'message';

export type Asked = 'report' | 'amendment' | 'cancellation' | 'verdict' | 'appointment call';

/** One answer: how the line ended, or status and body; word and code where the body is CityFibre's message. */
export interface AnswerSeen {
  asked: Asked;
  line?: 'not connected' | 'certificate refused' | 'cut off';
  http?: number;
  body?: BodyKind;
  /** `status` in lower case; undefined where there is none. */
  word?: string | undefined;
  code?: number | undefined;
}

/** Every condition given must hold. `2xx` stands for a hundred. */
export interface AnswerRule {
  asked?: readonly Asked[];
  line?: AnswerSeen['line'];
  http?: readonly (number | '2xx' | '3xx' | '4xx')[];
  body?: readonly BodyKind[];
  /** `none`: no status. `other`: any that is not documented. */
  word?: readonly string[];
  code?: readonly (number | '4xx' | '5xx' | 'none')[];
  outcome: Expected;
}

const PROBLEM = ['report', 'amendment', 'cancellation', 'verdict'] as const;
const ANSWER = ['message'] as const;
const REFUSED_ACCESS = [401, 403, 495, 496] as const;
const NOT_PROCESSED = [408, 421, 425, 429, 503] as const;
const EFFECTIVE = ['accepted', 'open', 'opened', 'in-progress', 'on-hold', 'resolved', 're-opened'] as const;
const DOCUMENTED = [...EFFECTIVE, 'pending', 'rejected', 'closed', 'cancelled'] as const;

export const ANSWER_TABLE: readonly AnswerRule[] = [
  { line: 'not connected', outcome: 'queued' },
  { line: 'certificate refused', outcome: 'queued, alarm: credentials' },
  { line: 'cut off', outcome: 'unknown' },

  { asked: ['report'], http: [403], body: ANSWER, outcome: 'rejected' },
  { http: REFUSED_ACCESS, outcome: 'queued, alarm: credentials' },
  { http: [400], body: ['certificate page'], outcome: 'queued, alarm: credentials' },
  { http: [501], outcome: 'not implemented' },

  { asked: PROBLEM, body: ANSWER, code: [401], outcome: 'queued, alarm: credentials' },
  { asked: PROBLEM, body: ANSWER, code: NOT_PROCESSED, outcome: 'queued' },
  { asked: PROBLEM, http: [400], body: ANSWER, outcome: 'rejected' },
  { asked: PROBLEM, body: ANSWER, word: ['rejected', 'closed'], outcome: 'rejected' },
  {
    asked: ['report', 'amendment', 'verdict'],
    body: ANSWER,
    word: ['cancelled'],
    outcome: 'rejected',
  },
  { asked: PROBLEM, body: ANSWER, code: ['4xx'], outcome: 'rejected' },
  { asked: PROBLEM, body: ANSWER, code: [501], outcome: 'not implemented' },
  { asked: PROBLEM, body: ANSWER, code: [502, 504], outcome: 'unknown' },
  { asked: PROBLEM, body: ANSWER, code: ['5xx'], outcome: 'failed' },
  { asked: ['verdict'], http: ['2xx'], body: ANSWER, outcome: 'done' },
  { asked: ['amendment'], http: ['2xx'], body: ANSWER, word: EFFECTIVE, outcome: 'done' },
  { asked: ['cancellation'], http: ['2xx'], body: ANSWER, word: ['cancelled'], outcome: 'done' },
  { asked: PROBLEM, http: ['2xx'], body: ANSWER, outcome: 'accepted' },
  {
    asked: PROBLEM,
    http: NOT_PROCESSED,
    body: ANSWER,
    word: ['none', 'other'],
    code: ['none'],
    outcome: 'queued',
  },
  { asked: PROBLEM, http: NOT_PROCESSED, body: ANSWER, outcome: 'unknown' },
  { asked: PROBLEM, http: ['4xx'], body: ANSWER, outcome: 'rejected' },
  { asked: PROBLEM, body: ANSWER, outcome: 'unknown' },
  { asked: ['appointment call'], http: ['2xx'], body: ANSWER, outcome: 'read' },

  { http: [503], body: ['had the request'], outcome: 'unknown' },
  { http: NOT_PROCESSED, outcome: 'queued' },
  { http: [502, 504], outcome: 'unknown' },
  { asked: ['appointment call'], http: ['4xx'], body: ANSWER, outcome: 'failed' },
  { asked: ['appointment call'], body: ANSWER, outcome: 'unknown' },
  { http: ['3xx', 404, 405, 407, 410, 426, 451], outcome: 'queued, alarm: no verdict' },
  { body: ['access fault'], outcome: 'queued, alarm: credentials' },
  { body: ['fault'], outcome: 'failed' },
  {
    http: ['4xx'],
    body: ['foreign', 'certificate page', 'had the request'],
    outcome: 'queued, alarm: no verdict',
  },
  { asked: PROBLEM, http: [400], body: ['nothing', 'unreadable'], outcome: 'rejected' },
  { http: ['4xx'], outcome: 'failed' },
  { outcome: 'unknown' },
];

export function expectedOf(seen: AnswerSeen): Expected {
  const rule = ruleOf(seen);
  if (rule === undefined) throw new Error('The last row fits everything.');
  return rule.outcome;
}

export function ruleOf(seen: AnswerSeen): AnswerRule | undefined {
  return ANSWER_TABLE.find((candidate) => fits(candidate, seen));
}

function fits({ asked, line, http, body, word, code }: AnswerRule, seen: AnswerSeen): boolean {
  if (seen.line !== undefined) return line === seen.line;
  return (
    line === undefined &&
    (asked === undefined || asked.includes(seen.asked)) &&
    isAmong(http, seen.http) &&
    (body === undefined || (seen.body !== undefined && body.includes(seen.body))) &&
    (word === undefined || word.includes(wordKind(seen.word))) &&
    isAmong(code, seen.code)
  );
}

function isAmong(wanted: readonly (number | string)[] | undefined, given: number | undefined): boolean {
  if (wanted === undefined) return true;
  if (given === undefined) return wanted.includes('none');
  return wanted.includes(given) || wanted.includes(`${Math.floor(given / 100)}xx`);
}

function wordKind(word: string | undefined): string {
  if (word === undefined) return 'none';
  return (DOCUMENTED as readonly string[]).includes(word) ? word : 'other';
}

/** The table as the README prints it. */
export function printedTable(): string[] {
  const cell = (values: readonly (number | string)[] | undefined): string => values?.join(', ') ?? 'any';
  const rows = ANSWER_TABLE.map(({ asked, line, http, body, word, code, outcome }, index) =>
    line === undefined
      ? [index + 1, cell(asked), cell(http), cell(body), cell(word), cell(code), outcome]
      : [index + 1, 'any', `none: ${line}`, '', '', '', outcome],
  );
  return [
    '| # | asked | HTTP status | body | `status` | `responseCode` | outcome |',
    '|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
}
