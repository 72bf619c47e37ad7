// A problem that has ended changes no more: what is asked about it is refused at once, and the supplier is not asked.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { anAmendment, GatewayWorld } from '../support/gateway-world.js';
import { messagesOf } from '../support/north.js';
import { type NotificationName, notificationText } from '../support/notification-texts.js';
import { ScriptedSupplier } from './scripted-supplier.js';
import { Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
let supplier: ScriptedSupplier;
beforeAll(async () => {
  const at = await GatewayWorld.open({ name: 'finished-problems' });
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
let lastId = 800;
const freshId = (): number => ++lastId;
const amendmentsSent = (): number => supplier.asked.filter((name) => name === 'amendFaultReport').length;

async function tell(id: number, name: NotificationName): Promise<void> {
  await stage.at.notify(
    notificationText(name, { reference: `${TENANT}-${id}`, buyer: 'SPDEV2', messageId: randomUUID() }),
  );
}

async function reported(id: number, ...then: NotificationName[]): Promise<void> {
  await stage.at.report(id, TENANT);
  for (const [at, name] of then.entries()) {
    await tell(id, name);
    await stage.at.untilKcis(id, at + 1);
  }
}

describe.each<[string, NotificationName[]]>([
  ['COMPLETED', ['accepted', 'closed']],
  ['CANCELLED', ['accepted', 'cancelled']],
  ['REJECTED', ['rejected']],
])('a problem that is %s', (status, notifications) => {
  it('takes no amendment and no cancellation: 422, and nothing is sent', async () => {
    const id = freshId();
    await reported(id, ...notifications);
    const before = amendmentsSent();
    const amended = await stage.at.north.amend(anAmendment(id, id), inTenant);
    const cancelled = await stage.cancel(id, id, {}, TENANT);
    for (const answer of [amended, cancelled]) {
      expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_REQUEST']);
      expect(messagesOf(answer).join()).toContain(status);
    }
    expect(amendmentsSent()).toBe(before);
  });
});

it('a resolved problem still takes an amendment', async () => {
  const id = freshId();
  await reported(id, 'accepted', 'resolved');
  expect((await stage.at.north.amend(anAmendment(id, id), inTenant)).status).toBe(201);
});

it('a cancellation that waits behind the report of a problem that the supplier rejects is told that', async () => {
  const id = freshId();
  await reported(id);
  expect((await stage.cancel(id, id, {}, TENANT)).status).toBe(202);
  await tell(id, 'rejected');
  const kcis = await stage.at.untilKcis(id, 2);
  const answer = kcis.find(({ reasonCode }) => reasonCode === 'CANCELLATION_REJECTED');
  expect(answer?.body['text']).toMatch(/^The (problem is REJECTED|supplier rejected the problem)/);
});

it('the Fibre Cafe was told everything in order, without a gap', () => stage.expectInOrder());
