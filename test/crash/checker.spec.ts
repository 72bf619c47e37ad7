// The checker is only worth something if it sees what is wrong: every kind of harm, shown to it.

import { describe, expect, it } from '@jest/globals';
import type { Bad, Evidence } from './checker.js';
import { check } from './checker.js';
import { Random } from './random.js';

const REFERENCE = 'TENANT1-1001';
const NOTE = 'Note 100101 of problem 1001.';
const UPDATE = 'Update 100102 of problem 1001: in-progress.';

const at = (ms: number): Date => new Date(1_800_000_000_000 + ms);
const sent = (marker: string, messageId: string): string => `<x><messageId>${messageId}</messageId>${marker}</x>`;

/** A problem reported, amended after a 202, worked on; all of it told. */
function goodEvidence(): Evidence {
  const south = { buyer: 'SPDEV1', reference: REFERENCE };
  const report = { ...south, kind: 'addFaultReport', path: '/a', xml: sent('SRV1001X', 'm-1') };
  const amendment = { ...south, kind: 'amendFaultReport', path: '/b', xml: sent(NOTE, 'm-2') };
  const answered = (ms: number, path: string, httpStatus: number) =>
    ({ ...south, direction: 'out', kind: 'answer', path, xml: '', httpStatus, at: at(ms) }) as const;
  const asked = (operation: 'report-problem' | 'amend-problem', id: number, marker: string, ms: number) => ({
    ...{
      tenant: 'TENANT1',
      operation,
      id,
      problemId: 1001,
      marker,
      sentAt: at(ms).getTime(),
      attempts: 1,
      strange: [],
    },
    told: [{ status: 202, text: `{"id":${id}}`, at: at(ms + 5).getTime() }],
  });
  const bodies = [
    { reasonCode: 'ACKNOWLEDGED', status: 'ACKNOWLEDGED', more: {} },
    { reasonCode: 'AMENDED', status: 'ACKNOWLEDGED', more: { serviceProblemAmendmentId: 100101 } },
    { reasonCode: 'UPDATE', status: 'IN_PROGRESS', more: { supplierNotes: [{ note: UPDATE }] } },
  ].map(({ reasonCode, status, more }, index) => ({
    ...{ id: `kci-${index}`, sequenceNumber: index + 1, reasonCode, ...more },
    serviceProblem: { id: 1001, tenant: 'TENANT1', status },
  }));
  return {
    problems: [
      { tenant: 'TENANT1', id: 1001, reference: REFERENCE, endedAt: undefined, random: new Random(''), numbers: 2 },
    ],
    asked: [asked('report-problem', 1001, 'SRV1001X', 0), asked('amend-problem', 100101, NOTE, 20)],
    announced: [{ problemId: 1001, reference: REFERENCE, text: UPDATE, acknowledged: true }],
    soap: [
      { ...report, direction: 'in', at: at(1) },
      answered(2, '/a', 201),
      { ...amendment, direction: 'in', at: at(21) },
      answered(22, '/b', 200),
    ],
    tickets: [
      {
        ...{ buyer: 'SPDEV1', reference: REFERENCE, maintainerReference: 'TIC-000111', status: 'in-progress' },
        ...{
          report: { name: '', namespace: '', text: '', children: [] },
          updates: [],
          appointments: [],
          undecided: [],
        },
        received: [
          { operation: 'addFaultReport', xml: report.xml, at: at(1).toISOString() },
          { operation: 'amendFaultReport', xml: amendment.xml, at: at(21).toISOString() },
        ],
      },
    ],
    kcis: bodies.map((body) => ({
      ...{ at: at(30), entity: 'serviceProblem', entityId: 1001, tenant: 'TENANT1', id: body.id },
      ...{ sequenceNumber: body.sequenceNumber, issuedOn: '', reasonCode: body.reasonCode, problemCode: undefined },
      ...{ status: body.serviceProblem.status, requestId: '', conversationId: undefined, deliveries: 1 },
      ...{ body, raw: JSON.stringify(body) },
    })),
    attempts: bodies.map((body) => ({
      ...{ direction: 'in', method: 'POST', path: '/v1/kcis', headers: {}, status: 204, at: at(30) },
      body,
    })),
    findings: [],
    log: [],
    crashes: [],
    deadlocks: 0,
    calm: true,
  };
}

function badOf(spoil: (evidence: Evidence) => void): Partial<Record<Bad, string[]>> {
  const evidence = goodEvidence();
  spoil(evidence);
  const { bad } = check(evidence);
  return Object.fromEntries(Object.entries(bad).filter(([, what]) => what.length > 0));
}

/** The element, which the evidence above has. */
function nth<T>(list: T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`There is no element ${index}.`);
  return found;
}

const SPOILT: [string, Bad, (evidence: Evidence) => void][] = [
  ['a request that is answered 202 and never ends', 'lost', ({ kcis }) => void kcis.splice(1, 1)],
  ['a caller that is never answered', 'lost', ({ asked }) => void (nth(asked, 1).told = [])],
  ['a notification acknowledged and not told', 'lost', ({ kcis }) => void (nth(kcis, 2).body = {})],
  ['a last state that is not the ticket', 'lost', ({ kcis }) => void (nth(kcis, 2).status = 'PENDING')],
  ['a request that ends twice', 'dishonest', ({ kcis }) => void kcis.splice(1, 0, nth(kcis, 1))],
  ['a notification told twice', 'dishonest', ({ kcis }) => void kcis.push(nth(kcis, 2))],
  ['done without being taken', 'dishonest', ({ tickets }) => void nth(tickets, 0).received.pop()],
  ['refused though taken', 'dishonest', ({ kcis }) => void (nth(kcis, 1).reasonCode = 'AMENDMENT_REJECTED')],
  [
    'two answers to one request',
    'dishonest',
    ({ asked }) => void nth(asked, 1).told.push({ status: 201, text: '', at: at(99).getTime() }),
  ],
  ['a report sent again', 'duplicated', ({ soap }) => void soap.push(...soap.slice(0, 2))],
  ['an amendment sent again', 'duplicated', ({ soap }) => void soap.push(...soap.slice(2, 4))],
  ['an amendment before its report', 'disordered', ({ soap }) => void soap.unshift(...soap.splice(2, 2))],
  ['a number skipped', 'disordered', ({ attempts }) => void attempts.splice(1, 1)],
  [
    'a number with other content',
    'renumbered',
    ({ attempts }) =>
      void attempts.push({ ...nth(attempts, 0), body: { ...(nth(attempts, 0).body as object), id: 'x' } }),
  ],
  [
    'an answer that says nothing',
    'strange',
    ({ asked }) => nth(asked, 0).strange.push({ status: 500, text: '', at: 0 }),
  ],
  ['a gateway that ends by itself', 'strange', ({ crashes }) => void crashes.push('exit code 1')],
  ['a deadlock', 'strange', (evidence) => void (evidence.deadlocks = 1)],
];

describe('the checker', () => {
  it('finds nothing in a faultless run', () => {
    expect(check(goodEvidence())).toMatchObject({ accepted: 3, ended: 3, unknown: 0, behind: 0 });
    expect(badOf(() => undefined)).toEqual({});
  });

  it.each(SPOILT)('finds %s', (_name, column, spoil) => {
    expect(Object.keys(badOf(spoil))).toContain(column);
  });

  it('accepts a request that ends in an alarm, and none that ends in silence', () => {
    const unknown = (alarm: boolean) => {
      const evidence = goodEvidence();
      evidence.kcis.splice(1, 1);
      evidence.calm = false;
      evidence.log.push({
        event: 'supplier.asked',
        alarm,
        tenant: 'TENANT1',
        operation: 'amend-problem',
        id: '100101',
      });
      return check(evidence);
    };
    expect(unknown(true)).toMatchObject({ unknown: 1, bad: { lost: [] } });
    expect(unknown(false).bad.lost).toHaveLength(1);
  });

  it('accepts a request sent again after CityFibre surely did not process it', () => {
    const spoil = ({ soap }: Evidence): void => {
      const again = soap.slice(2, 4);
      soap.push(...again);
      soap[3] = { ...nth(soap, 3), httpStatus: 503 };
    };
    expect(badOf(spoil)).toEqual({});
  });
});
