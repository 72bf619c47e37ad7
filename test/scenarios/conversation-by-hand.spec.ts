// One conversation, ordered call by call over CityFibre's control interface, and every KCI of it.

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { ReceivedKci } from '../../src/simulators/fibre-cafe/contract.js';
import { anAmendment } from '../support/gateway-world.js';
import { notesOf, Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ name: 'conversation-by-hand' });
});
afterAll(() => stage.close());

const ID = 71;
const AMENDMENT = 7101;
const MORNING = { date: '2031-06-03', startTime: '08:00', endTime: '13:00' };
const AFTERNOON = { date: '2031-06-04', startTime: '13:00', endTime: '18:00' };
const SLOT_A = {
  timeslotStartDateTime: '2031-06-03T08:00:00.000+01:00',
  timeslotEndDateTime: '2031-06-03T13:00:00.000+01:00',
};
const SLOT_B = {
  timeslotStartDateTime: '2031-06-04T13:00:00.000+01:00',
  timeslotEndDateTime: '2031-06-04T18:00:00.000+01:00',
};

async function order(path: string, body: unknown): Promise<void> {
  const url = `http://127.0.0.1:${stage.at.world.ports.cityfibreControl}${path}`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
}

const notify = (body: unknown): Promise<void> => order(`/tickets/TENANT1-${ID}/notify`, body);

/** What a person at the platform reads first. */
function essence(kci: ReceivedKci): Record<string, unknown> {
  const { text, serviceProblem, serviceProblemAmendmentId: amendment } = kci.body;
  const { appointmentTimeslot: slot } = serviceProblem as { appointmentTimeslot?: unknown };
  const { reasonCode, problemCode, status } = kci;
  return { reasonCode, problemCode, status, text, slot, amendment, notes: notesOf(kci) };
}

it('the KCIs of a conversation with two visits, a question and a late end read as a sensible person would write them', async () => {
  const { at } = stage;
  await at.report(ID);
  await order(`/decide/TENANT1-${ID}`, { decision: 'accept' });
  await at.untilKcis(ID, 1);
  await notify({ event: 'appointment-confirmation', appointment: { key: 'A', ...MORNING }, update: 'Visit booked.' });
  await notify({
    event: 'update',
    appointments: [
      { key: 'A', cancelled: 'true' },
      { key: 'B', ...AFTERNOON, confirmation: 'Confirmed' },
    ],
    update: 'The first engineer is ill.',
  });
  await notify({ event: 'on-hold', comment: 'Which door may the engineer use?' });
  await at.untilKcis(ID, 4);
  await order('/behaviour', { action: 'pending', operation: 'amendFaultReport', times: 1 });
  const answer = await at.north.amend(anAmendment(AMENDMENT, ID, { notes: 'The green door.' }));
  expect(answer.status).toBe(202);
  await order(`/decide/TENANT1-${ID}`, { decision: 'accept' });
  await at.untilKcis(ID, 5);
  const now = Date.now();
  await notify({ event: 'in-progress', update: 'On the way.', sentAt: new Date(now).toISOString() });
  const early = new Date(now - 1).toISOString();
  await notify({ event: 'resolved', update: 'All lights are green.', statusReason: 'Fibre spliced', sentAt: early });
  await notify({ event: 'closed', update: 'Closed.' });
  const kcis = await at.untilKcis(ID, 8);

  expect(kcis.map(essence)).toEqual([
    { reasonCode: 'ACKNOWLEDGED', status: 'ACKNOWLEDGED', notes: [] },
    {
      ...{ reasonCode: 'UPDATE', status: 'IN_PROGRESS', slot: SLOT_A },
      notes: ['Visit booked.', 'Appointment 2031-06-03 08:00-13:00 (A): confirmed.'],
    },
    {
      ...{ reasonCode: 'REAPPOINTED', status: 'IN_PROGRESS', slot: SLOT_B },
      notes: [
        'The first engineer is ill.',
        'Appointment 2031-06-03 08:00-13:00 (A): cancelled.',
        'Appointment 2031-06-04 13:00-18:00 (B): confirmed.',
      ],
    },
    {
      ...{ reasonCode: 'INFORMATION_REQUIRED', problemCode: 'INFORMATION_REQUIRED', status: 'PENDING' },
      ...{ text: 'Which door may the engineer use?', slot: SLOT_B },
      notes: ['On-hold', 'Which door may the engineer use?'],
    },
    { reasonCode: 'AMENDED', status: 'PENDING', slot: SLOT_B, amendment: AMENDMENT, notes: ['Amended'] },
    { reasonCode: 'RESUMED', status: 'IN_PROGRESS', slot: SLOT_B, notes: ['On the way.'] },
    {
      ...{ reasonCode: 'UPDATE', status: 'RESOLVED', text: 'Fibre spliced', slot: SLOT_B },
      notes: ['All lights are green.'],
    },
    { reasonCode: 'COMPLETED', status: 'COMPLETED', slot: SLOT_B, notes: ['Closed.'] },
  ]);
  stage.expectInOrder();
});
