// Runs the scripts in notifications/: suppliers whose notifications are odd, sent to a gateway over mutual TLS.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GatewayWorld } from '../support/gateway-world.js';
import { cityfibreBench } from '../suppliers/cityfibre/bench.js';
import type { OddNotification } from './far-side.js';

jest.setTimeout(90_000);

const FOLDER = join(import.meta.dirname, 'notifications');
const scripts = await Promise.all(
  readdirSync(FOLDER).map(async (file) => ((await import(join(FOLDER, file))) as { default: OddNotification }).default),
);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'far-sides' });
});
afterAll(() => at.close());

describe.each(scripts.map((script) => [script.oddity, script] as const))('a supplier that %s', (_oddity, script) => {
  it('is answered as the script says', async () => {
    const answer = await at.notify(script.body, { headers: script.headers });
    expect(answer.status).toBe(script.status);
    expect(answer.headers).toMatchObject(script.answerHeaders ?? {});
    expect(answer.text).toMatch(script.answer ?? /^/);
  });

  if (script.report !== undefined) {
    it('is understood', () => {
      const { supplier } = cityfibreBench({}, []);
      const contentType = script.headers['content-type'];
      const { updates, drift } = supplier.read({ body: script.body, contentType }, 'NORTHWIND');
      const { update, drift: wanted } = script.report as NonNullable<OddNotification['report']>;
      expect(updates.map(({ text }) => text)).toEqual([update]);
      const values = drift.filter(({ kind }) => kind === 'bad-value').map(({ element }) => element);
      if (wanted !== undefined) expect(values).toEqual(wanted);
    });
  }
});
