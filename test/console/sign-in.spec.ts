// Signing in to the console in a real browser, at a real issuer.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { GatewayWorld } from '../support/gateway-world.js';
import { openBrowser, Visitor } from './browser.js';

jest.setTimeout(120_000);

let at: GatewayWorld;
let browser: Browser;
let visitor: Visitor;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'console-sign-in' });
  browser = await openBrowser();
  visitor = await Visitor.at(browser, at.gateway.operationsUrl);
});
afterAll(async () => {
  await browser?.close();
  await at?.close();
});

describe('signing in to the console', () => {
  it('leads through the issuer back to the screen that was asked for', async () => {
    await visitor.signIn('reader', '/console/acts');
    await visitor.page.getByRole('heading', { name: 'Acts' }).waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/console/acts');
    expect(await visitor.page.locator('.who').textContent()).toContain('reader');
    expect(visitor.complaints).toEqual([]);
  });

  it('leaves no token in the storage of the browser', async () => {
    const stored = await visitor.page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(stored).not.toMatch(/eyJ/);
    expect(stored).toContain('signed-in');
  });

  it('is not needed again when the page is loaded anew', async () => {
    await visitor.page.reload();
    await visitor.page.getByRole('heading', { name: 'Acts' }).waitFor();
    expect(new URL(visitor.page.url()).pathname).toBe('/console/acts');
  });

  it('ends with signing out, here and at the issuer', async () => {
    await visitor.page.getByRole('button', { name: 'Sign out' }).click();
    await visitor.page.getByRole('button', { name: /yes, sign me out/i }).click();
    await visitor.page.getByRole('button', { name: 'Sign in' }).click();
    await visitor.page.getByRole('button', { name: 'Sign in as reader' }).waitFor();
  });
});
