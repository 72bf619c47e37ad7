// One tenant with both suppliers: chosen when a problem is reported, kept with the problem, whatever the settings say later.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { translateRequest } from '../../src/tools/mappings/dry-run.js';
import { configuredTranslation } from '../../src/tools/mappings/translators.js';
import { AbillityWorld, aLineReport } from '../support/abillity-world.js';
import { eventually } from '../support/eventually.js';
import { aReport, anAmendment, type Changes } from '../support/gateway-world.js';
import type { Answer } from '../support/north.js';

jest.setTimeout(90_000);

let world: AbillityWorld;
beforeAll(async () => {
  world = await AbillityWorld.start({ name: 'two-suppliers', settings: { submit: { replyDeadline: '2s' } } });
});
afterAll(() => world.close());

const FIBRE = 701;
const COPPER = 702;

const amend = (id: number, problem: number): Promise<Answer> => world.at.north.amend(anAmendment(id, problem));

/** The settings file as it is to be, once the gateway has taken a look at it. */
async function change(tenant: Changes, event: 'settings.reloaded' | 'settings.refused'): Promise<void> {
  const seen = (): number => world.at.lines.filter((line) => line.event === event).length;
  const before = seen();
  await world.at.writeSettings(world.at.world.settingsPath, { tenants: { TENANT1: tenant } });
  await eventually(event, () => seen() > before);
}

describe('a tenant with both suppliers', () => {
  it('reports to the supplier that its routing selects by kind of service or by the beginning of the id', async () => {
    await world.at.haveProblem(FIBRE);
    const byKind = await world.report(COPPER, { serviceId: '441632960702' });
    const byId = await world.report(703, { serviceSpecification: { id: 'ftthl2r' } });
    expect([byKind.status, byId.status]).toEqual([201, 201]);
    expect(world.abillity.list()).toHaveLength(2);
    expect(world.at.cityfibre.tickets().map(({ reference }) => reference)).toEqual([`TENANT1-${FIBRE}`]);
  });

  it('sends the messages that its dry run shows', async () => {
    const { settingsPath } = world.at.world;
    const body = aLineReport(704);
    const by = { serviceId: String(body['serviceId']), specificationId: 'wlr3' };
    const translation = await configuredTranslation(settingsPath, 'TENANT1', by);
    const given = { now: new Date(), messageId: '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964' };
    const dry = translateRequest(translation, { operation: 'report-problem', body, held: undefined }, given);
    const before = world.calls().length;
    await world.report(704);
    const sent = world
      .calls()
      .slice(before)
      .filter(({ path }) => !path.endsWith('/notifications'));
    expect(sent.map(({ method, path, body: text }) => [method, path, text])).toEqual(
      dry.messages.map(({ name, method = 'POST', body: text }) => [method, `/${name.split('?')[0]}`, text]),
    );
    const { translator } = await configuredTranslation(settingsPath, 'TENANT1', { specificationId: 'ftthl2r' });
    expect(translator.id).toBe('cityfibre');
  });

  it('gets no list of appointments from a supplier that has none', async () => {
    const query = new URLSearchParams({
      address: JSON.stringify({ id: '01632960702', type: 'CLI' }),
      serviceSpecification: JSON.stringify({ id: 'wlr3' }),
      appointmentPurpose: 'REPAIR',
    });
    const answer = await world.at.north.get(`/available-appointments?${query.toString()}`, {});
    expect([answer.status, answer.body['code']]).toEqual([501, 'NOT_IMPLEMENTED']);
  });

  it('keeps the supplier of a problem when the routing changes', async () => {
    await change(
      { routing: [{ servicePrefix: 'SRV', supplier: 'abillity' }] as unknown as string[] },
      'settings.reloaded',
    );
    expect((await amend(801, COPPER)).status).toBe(501);
    expect((await amend(802, FIBRE)).status).toBe(201);
    const [incident] = world.abillity.list();
    world.abillity.note(incident?.id ?? 0, { subject: 'In progress' });
    const [kci] = await world.at.untilKcis(COPPER, 1);
    expect(kci?.status).toBe('IN_PROGRESS');
  });

  it('reports new problems by the new rules', async () => {
    const lines = world.abillity.list().length;
    await world.at.report(705, 'TENANT1', { serviceId: 'FTTP705' });
    expect((await world.at.north.report({ ...aReport(706), serviceId: 'SRV706' })).status).toBe(422);
    expect(world.calls('LineDetails').at(-1)?.status).toBe(404);
    expect(world.abillity.list()).toHaveLength(lines);
    expect(world.at.cityfibre.tickets().map(({ reference }) => reference)).toContain('TENANT1-705');
  });

  it('cannot lose a supplier with unfinished problems', async () => {
    await change({ routing: undefined, abillity: undefined }, 'settings.refused');
    const refused = world.at.lines.find(({ event }) => event === 'settings.refused');
    expect(refused?.['faults']).toEqual([
      expect.stringMatching(/^tenants\.TENANT1\.abillity: cannot be removed while 3 of its problems are unfinished\.$/),
    ]);
    expect((await amend(803, COPPER)).status).toBe(501);
  });
});
