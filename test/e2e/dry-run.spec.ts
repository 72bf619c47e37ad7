// A dry run over the gateway's own settings gives the very message the gateway sent, and the very KCI it told.

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { translateRequest } from '../../src/tools/mappings/dry-run.js';
import { readKnownProblem } from '../../src/tools/mappings/held.js';
import { translateNotification } from '../../src/tools/mappings/notification-dry-run.js';
import { configuredTranslation } from '../../src/tools/mappings/translators.js';
import { eventually } from '../support/eventually.js';
import { anAmendment, aReport, GatewayWorld } from '../support/gateway-world.js';
import { notificationText } from '../support/notification-texts.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'dry-run' });
});
afterAll(() => at.close());

const given = { now: new Date(), messageId: '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964' };

/** Ids and times differ between two runs. */
const settled = (xml = ''): string =>
  xml.replace(/<(sentAt|reportDateTime|messageId|faultStartTime|commentedTime)>[^<]*/g, '<$1>').trim();

it('a dry run shows the message that the gateway sends and the KCI that it delivers', async () => {
  const translation = await configuredTranslation(at.world.settingsPath, 'TENANT1');
  const report = { ...aReport(601), notes: 'The customer works from home.' };
  const reference = await at.haveProblem(601, 'TENANT1', report);
  const sent = translateRequest(translation, { operation: 'report-problem', body: report, held: undefined }, given);
  expect(settled(sent.messages[0]?.body)).toBe(settled(at.reached(reference, 'addFaultReport')[0]?.xml));

  const held = readKnownProblem('TENANT1', JSON.parse((await at.untilKcis(601, 1))[0]?.raw ?? ''));
  const amendment = anAmendment(602, 601, { hazards: 'A loose step' });
  await at.north.amend(amendment);
  const amended = translateRequest(translation, { operation: 'amend-problem', body: amendment, held }, given);
  expect(settled(amended.messages[0]?.body)).toBe(settled((await at.untilReached(reference, 1))[0]?.xml));

  const text = notificationText('on-hold', { reference, messageId: 'CF-1' });
  await at.notify(text);
  const told = await eventually('the KCI', () => at.kcis(601).find(({ raw }) => raw.includes('INFORMATION_REQUIRED')));
  const dry = translateNotification(translation, { body: Buffer.from(text), held }, given);
  const { reasonCode, text: why, problemCode } = JSON.parse(told.raw) as Record<string, unknown>;
  expect(JSON.parse(dry.reported?.kcis[0] ?? '')).toMatchObject({ reasonCode, text: why, problemCode });
});

it('a dry run without a known tenant is refused with the names of the tenants', async () => {
  await expect(configuredTranslation(at.world.settingsPath, undefined)).rejects.toThrow(/--tenant: TENANT1, TENANT2/);
  await expect(configuredTranslation(at.world.settingsPath, 'NOBODY')).rejects.toThrow(
    /There is no tenant NOBODY: TENANT1, TENANT2/,
  );
});
