// Every screen in a real browser: usable with assistive technology, in light and dark, wide and narrow, and for each operator.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { eventually } from '../support/eventually.js';
import { anAmendment, GatewayWorld } from '../support/gateway-world.js';
import { inEnvelope, notificationText } from '../support/notification-texts.js';
import { Operator } from '../support/operator.js';
import { openBrowser, Visitor } from './browser.js';

jest.setTimeout(240_000);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const MARKUP = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>';

let at: GatewayWorld;
let browser: Browser;
let visitor: Visitor;
let reader: Operator;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'console-screens' });
  reader = await Operator.of(at, 'operations.read');
  const reference = await at.haveProblem(71001);
  at.cityfibre.behave({ action: 'drop-before', operation: 'amendFaultReport', reference, times: 1 });
  await at.north.amend(anAmendment(71004, 71001, { notes: `Ring first. ${MARKUP}` }));
  const facts = { reference: 'TENANT1-71001', messageId: 'CF-71001', buyer: 'NOBODY' };
  await at.notify(inEnvelope(notificationText('in-progress', facts)));
  await eventually('both items', async () => ((await reader.get('/v1/work')).body['items'] as unknown[]).length === 2);
  browser = await openBrowser();
  visitor = await Visitor.at(browser, at.gateway.operationsUrl);
  await visitor.signIn('supervisor');
});
afterAll(async () => {
  await browser?.close();
  await at?.close();
});

const SCREENS: [name: string, path: string, heading: RegExp][] = [
  ['now', '/console/', /^Now$/],
  ['work', '/console/work?needs=all', /^Work$/],
  ['problem', '/console/problems/TENANT1/71001', /^Problem 71001/],
  ['notification', '/console/notifications/2', /^Notification 2/],
  ['search', '/console/search?id=TIC-000111', /^Problem 71001/],
  ['acts', '/console/acts', /^Acts$/],
  ['drift', '/console/drift', /^Drift$/],
];

const LOOKS = [
  ['light', 1280],
  ['dark', 1280],
  ['light', 390],
  ['dark', 390],
] as const;

interface Violation {
  id: string;
  nodes: { target: string[] }[];
}

/** By the debugger's own way in, which no policy of the page concerns. */
async function violations(): Promise<string[]> {
  const { page } = visitor;
  await page.evaluate(AXE);
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

describe('the screen', () => {
  it.each(SCREENS)('%s is usable with assistive technology in every look', async (name, path, heading) => {
    const { page } = visitor;
    await page.goto(at.gateway.operationsUrl + path);
    await page.getByRole('heading', { name: heading }).first().waitFor();
    await page.waitForLoadState('networkidle');
    for (const [scheme, width] of LOOKS) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 800 });
      await visitor.picture(`${name}-${scheme}-${width}`);
      expect([scheme, width, await violations()]).toEqual([scheme, width, []]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    }
  });

  it('problem lights up the counterpart of a field and names its rule', async () => {
    const { page } = visitor;
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${at.gateway.operationsUrl}/console/problems/TENANT1/71001`);
    await page.locator('[data-path="serviceProblemId"]').hover();
    await page.locator('.rule', { hasText: 'Our reference of the problem' }).waitFor();
    expect(await page.locator('[data-path="buyerFaultReference"].lit').count()).toBe(1);
    await page.locator('[data-path="buyerFaultReference"]').focus();
    expect(await page.locator('[data-path="serviceProblemId"].lit').count()).toBe(1);
    await visitor.picture('problem-rule');
  });

  it('problem shows personal data only when asked, records the look, and runs nothing of it', async () => {
    const { page } = visitor;
    expect(await page.getByText('Ring first.').count()).toBe(0);
    await page.getByRole('button', { name: /^Show personal data/ }).click();
    await page.locator('[data-path="notes"]', { hasText: 'Ring first.' }).waitFor();
    expect(await page.locator('[data-path="notes"]').textContent()).toContain('<script>');
    expect(await page.evaluate('window.ran')).toBeUndefined();
    const { body } = await reader.get('/v1/acts');
    const looks = (body['items'] as { target: string; subject: string }[]).filter(({ target }) =>
      target.includes('raw=true'),
    );
    expect(new Set(looks.map(({ subject }) => subject))).toEqual(new Set(['supervisor']));
    expect(looks.length).toBeGreaterThan(0);
  });

  it('saw no error of the page and no breach of its policy', () => {
    expect(visitor.complaints).toEqual([]);
  });
});

describe('a reader', () => {
  it('is offered no act and no personal data', async () => {
    const other = await Visitor.at(browser, at.gateway.operationsUrl);
    try {
      await other.signIn('reader', '/console/problems/TENANT1/71001');
      await other.page.getByRole('heading', { name: 'Problem 71001 of TENANT1' }).waitFor();
      for (const name of [/did it/, /personal data/, /send it again/])
        expect(await other.page.getByRole('button', { name }).count()).toBe(0);
      await other.page.goto(`${at.gateway.operationsUrl}/console/work`);
      await other.page.getByRole('link', { name: 'amendment 71004' }).waitFor();
      expect(await other.page.getByRole('checkbox').count()).toBe(0);
    } finally {
      await other.close();
    }
  });
});
