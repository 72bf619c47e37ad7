// Drift and triage from end to end: departures are counted where they are applied, and our own words coming back are no news.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DriftNote } from '../../src/domain/report.js';
import { Database } from '../../src/store/db/database.js';
import { Drift } from '../../src/store/notifications/drift.js';
import { eventually } from '../support/eventually.js';
import { GatewayWorld } from '../support/gateway-world.js';
import { notificationText } from '../support/notification-texts.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'drift' });
});
afterAll(() => at.close());

const drift = (): Drift => at.gateway.app.get(Drift);
const alarms = () => at.lines.filter(({ event }) => event === 'drift.found');
const inProgress = (reference: string): string =>
  notificationText('in-progress', { reference, messageId: randomUUID() });

describe('the ledger of drift', () => {
  it('counts departures, and raises an alarm for one that is new for a tenant', async () => {
    const reference = await at.haveProblem(501);
    await at.notify(inProgress(reference));
    await at.notify(inProgress(reference));
    const rows = await eventually('two notifications in the ledger', async () => {
      const found = (await drift().list('TENANT1')).filter(({ event }) => event === 'in-progress');
      return found.some(({ count }) => count === 2) && found;
    });
    expect(rows.map(({ kind, element, count }) => `${kind} ${element} ${count}`)).toEqual([
      'missing-element faultDetails/triageComplete 2',
      'missing-element faultDetails/triageFindings 2',
      'placeholder maintainerFaultReference 2',
      'unknown-element appointments 2',
      'unknown-value faultDetails/type 2',
    ]);
    expect(rows.every(({ tenant, supplier }) => tenant === 'TENANT1' && supplier === 'cityfibre')).toBe(true);
    expect(rows.every(({ first_at, last_at }) => first_at.getTime() < last_at.getTime())).toBe(true);
    const raised = alarms().filter(({ kindOfMessage }) => kindOfMessage === 'in-progress');
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({
      alarm: true,
      tenant: 'TENANT1',
      drift: expect.arrayContaining(['unknown-element appointments']),
    });
    expect(await drift().list('TENANT2')).toEqual([]);
  });

  it('raises another alarm for one more kind only', async () => {
    const reference = await at.haveProblem(502);
    await at.notify(inProgress(reference).replace('<updates>', '<mood>good</mood><updates>'));
    const raised = await eventually('the alarm', () => alarms().find((line) => JSON.stringify(line).includes('mood')));
    expect(raised).toMatchObject({ drift: ['unknown-element mood'], ourReference: reference });
  });

  it('loses no count when many are applied at once', async () => {
    const { url } = at.gateway.app.get(Database);
    const database = new Database(url, 8, () => undefined);
    const ledger = new Drift(database);
    const notes: DriftNote[] = ['b', 'a', 'c', 'a'].map((element) => ({
      event: 'closed',
      kind: 'unknown-element',
      element,
    }));
    const about = { tenant: 'CROWD', supplier: 'cityfibre', at: new Date() };
    const seen = await Promise.all(
      Array.from({ length: 40 }, () =>
        database.transaction((session) => ledger.record(session, [{ ...about, notes }])),
      ),
    );
    await database.close();
    expect((await drift().list('CROWD')).map(({ element, count }) => [element, count])).toEqual([
      ['a', 40],
      ['b', 40],
      ['c', 40],
    ]);
    expect(seen.flat().length).toBeGreaterThanOrEqual(3);
    expect(await drift().record(at.gateway.app.get(Database), [{ ...about, notes }])).toEqual([]);
  });
});

describe('triage findings', () => {
  const withTriage = (reference: string, findings: string, complete: string): string =>
    inProgress(reference).replace(
      '</faultDetails>',
      `<triageComplete>${complete}</triageComplete><triageFindings>${findings}</triageFindings></faultDetails>`,
    );

  it('that repeat our own text lead to no KCI, and those of the supplier to one', async () => {
    const reference = await at.haveProblem(511, 'TENANT1', {
      serviceTestReference: 'TEST_511',
      characteristics: [{ name: 'END_USER_CPE', value: 'Invented Box 3' }],
    });
    await at.notify(withTriage(reference, 'Service test: TEST_511\n  END_USER_CPE: Invented Box 3', 'true'));
    await at.notify(withTriage(reference, 'Light level low at the splitter', 'false'));
    await at.notify(withTriage(reference, 'Light level low at the splitter', 'false'));
    const notes = (await at.allKcis(511, reference)).flatMap(
      ({ raw }) => (JSON.parse(raw) as { supplierNotes?: { note: string }[] }).supplierNotes ?? [],
    );
    const told = notes.map(({ note }) => note).filter((note) => note.startsWith('Triage'));
    expect(told).toEqual(['Triage findings: Light level low at the splitter', 'Triage complete: false']);
  });
});
