// More requests than may be asked at once: kept, answered 202, asked later in order; the limit of keeping is a 503.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { anAmendment, GatewayWorld } from '../support/gateway-world.js';

jest.setTimeout(90_000);

describe('a request above the in-flight limit', () => {
  let at: GatewayWorld;
  beforeAll(async () => {
    at = await GatewayWorld.start({
      name: 'overload',
      timing: { updateAfterMs: 0 },
      settings: { submit: { maxInFlight: 1 } },
    });
  });
  afterAll(() => at.close());

  it('is queued and answered 202 without a call to the supplier, and its result follows by KCI', async () => {
    const [slow, other] = [await at.haveProblem(9001), await at.haveProblem(9002)];
    at.cityfibre.behave({ action: 'delay', ms: 1_500, operation: 'amendFaultReport', reference: slow, times: 1 });
    const first = at.north.amend(anAmendment(9101, 9001));
    await at.untilReached(slow, 1);
    for (const id of [9102, 9103]) expect((await at.north.amend(anAmendment(id, 9002))).status).toBe(202);
    expect((await first).status).toBe(201);
    const kcis = await at.untilKcis(9002, 3);
    expect(kcis.map(({ body }) => body['serviceProblemAmendmentId'])).toEqual([undefined, 9102, 9103]);
    expect(at.reached(other)).toHaveLength(2);
  });

  it('is answered 202 when it is repeated, and sent once', async () => {
    const [slow, other] = [await at.haveProblem(9003), await at.haveProblem(9004)];
    at.cityfibre.behave({ action: 'delay', ms: 1_500, operation: 'amendFaultReport', reference: slow, times: 1 });
    const first = at.north.amend(anAmendment(9201, 9003));
    await at.untilReached(slow, 1);
    const once = await at.north.amend(anAmendment(9202, 9004));
    const again = await at.north.amend(anAmendment(9202, 9004));
    expect([again.status, again.text]).toEqual([202, once.text]);
    await first;
    await at.untilKcis(9004, 2);
    expect(at.reached(other)).toHaveLength(1);
  });
});

describe('a request above the limit of pending writes', () => {
  let at: GatewayWorld;
  beforeAll(async () => {
    at = await GatewayWorld.start({ name: 'keeping', settings: { submit: { maxPendingWrites: 1 } } });
  });
  afterAll(() => at.close());

  it('is answered 503 without a body, and accepted when it is repeated later', async () => {
    for (const id of [9301, 9302, 9303, 9304]) await at.haveProblem(id);
    const amend = (id: number) => at.north.amend(anAmendment(id + 100, id));
    const answers = await Promise.all([9301, 9302, 9303, 9304].map(amend));
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.map(({ text }) => text)).toEqual(refused.map(() => ''));
    for (const id of [9301, 9302, 9303, 9304]) expect((await amend(id)).status).toBe(201);
  });
});
