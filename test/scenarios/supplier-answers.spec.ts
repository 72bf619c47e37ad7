// Answers that are no verdict of the supplier, or not about the request: nothing is lost, a person is called where only a
// person helps, and the caller hears what came of it.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { anAmendment, aReport, GatewayWorld } from '../support/gateway-world.js';
import { notificationText } from '../support/notification-texts.js';
import { type Scripted, ScriptedSupplier } from './scripted-supplier.js';
import { Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
let supplier: ScriptedSupplier;
beforeAll(async () => {
  const at = await GatewayWorld.open({ name: 'supplier-answers' });
  supplier = await ScriptedSupplier.start(at.world.pki);
  const settings = { tenants: { TENANT2: { cityfibre: { endpoint: supplier.url } } } };
  await at.writeSettings(at.world.settingsPath, settings);
  await at.startHere();
  stage = await Stage.around(at);
});
afterAll(async () => {
  await stage.close();
  await supplier.stop();
});

const TENANT = 'TENANT2';
const inTenant = { headers: { Tenant: TENANT } };
const FAULT = '<fault><faultcode>403</faultcode><faultmessage>Unauthenticated</faultmessage></fault>';

let lastId = 700;
const freshId = (): number => ++lastId;
const asked = (name: string): number => supplier.asked.filter((one) => one === name).length;

async function accepted(id: number): Promise<void> {
  await stage.at.report(id, TENANT);
  const about = { reference: `${TENANT}-${id}`, buyer: 'SPDEV2', messageId: randomUUID() };
  await stage.at.notify(notificationText('accepted', about));
  await stage.at.untilKcis(id, 1);
}

describe('a report', () => {
  it.each<[string, Scripted, RegExp]>([
    ['a refused certificate', { status: 403, body: FAULT }, /certificate or access/],
    ['an address off the list', { status: 403, body: '<html><body>Forbidden</body></html>' }, /certificate or access/],
    ['a redirect', { status: 302, body: '' }, /answered in place of the supplier/],
    [
      'an ingress without a back-end',
      { status: 404, body: 'default backend - 404' },
      /answered in place of the supplier/,
    ],
  ])('that meets %s raises an alarm, waits and is sent again', async (_what, answer, advice) => {
    const id = freshId();
    const before = asked('addFaultReport');
    supplier.next('addFaultReport', answer);
    expect((await stage.at.north.report(aReport(id), inTenant)).status).toBe(202);
    const alarm = await stage.at.untilLogged('the alarm', (line) => line.alarm === true && line['id'] === String(id));
    expect(alarm).toMatchObject({ outcome: 'queued', advice: expect.stringMatching(advice) });
    await stage.at.untilLogged(
      'the second attempt',
      (line) => line['id'] === String(id) && line['outcome'] === 'accepted',
    );
    expect(asked('addFaultReport')).toBe(before + 2);
  });

  it('that turns out not to be implemented after its 202 is refused by KCI', async () => {
    const id = freshId();
    supplier.next('addFaultReport', { status: 503, body: '' });
    expect((await stage.at.north.report(aReport(id), inTenant)).status).toBe(202);
    supplier.next('addFaultReport', { status: 501, body: '' });
    const [kci] = await stage.at.untilKcis(id, 1);
    expect(kci).toMatchObject({ reasonCode: 'UPDATE', status: 'REJECTED', problemCode: 'INVALID_REQUEST' });
  });
});

describe('an amendment', () => {
  it('answered HTTP 501 is NOT_IMPLEMENTED', async () => {
    const id = freshId();
    await accepted(id);
    supplier.next('amendFaultReport', { status: 501, body: '' });
    const answer = await stage.at.north.amend(anAmendment(id, id), inTenant);
    expect([answer.status, answer.body['code']]).toEqual([501, 'NOT_IMPLEMENTED']);
  });

  it('answered HTTP 400 with a fault is SUPPLIER_FAULT, and nothing of the fault goes north', async () => {
    const id = freshId();
    await accepted(id);
    const fault = '<fault><faultcode>400</faultcode><faultmessage>Broken XML at /srv/x.java:12</faultmessage></fault>';
    supplier.next('amendFaultReport', { status: 400, body: fault });
    const answer = await stage.at.north.amend(anAmendment(id, id), inTenant);
    expect([answer.status, answer.body['code']]).toEqual([500, 'SUPPLIER_FAULT']);
    expect(answer.text).not.toContain('srv');
  });

  it('whose connection a proxy lost after passing it on is not sent again', async () => {
    const id = freshId();
    await accepted(id);
    const before = asked('amendFaultReport');
    supplier.next('amendFaultReport', {
      status: 503,
      body: 'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
    });
    expect((await stage.at.north.amend(anAmendment(id, id), inTenant)).status).toBe(202);
    expect(await stage.progress(id, 'amend-problem')).toEqual(['unknown']);
    expect(asked('amendFaultReport')).toBe(before + 1);
  });
});
