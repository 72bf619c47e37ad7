// aBILLity's messages, case by case: the fault to the byte, what comes of each answer, and what each note tells.
//
// `report-problem.<situation>`: command.json and context.json (settings, learnt, reservation), with response.* → request.* and
// outcome.json; where nothing may be sent, outcome.json alone. `reserve-appointment.<situation>` and
// `test-service.<situation>`: command.json and context.json, with line.response.json where the line is asked for first, and
// response.* → request.json and outcome.json. `note.<situation>`: before.json and note.json → kci.json.
//
// UPDATE_CASES=1 rewrites what comes out; read the difference before you commit it.

import { describe, expect, it } from '@jest/globals';
import type { ReportProblem, ReserveAppointment, TestService } from '../../../src/domain/request.js';
import { FINAL_STATUSES } from '../../../src/domain/problem.js';
import type { RawNotification, SupplierRequest } from '../../../src/domain/supplier/port.js';
import {
  applyArrival,
  asJson,
  type Before,
  type CaseFolder,
  casesOf,
  kciFiles,
  momentBefore,
  openCase,
  PINNED,
} from '../../support/cases.js';
import { abillityBench, NOW, type Peer, question, TENANT } from './bench.js';

const requestsOf = (operation: string): string[] =>
  casesOf('abillity', 'requests').filter((name) => name.startsWith(`${operation}.`));

interface Context {
  settings?: object;
  stepResults?: Record<string, unknown>;
  reservation?: SupplierRequest['reservation'];
  /** What LineDetails answers, where it is asked before. */
  line?: { status: number };
  response?: { status: number };
}

function peersOf(folder: CaseFolder, { line, response }: Context): Peer[] {
  return (
    [
      ['line.response', line],
      ['response', response],
    ] as const
  ).flatMap(([name, head]) => {
    if (head === undefined) return [];
    const [file = `${name}.json`] = folder.matching(new RegExp(`^${name}\\.`));
    return [{ status: head.status, body: folder.bytes(file).toString('utf8') }];
  });
}

describe('a fault', () => {
  it.each(requestsOf('report-problem'))('%s', async (name) => {
    const folder = openCase('abillity', name);
    const context = folder.json('context.json') as Context;
    const { supplier, asked } = abillityBench(context.settings ?? {}, peersOf(folder, context));
    const { stepResults, reservation } = context;
    const more = { ...(stepResults === undefined ? {} : { stepResults }), reservation };
    const put = question(folder.json('command.json') as Partial<ReportProblem>, more);
    const written = supplier.write(put);
    const outcome = 'reasons' in written ? written : await supplier.send(put, written);
    expect(asJson(outcome)).toBe(folder.expected('outcome.json', asJson(outcome)));
    for (const { body } of asked) {
      const [file, text] = body.startsWith('<')
        ? ['request.xml', `${body}\n`]
        : ['request.json', asJson(JSON.parse(body))];
      expect(text).toBe(folder.expected(file, text));
    }
    expect(folder.unused()).toEqual([]);
  });
});

const CALL = { tenant: TENANT, messageId: PINNED.messageId, conversationId: PINNED.conversationId, now: NOW };

describe.each(['reserve-appointment', 'test-service'])('%s', (operation) => {
  it.each(requestsOf(operation))('%s', async (name) => {
    const folder = openCase('abillity', name);
    const context = folder.json('context.json') as Context;
    const { supplier, asked } = abillityBench(context.settings ?? {}, peersOf(folder, context));
    const command = folder.json('command.json');
    const outcome =
      operation === 'test-service'
        ? await supplier.testService(CALL, command as TestService)
        : await supplier.reserveAppointment(CALL, command as ReserveAppointment);
    expect(asJson(outcome)).toBe(folder.expected('outcome.json', asJson(outcome)));
    const calls = asked.map(({ method, path }) => `${method} ${path}`);
    const expected = context.line === undefined ? [] : ['GET /api/LineDetails?CLI=01632960123'];
    if (context.response !== undefined) {
      expected.push(`POST /api/WLR3/${operation === 'test-service' ? 'LineTest' : 'Appointment'}`);
      const body = asJson(JSON.parse(asked.at(-1)?.body ?? ''));
      expect(body).toBe(folder.expected('request.json', body));
    }
    expect(calls).toEqual(expected);
    expect(folder.unused()).toEqual([]);
  });
});

describe('a note', () => {
  it.each(casesOf('abillity', 'notifications'))('%s', async (name) => {
    const folder = openCase('abillity', name);
    const { settings, ...given } = folder.json('before.json') as Before & { settings: object };
    const { supplier } = abillityBench(settings, [{ status: 200, body: [folder.json('note.json')] }]);
    const known = { tenant: TENANT, ourReference: `${TENANT}-12`, supplierReference: '7000001' };
    const fetched = await supplier.poll.fetch({ ...known, messageId: PINNED.messageId, now: PINNED.now });
    if (fetched.kind !== 'told') throw new Error(fetched.why);
    const [arrival] = fetched.arrivals as [RawNotification];
    expect(supplier.poll.open(arrival)).toEqual({
      ...{ account: TENANT, ourReference: `${TENANT}-12`, messageId: '7000001-31', unreadable: undefined },
    });
    const before = momentBefore({ ...given, problem: { id: 12, tenant: TENANT, ...given.problem } });
    const applied = applyArrival(supplier, before, arrival, TENANT);
    const updates = applied.updates.map(({ draft }) => draft);
    for (const [file, { cameOut, expected }] of Object.entries(kciFiles(folder, updates))) {
      expect({ file, text: cameOut }).toEqual({ file, text: expected });
    }
    expect(applyArrival(supplier, applied, arrival, TENANT).updates).toEqual([]);
    if (FINAL_STATUSES.has(before.problem.status)) expect(applied.problem.status).toBe(before.problem.status);
    expect(folder.unused()).toEqual([]);
  });
});
