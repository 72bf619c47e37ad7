// What a notification is read by beside its content: its path, the time it was sent, and references that callers gave.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { anAmendment, GatewayWorld } from '../support/gateway-world.js';
import { type NotificationFacts, type NotificationName, notificationText } from '../support/notification-texts.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'report-evidence' });
});
afterAll(() => at.close());

function text(name: NotificationName, facts: Partial<NotificationFacts> & { reference: string }): string {
  return notificationText(name, { messageId: `CF-${randomUUID()}`, ...facts });
}

const lifeOf = (kcis: { reasonCode: string; status: string }[]): string[] =>
  kcis.map(({ reasonCode, status }) => `${reasonCode} ${status}`);

it('a notification on a path that ends with notifyAmended confirms the amendment that is undecided', async () => {
  const reference = await at.haveProblem(8101);
  at.cityfibre.behave({ action: 'pending', operation: 'amendFaultReport', reference, times: 1 });
  expect((await at.north.amend(anAmendment(8102, 8101))).status).toBe(202);
  await at.notify(text('amended', { reference }), { path: '/cityfibre/a/NOTIFYAMENDED' });
  expect(lifeOf(await at.untilKcis(8101, 2))).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'AMENDED ACKNOWLEDGED']);
});

it('the supplier is asked for the present state after a report that is late', async () => {
  const reference = await at.haveProblem(8111);
  const now = Date.now();
  const sentAt = (ms: number): string => new Date(now + ms).toISOString();
  await at.notify(text('in-progress', { reference, sentAt: sentAt(1) }));
  await at.notify(
    text('on-hold', { reference }).replace(/<messageId>/, `<sentAt>${sentAt(-3_600_000)}</sentAt><messageId>`),
  );
  const kcis = await at.untilKcis(8111, 3);
  expect(lifeOf(kcis)).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'UPDATE IN_PROGRESS', 'ADDITIONAL IN_PROGRESS']);
  await eventually('a question', () => at.reached(reference, 'requestFaultReportUpdate').length > 0);
});

it('a problem that was taken over is found by the reference its caller gave', async () => {
  const taken = anAmendment(8122, 8121, { supplierServiceProblemReference: 'TIC-812100' });
  await at.north.amend(taken);
  const unknown = text('in-progress', { reference: 'OTHER-SYSTEM-1' });
  await at.notify(unknown.replace(/<maintainerFaultReference>[^<]*</, '<maintainerFaultReference>TIC-812100<'));
  const kcis = await eventually('a KCI about the state', () => {
    const found = at.kcis(8121).filter(({ reasonCode }) => reasonCode === 'UPDATE');
    return found.length > 0 && found;
  });
  expect(lifeOf(kcis)).toEqual(['UPDATE IN_PROGRESS']);
});
