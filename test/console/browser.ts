// A real browser for the console: the Chromium that an npm package carries, or the one that CHROMIUM names.

import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright, type Page } from 'playwright-core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Screenshots of the last run, to be looked at. */
export const PICTURES = join(import.meta.dirname, '..', '..', 'dist', 'console-screens');

/** What the package sets for pages that are not under test: it would hide what the browser forbids. */
const LOOSENED = new Set([
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  '--single-process',
  '--no-zygote',
]);

export async function openBrowser(): Promise<Browser> {
  const { CHROMIUM } = process.env;
  return playwright.launch({
    executablePath: CHROMIUM ?? (await chromium.executablePath()),
    args: CHROMIUM === undefined ? chromium.args.filter((arg) => !LOOSENED.has(arg)) : ['--no-sandbox'],
    headless: true,
  });
}

/** One person at the console, and everything the browser had to complain of. */
export class Visitor {
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly url: string,
  ) {
    page.on('console', (message) => {
      // A refused call is shown by the page; the browser's own line about it says nothing more.
      const refused = message.text().startsWith('Failed to load resource');
      if (['error', 'warning'].includes(message.type()) && !refused) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
  }

  static async at(browser: Browser, url: string): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return new Visitor(context, page, url);
  }

  async signIn(name: string, path = '/console/'): Promise<void> {
    await this.page.goto(this.url + path);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('button', { name: `Sign in as ${name}` }).click();
    await this.page.getByRole('navigation', { name: 'Screens' }).waitFor();
  }

  async picture(name: string): Promise<void> {
    await mkdir(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true, caret: 'initial' });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
