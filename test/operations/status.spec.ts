// The status of the far sides: over HTTP, with a supplier that goes away.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { aReport, GatewayWorld } from '../support/gateway-world.js';
import { Operator } from '../support/operator.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
let reader: Operator;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'status' });
  reader = await Operator.of(at, 'operations.read');
});
afterAll(() => at.close());

interface FarSide {
  kind: string;
  name: string;
  tenant: string;
  state: string;
  why?: string;
  circuitOpen: boolean;
  waiting: number;
  oldestAt?: string;
}

interface Status {
  needsPerson: number;
  mendsItself: number;
  farSides: FarSide[];
  traffic: { side: string; minutes: { count: number; failed: number }[] }[];
}

async function status(): Promise<Status> {
  const answer = await reader.get('/v1/status');
  expect(answer.status).toBe(200);
  return answer.body as unknown as Status;
}

const supplier = ({ farSides }: Status, tenant = 'TENANT1'): FarSide | undefined =>
  farSides.find((one) => one.kind === 'supplier' && one.tenant === tenant);

describe('the status', () => {
  it('names each supplier and platform of each tenant, unknown before the first call', async () => {
    const { farSides } = await status();
    expect(farSides.map(({ kind, tenant }) => `${kind} ${tenant}`).sort()).toEqual([
      'platform TENANT1',
      'platform TENANT2',
      'supplier TENANT1',
      'supplier TENANT2',
    ]);
    expect(new Set(farSides.map(({ state }) => state))).toEqual(new Set(['unknown']));
  });

  it('says that what answered is up, and counts the traffic of every side', async () => {
    await at.haveProblem(81001);
    const found = await eventually('the platform', async () => {
      const now = await status();
      const up = now.farSides.filter(({ tenant, state }) => tenant === 'TENANT1' && state === 'up');
      return up.length === 2 && now;
    });
    expect(supplier(found, 'TENANT2')?.state).toBe('unknown');
    for (const { side, minutes } of found.traffic) {
      expect([side, minutes.length]).toEqual([side, 60]);
      expect([side, minutes.reduce((sum, { count }) => sum + count, 0)]).not.toEqual([side, 0]);
    }
  });

  it('puts what is away first, with why, what waits and its circuit', async () => {
    await at.cityfibre.down();
    for (const id of [81002, 81003, 81004]) expect((await at.north.report(aReport(id))).status).toBe(202);
    const found = await eventually('the open circuit', async () => {
      const now = await status();
      return supplier(now)?.circuitOpen === true && now;
    });
    expect(found.farSides[0]).toMatchObject({
      kind: 'supplier',
      tenant: 'TENANT1',
      state: 'down',
      waiting: 3,
      why: expect.stringMatching(/ECONNREFUSED/),
      oldestAt: expect.stringMatching(/Z$/),
    });
    expect([found.needsPerson, found.mendsItself]).toEqual([0, 3]);
  });
});
