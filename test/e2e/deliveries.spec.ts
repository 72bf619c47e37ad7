// How KCIs reach a Fibre Cafe that refuses, stumbles or is away: every one, once, in order, always the same bytes.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LogLine } from '../../src/demo/gateway-process.js';
import type { FibreCafeMessage } from '../../src/simulators/fibre-cafe/contract.js';
import { eventually } from '../support/eventually.js';
import { GatewayWorld } from '../support/gateway-world.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'deliveries' });
});
afterAll(() => at.close());

/** Every attempt at a KCI of one problem, refused ones too, oldest first. */
function attempts(problemId: number): FibreCafeMessage[] {
  return at.asked.filter(({ path, body }) => {
    const problem = (body as { serviceProblem?: { id?: number } } | undefined)?.serviceProblem;
    return path === '/v1/kcis' && problem?.id === problemId;
  });
}

const isAbout = (line: LogLine, problemId: number): boolean =>
  line.event === 'update.attempted' && String(line['entityId']) === String(problemId);
const numbersOf = (problemId: number): number[] => at.kcis(problemId).map(({ sequenceNumber }) => sequenceNumber);

describe('the access token', () => {
  it('is requested once, however many KCIs wait for it', async () => {
    const problems = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => 1000 + number);
    await Promise.all(problems.map((id) => at.haveProblem(id)));
    for (const id of problems) await at.cityfibre.notify(`TENANT1-${id}`, { event: 'in-progress' });
    await Promise.all(problems.map((id) => at.untilKcis(id, 2)));
    expect(at.fibreCafe.tokenRequests()).toBe(1);
  });

  it('is replaced once when it is refused, and the KCI is sent immediately with the new one', async () => {
    await at.report(1010);
    const before = at.fibreCafe.tokenRequests();
    at.fibreCafe.behave({ status: 401, times: 1, problemId: 1010 });
    await at.cityfibre.decide('TENANT1-1010', { decision: 'accept' });
    await at.untilKcis(1010, 1);
    expect(attempts(1010).map(({ status }) => status)).toEqual([401, 204]);
    expect(at.fibreCafe.tokenRequests()).toBe(before + 1);
    const attempted = await at.untilLogged('the delivery', (line) => isAbout(line, 1010));
    expect(attempted).toMatchObject({ event: 'update.attempted', outcome: 'delivered', attempt: 1 });
  });

  it('that is unavailable for a moment loses no KCI', async () => {
    await at.report(1011);
    at.fibreCafe.behave({ status: 401, times: 1, problemId: 1011 });
    at.fibreCafe.behave({ on: 'token', status: 503, times: 1 });
    await at.cityfibre.decide('TENANT1-1011', { decision: 'accept' });
    expect(numbersOf(1011)).toEqual([]);
    await at.untilKcis(1011, 1);
    expect(attempts(1011).map(({ status }) => status)).toEqual([401, 204]);
  });
});

describe('a KCI', () => {
  /** All of them meet their trouble at the same time, so that they wait together. */
  beforeAll(async () => {
    const reference = await at.haveProblem(2001);
    for (const id of [2002, 2003, 2004, 2006]) await at.report(id);
    at.fibreCafe.behave({ status: 500, times: 1, problemId: 2001 });
    at.fibreCafe.behave({ status: 500, times: 1, problemId: 2002 });
    at.fibreCafe.behave({ status: 429, retryAfterSeconds: 2, times: 1, problemId: 2003 });
    at.fibreCafe.behave({ drop: 'after', times: 1, problemId: 2004 });
    at.fibreCafe.behave({ status: 422, times: 1, problemId: 2006 });
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    await at.cityfibre.notify(reference, { event: 'on-hold' });
    for (const id of [2002, 2003, 2004, 2006]) await at.cityfibre.decide(`TENANT1-${id}`, { decision: 'accept' });
  });

  it('answered 500 is sent again with the same id, number, time and content, and later ones wait for it', async () => {
    await at.untilKcis(2001, 3);
    expect(numbersOf(2001)).toEqual([1, 2, 3]);
    expect(attempts(2001).map(({ status }) => status)).toEqual([204, 500, 204, 204]);
    const [, refused, taken] = attempts(2001).map(({ body }) => JSON.stringify(body));
    expect(taken).toBe(refused);
  });

  it('carries its own request id on every attempt and the conversation of the report', async () => {
    const [kci] = await at.untilKcis(2002, 1);
    const headers = attempts(2002).map((attempt) => attempt.headers);
    expect(new Set(headers.map((sent) => sent['x-request-id'])).size).toBe(2);
    const [row] = await at.stored<{ conversation_id: string }>(
      'select conversation_id from problem where platform_id = 2002',
    );
    expect(headers.map((sent) => sent['x-conversation-id'])).toEqual([row?.conversation_id, row?.conversation_id]);
    expect(kci?.conversationId).toBe(row?.conversation_id);
  });

  it('answered 429 waits as long as Retry-After says', async () => {
    await at.untilKcis(2003, 1);
    const [first, second, ...others] = attempts(2003);
    expect([first?.status, second?.status, others.length]).toEqual([429, 204, 0]);
    expect((second?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0)).toBeGreaterThan(1_950);
  });

  it('whose answer was lost is sent again byte for byte', async () => {
    // The simulator counts a repeat only where every byte is the same; anything else would be a finding.
    await eventually('the repeat', () => at.kcis(2004)[0]?.deliveries === 2);
    expect(numbersOf(2004)).toEqual([1]);
  });

  it('that is refused with 422 while the problem is young is sent again', async () => {
    await at.untilKcis(2006, 1);
    expect(attempts(2006).map(({ status }) => status)).toEqual([422, 204]);
  });

  it('arrives once the Fibre Cafe can be reached again, in order', async () => {
    const reference = await at.haveProblem(2005);
    await at.fibreCafe.down();
    try {
      await at.cityfibre.notify(reference, { event: 'in-progress' });
      await at.cityfibre.notify(reference, { event: 'on-hold' });
      await at.untilLogged('the failed attempt', (line) => isAbout(line, 2005) && line['outcome'] === 'again');
    } finally {
      await at.fibreCafe.up();
    }
    const kcis = await at.untilKcis(2005, 3);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'UPDATE', 'INFORMATION_REQUIRED']);
  });

  it('always answered 500 delays only its own problem, and loses nothing', async () => {
    const stuck = await at.haveProblem(2011);
    const others = [await at.haveProblem(2012), await at.haveProblem(2013)];
    at.fibreCafe.behave({ status: 500, problemId: 2011 });
    for (const event of ['in-progress', 'on-hold', 'in-progress'] as const) {
      for (const reference of [stuck, ...others]) await at.cityfibre.notify(reference, { event });
    }
    await Promise.all([at.untilKcis(2012, 4), at.untilKcis(2013, 4)]);
    await eventually('the second refusal', () => attempts(2011).length >= 3);
    expect(numbersOf(2011)).toEqual([1]);
    expect(new Set(attempts(2011).map(({ body }) => (body as { sequenceNumber: number }).sequenceNumber))).toEqual(
      new Set([1, 2]),
    );
    at.fibreCafe.behave('well');
    await at.untilKcis(2011, 4);
    expect(numbersOf(2011)).toEqual([1, 2, 3, 4]);
  });

  it('that is refused with 400 is parked with an alarm, and only its own problem waits', async () => {
    const reference = await at.haveProblem(2007);
    const other = await at.haveProblem(2008);
    at.fibreCafe.behave({ status: 400, times: 1, problemId: 2007 });
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    const alarm = await at.untilLogged('the parked KCI', (line) => line.alarm === true && isAbout(line, 2007));
    expect(alarm).toMatchObject({ status: 400, sequenceNumber: 2, advice: expect.stringMatching(/parked/) });

    await at.cityfibre.notify(reference, { event: 'on-hold' });
    await at.cityfibre.notify(other, { event: 'in-progress' });
    await at.cityfibre.notify(other, { event: 'on-hold' });
    await at.untilKcis(2008, 3);
    expect([numbersOf(2007), numbersOf(2008)]).toEqual([[1], [1, 2, 3]]);
    const kept = await at.stored<{ sequence: number; progress: string }>(
      `select sequence, progress from kci where entity_id::text = '2007' order by sequence`,
    );
    expect(kept).toEqual([
      { sequence: 1, progress: 'delivered' },
      { sequence: 2, progress: 'parked' },
      { sequence: 3, progress: 'due' },
    ]);
  });

  it('of one problem does not wait for a slow answer about another problem', async () => {
    const slow = await at.haveProblem(2009);
    const quick = await at.haveProblem(2010);
    at.fibreCafe.behave({ delayMs: 1_500, times: 1, problemId: 2009 });
    await at.cityfibre.notify(slow, { event: 'in-progress' });
    await at.cityfibre.notify(quick, { event: 'in-progress' });
    await at.untilKcis(2010, 2);
    expect(attempts(2009).map(({ status }) => status)).toEqual([204]);
    await eventually('the slow answer', () => attempts(2009).length === 2);
  });
});

describe('the Fibre Cafe at the end of these tests', () => {
  it('has KCIs without a gap, in order, and valid by its contract', () => {
    expect(at.fibreCafe.findings()).toEqual([]);
    expect(at.fibreCafe.problems().filter(({ flawless }) => !flawless)).toEqual([]);
  });
});
