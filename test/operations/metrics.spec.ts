// What Prometheus is told, whether the gateway is well, and the alarms about work that stands still.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { StallDetector } from '../../src/engine/housekeeping/stall-detector.js';
import { anAmendment, GatewayWorld } from '../support/gateway-world.js';
import { eventually } from '../support/eventually.js';
import { Operator } from '../support/operator.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({
    name: 'metrics',
    settings: { stalls: { claimedFor: '1s', dueFor: '1m', waitingFor: '1s' } },
  });
});
afterAll(() => at.close());

async function metrics(): Promise<Map<string, number>> {
  const response = await fetch(`${at.gateway.operationsUrl}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );
}

describe('the metrics', () => {
  it('count requests, what suppliers did, deliveries and alarms, without a token', async () => {
    const reference = await at.haveProblem(51001);
    await at.north.amend(anAmendment(51002, 51001));
    await at.north.amend({ id: 51003 });
    at.fibreCafe.behave({ status: 400, times: 1, problemId: 51001 });
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    await at.untilLogged('the parked KCI', (line) => line.alarm === true);
    const told = await eventually('the parked KCI in the metrics', async () => {
      const values = await metrics();
      return values.get('gateway_queue_depth{queue="kcis",state="parked"}') === 1 && values;
    });
    const at1 = (name: string): number | undefined => told.get(`gateway_${name}`);
    expect(at1('requests_total{route="POST /service-problems",status="202"}')).toBe(1);
    expect(at1('requests_total{route="POST /service-problem-amendments",status="201"}')).toBe(1);
    expect(at1('requests_total{route="POST /service-problem-amendments",status="400"}')).toBe(1);
    expect(at1('supplier_exchanges_total{supplier="cityfibre",operation="amendFaultReport",outcome="done"}')).toBe(1);
    expect(at1('notifications_total{supplier="cityfibre",outcome="stored"}')).toBe(2);
    expect(at1('update_deliveries_total{outcome="delivered"}')).toBe(1);
    expect(at1('update_deliveries_total{outcome="refused"}')).toBe(1);
    expect(at1('alarms_total{event="update.attempted"}')).toBe(1);
    expect(at1('queue_depth{queue="commands",state="unknown"}')).toBe(0);
    expect(at1('queue_oldest_seconds{queue="kcis",state="parked"}')).toBeGreaterThan(0);
    expect(at1('store_up')).toBe(1);
    expect(at1('journal_lost')).toBe(0);
    expect([...told.keys()].some((name) => name.startsWith('nodejs_eventloop_lag'))).toBe(true);
    expect([...told.keys()].join()).not.toMatch(/TENANT1|51001/);
  });

  it('are on the same listener as health', async () => {
    for (const path of ['live', 'ready']) {
      expect((await fetch(`${at.gateway.operationsUrl}/health/${path}`)).status).toBe(200);
    }
  });
});

describe('stalled work', () => {
  it('raises one alarm until it changes, is listed, and is in the metrics', async () => {
    const reader = await Operator.of(at, 'operations.read');
    const stalled = await eventually('the stalled KCI', async () => {
      const items = (await reader.get('/v1/work?state=stalled')).body['items'] as { id: string; stall: string }[];
      return items[0];
    });
    expect(stalled).toMatchObject({ kind: 'kci', state: 'parked', stall: 'waiting', problemId: 51001 });
    const detector = at.gateway.app.get(StallDetector);
    const alarms = () => at.lines.filter(({ event, id }) => event === 'work.stalled' && id === stalled.id);
    await detector.check();
    await detector.check();
    expect(alarms()).toEqual([
      expect.objectContaining({
        alarm: true,
        stall: 'waiting',
        advice: expect.stringMatching(/\S/),
        why: expect.any(String),
      }),
    ]);
    expect((await metrics()).get('gateway_stalled{kind="kci",stall="waiting"}')).toBe(1);
    await at.stored(
      `update kci set progress = 'sending', claimed_until = now() - interval '1 hour' where kci_id = $1`,
      [stalled.id],
    );
    await detector.check();
    expect(alarms().map(({ stall }) => stall)).toEqual(['waiting', 'claimed']);
    // The lapsed claim is taken up again, and the line goes on without anybody's help.
    await at.untilKcis(51001, 2);
    await detector.check();
    expect((await metrics()).get('gateway_stalled{kind="kci",stall="claimed"}')).toBeUndefined();
  });
});
