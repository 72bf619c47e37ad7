// aBILLity's messages, case by case: the fault to the byte, what comes of each answer, and what each note tells.
//
// `report-problem.<situation>`: command.json and context.json (settings, learnt, reservation), with response.* → request.* and
// outcome.json; where nothing may be sent, outcome.json alone. `note.<situation>`: before.json and note.json → kci.json.
//
// UPDATE_CASES=1 rewrites what comes out; read the difference before you commit it.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ReportProblem } from '../../../src/domain/command.js';
import { NOTHING_TOLD, readNews, type Told } from '../../../src/domain/news.js';
import { FINAL_STATUSES, type ServiceProblem, takenOverProblem } from '../../../src/domain/problem.js';
import type { Arrival, Question } from '../../../src/domain/supplier.js';
import { DEFAULT_KCI_NAMES, writeKci } from '../../../src/fibre-cafe/kcis/kci.body.js';
import { asJson, type CaseFolder, openCase, PINNED } from '../../support/cases.js';
import { abillityBench, type Peer, question, TENANT } from './bench.js';

const FOLDER = join(import.meta.dirname, '..', 'cases', 'abillity');
const casesOf = (operation: string): string[] => readdirSync(FOLDER).filter((name) => name.startsWith(`${operation}.`));

interface Context {
  settings?: object;
  learnt?: Record<string, unknown>;
  reservation?: Question['reservation'];
  response?: { status: number };
}

function peerOf(folder: CaseFolder, { response }: Context): Peer[] {
  if (response === undefined) return [];
  const [file = 'response.json'] = folder.matching(/^response\./);
  return [{ status: response.status, body: folder.bytes(file).toString('utf8') }];
}

describe('a fault', () => {
  it.each(casesOf('report-problem'))('%s', async (name) => {
    const folder = openCase('abillity', name);
    const context = folder.json('context.json') as Context;
    const { supplier, asked } = abillityBench(context.settings ?? {}, peerOf(folder, context));
    const { learnt, reservation } = context;
    const more = { ...(learnt === undefined ? {} : { learnt }), reservation };
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

interface Before {
  settings: object;
  problem: Partial<ServiceProblem>;
  told: Partial<Told>;
}

describe('a note', () => {
  it.each(casesOf('note'))('%s', async (name) => {
    const folder = openCase('abillity', name);
    const { settings, problem, told } = folder.json('before.json') as Before;
    const { supplier } = abillityBench(settings, [{ status: 200, body: [folder.json('note.json')] }]);
    const known = { tenant: TENANT, ourReference: `${TENANT}-12`, supplierReference: '7000001' };
    const fetched = await supplier.poll.fetch({ ...known, messageId: PINNED.messageId, now: PINNED.now });
    if (fetched.kind !== 'told') throw new Error(fetched.why);
    const [arrival] = fetched.arrivals as [Arrival];
    expect(supplier.poll.open(arrival)).toEqual({
      ...{ account: TENANT, ourReference: `${TENANT}-12`, messageId: '7000001-31', unreadable: undefined },
    });
    const before = { ...takenOverProblem(TENANT, 12), ...problem };
    const input = {
      ...{ problem: before, told: { ...NOTHING_TOLD, ...told }, report: supplier.poll.read(arrival, TENANT) },
      ...{ cancellation: undefined, resolutionReference: PINNED.resolutionReference },
      receivedAt: PINNED.receivedAt.toISOString(),
    };
    const news = readNews(input);
    const kci = news.kci && (JSON.parse(writeKci({ ...news.kci, ...PINNED.kci }, DEFAULT_KCI_NAMES)) as unknown);
    expect(asJson(kci ?? null)).toBe(folder.expected('kci.json', asJson(kci ?? null)));
    expect(readNews({ ...input, problem: news.problem, told: news.told }).kci).toBeUndefined();
    if (FINAL_STATUSES.has(before.status)) expect(news.problem.status).toBe(before.status);
    expect(folder.unused()).toEqual([]);
  });
});
