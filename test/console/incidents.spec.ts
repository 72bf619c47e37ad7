// Incidents mended at the console by clicks alone: a real browser, the real gateway, both far sides.

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { anAmendment, aReport, GatewayWorld } from '../support/gateway-world.js';
import { inEnvelope, notificationText } from '../support/notification-texts.js';
import { Operator } from '../support/operator.js';
import { openBrowser, Visitor } from './browser.js';

jest.setTimeout(180_000);

let at: GatewayWorld;
let browser: Browser;
let visitor: Visitor;
let reader: Operator;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'console-incidents' });
  reader = await Operator.of(at, 'operations.read');
  browser = await openBrowser();
  visitor = await Visitor.at(browser, at.gateway.operationsUrl);
  await visitor.signIn('operator');
});
beforeEach(() => at.fibreCafe.behave('well'));
afterAll(async () => {
  await browser?.close();
  await at?.close();
});

interface Item {
  id: string;
  list: string;
  problemId?: number;
}

function listed(list: string, problemId?: number): Promise<Item> {
  return eventually(`${list} work`, async () => {
    const { body } = await reader.get(`/v1/work?state=${list}`);
    return (body['items'] as Item[]).find((item) => problemId === undefined || item.problemId === problemId);
  });
}

async function click(name: string | RegExp, role: 'button' | 'link' = 'button'): Promise<void> {
  await visitor.page.getByRole(role, { name }).first().click();
}

/** From the work list to the item, to the act, and done: three clicks and a reason. */
async function mend(item: string, act: string, reason: string, picture: string): Promise<void> {
  await visitor.page.goto(`${at.gateway.operationsUrl}/console/work`);
  await visitor.page.getByRole('link', { name: item }).first().waitFor();
  await visitor.picture(`${picture}-work`);
  await click(item, 'link');
  await visitor.page.getByRole('button', { name: act }).first().waitFor();
  await visitor.picture(`${picture}-open`);
  await click(act);
  await visitor.page.getByRole('textbox', { name: /reason/i }).fill(reason);
  await visitor.picture(`${picture}-act`);
  await click(/^Do it/);
  await visitor.page.getByText('Done.').waitFor();
  await click(/^Close$/);
}

describe('an operator at the console', () => {
  it('settles a request whose answer was cut', async () => {
    const reference = await at.haveProblem(61001);
    at.cityfibre.behave({ action: 'drop-before', operation: 'amendFaultReport', reference, times: 1 });
    expect((await at.north.amend(anAmendment(61004, 61001))).status).toBe(202);
    await listed('unknown', 61001);
    await mend('amendment 61004', 'The supplier did it', 'Seen in the portal.', 'answer-cut');
    const kcis = await at.untilKcis(61001, 2);
    expect(kcis.at(-1)?.reasonCode).toBe('AMENDED');
  });

  it('delivers an update that was refused', async () => {
    const reference = await at.haveProblem(62001);
    at.fibreCafe.behave({ status: 400, times: 1, problemId: 62001 });
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    await at.cityfibre.notify(reference, { event: 'on-hold' });
    await listed('parked', 62001);
    await mend('KCI 2', 'Deliver it again', 'The platform has corrected its rule.', 'update-refused');
    expect(await at.untilKcis(62001, 3)).toHaveLength(3);
  });

  it('assigns a notification for nobody to the problem that is suggested', async () => {
    await at.haveProblem(63001);
    const facts = { reference: 'TENANT1-63001', messageId: 'CF-63001', buyer: 'NOBODY' };
    await at.notify(inEnvelope(notificationText('in-progress', facts)));
    await listed('quarantined');
    await mend('notification of cityfibre', 'Assign it to a problem', 'The supplier confirmed it.', 'for-nobody');
    const kcis = await at.untilKcis(63001, 2);
    expect(kcis.at(-1)?.status).toBe('IN_PROGRESS');
  });

  it('dismisses a notification that cannot be read', async () => {
    await at.notify('<notifyFaultReportUpdate><buyerFaultReference>TENANT1-1</buyer');
    const { id } = await listed('quarantined');
    await mend('notification of cityfibre', 'Dismiss it', 'The supplier sent it again, whole.', 'unreadable');
    const { body } = await reader.get(`/v1/notifications/${id}`);
    expect(body['notification']).toMatchObject({
      progress: 'dismissed',
      why: expect.stringContaining('The supplier sent it again, whole.'),
    });
    expect((await reader.get('/v1/work?state=quarantined')).body['items']).toEqual([]);
  });

  it('reads in one line that a supplier is away, and sees it mend itself', async () => {
    await at.cityfibre.down();
    for (const id of [64001, 64002, 64003]) expect((await at.north.report(aReport(id))).status).toBe(202);
    await listed('waiting', 64003);
    await visitor.page.goto(`${at.gateway.operationsUrl}/console/work`);
    await click(/^Mends itself/);
    await visitor.page
      .getByRole('button', { name: /^\d+ × / })
      .first()
      .waitFor();
    await visitor.picture('supplier-down');
    await at.cityfibre.up();
    await visitor.page.getByText('ECONNREFUSED').waitFor({ state: 'detached', timeout: 60_000 });
    for (const reference of ['TENANT1-64001', 'TENANT1-64002', 'TENANT1-64003']) {
      await eventually(`the report ${reference}`, () => at.reached(reference, 'addFaultReport').length > 0);
      await at.cityfibre.decide(reference, { decision: 'accept' });
    }
    await visitor.page.getByText('Nothing waits').waitFor({ timeout: 60_000 });
  });

  it('finds every act with its reason', async () => {
    await visitor.page.goto(`${at.gateway.operationsUrl}/console/acts`);
    for (const reason of ['Seen in the portal.', 'The platform has corrected its rule.', 'The supplier confirmed it.'])
      await visitor.page.getByRole('cell', { name: reason }).waitFor();
    await visitor.picture('acts');
  });

  it('saw no error of the page and no breach of its policy', () => {
    expect(visitor.complaints).toEqual([]);
  });
});
