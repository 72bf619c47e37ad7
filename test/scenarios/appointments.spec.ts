// An outage with an appointment, from the first question about slots to the closure, and what can go wrong with slots.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aReport } from '../support/gateway-world.js';
import { messagesOf } from '../support/north.js';
import { readMessage } from '../support/xml-read.js';
import { lifeOf, notesOf, type Slot, Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ name: 'appointments' });
});
afterAll(() => stage.close());

const anOutage = (id: number, reservation: number): Record<string, unknown> => ({
  ...aReport(id),
  problemType: 'OUTAGE',
  appointmentReservationId: reservation,
});

const instant = (slot: Slot | undefined): number[] =>
  [slot?.timeslotStartDateTime, slot?.timeslotEndDateTime].map((time) => Date.parse(time ?? ''));

const slotTold = (kci: { body: Record<string, unknown> } | undefined): Slot | undefined =>
  (kci?.body['serviceProblem'] as { appointmentTimeslot?: Slot } | undefined)?.appointmentTimeslot;

describe('an outage with an appointment', () => {
  it('is looked up, reserved, reported, confirmed, visited, resolved and closed, with each fact in one KCI alone', async () => {
    const { at } = stage;
    const offered = await stage.slots();
    expect(offered.status).toBe(200);
    const slot = (offered.body['timeslots'] as Slot[])[2];
    const reserved = await stage.reserve(3001, slot);
    expect(reserved.status).toBe(201);
    expect(reserved.body).toMatchObject({ id: 3001, timeslot: slot, expiryDateTime: expect.any(String) });
    const key = String(reserved.body['supplierReference']);
    expect(at.cityfibre.reservations().map((one) => one.key)).toEqual([key]);

    expect((await at.north.report(anOutage(1, 3001))).status).toBe(202);
    const { values, objections } = readMessage(at.reached('TENANT1-1', 'addFaultReport')[0]?.xml ?? '');
    expect(objections).toEqual([]);
    // 13:00 in London stays 13:00, whatever the offset.
    expect(values).toMatchObject({
      'faultDetails/type': 'Service Outage',
      'appointment/appointmentReservationKey': key,
      'appointment/appointmentDate': slot?.timeslotStartDateTime.slice(0, 10),
      'appointment/appointmentStartTime': slot?.timeslotStartDateTime.slice(11, 16),
      'appointment/appointmentEndTime': slot?.timeslotEndDateTime.slice(11, 16),
    });

    await at.cityfibre.decide('TENANT1-1', { decision: 'accept' });
    await at.cityfibre.notify('TENANT1-1', { event: 'appointment-confirmation' });
    await at.cityfibre.notify('TENANT1-1', { event: 'appointment-completed', appointment: { closureCode: 'FR' } });
    // The resolved report still lists its completed appointment: no news.
    const resolved = { status: 'resolved', update: 'Resolved', statusReason: 'A splice was made.' } as const;
    const { xml } = await at.cityfibre.notify('TENANT1-1', { event: 'update', ...resolved });
    expect(xml).toContain('<appointmentClosureCode>FR<');
    await at.untilKcis(1, 4);
    expect((await stage.judge(1, 'ACCEPTED')).status).toBe(200);
    const kcis = await at.untilKcis(1, 5);
    expect(lifeOf(kcis)).toEqual([
      'ACKNOWLEDGED ACKNOWLEDGED',
      'UPDATE IN_PROGRESS',
      'UPDATE IN_PROGRESS',
      'UPDATE RESOLVED',
      'COMPLETED COMPLETED',
    ]);
    expect(notesOf(kcis[1]).join()).toMatch(/Appointment .*: confirmed\./);
    expect(instant(slotTold(kcis[1]))).toEqual(instant(slot));
    expect(notesOf(kcis[2]).join()).toMatch(/Appointment .*: completed, fault resolved \(FR\)\./);
    expect(kcis[2]?.body['supplierCodes']).toEqual(['FR']);
    expect(notesOf(kcis[3])).toEqual(['Resolved']);
    expect(kcis[3]?.body['supplierCodes']).toBeUndefined();
    expect(kcis[3]?.body['serviceProblemResolution']).toMatchObject({
      resolutionDetails: { resolutionText: 'A splice was made.' },
    });
  });

  it('gives a KCI REAPPOINTED where the slot changed, and REAPPOINT where the visit failed', async () => {
    const { at } = stage;
    await stage.haveReservation(3002);
    const reference = await at.haveProblem(2, 'TENANT1', anOutage(2, 3002));
    const confirm = (appointment: object): Promise<unknown> =>
      at.cityfibre.notify(reference, { event: 'appointment-confirmation', appointment });
    await confirm({});
    await confirm({ date: '2031-06-03', startTime: '13:00', endTime: '18:00' });
    await confirm({ confirmation: 'Failed' });
    await at.cityfibre.notify(reference, { event: 'appointment-cancelled' });
    const kcis = await at.untilKcis(2, 5);
    expect(lifeOf(kcis)).toEqual([
      'ACKNOWLEDGED ACKNOWLEDGED',
      'UPDATE IN_PROGRESS',
      'REAPPOINTED IN_PROGRESS',
      'REAPPOINT PENDING',
      'REAPPOINT PENDING',
    ]);
    expect(slotTold(kcis[2])).toEqual({
      timeslotStartDateTime: '2031-06-03T13:00:00.000+01:00',
      timeslotEndDateTime: '2031-06-03T18:00:00.000+01:00',
    });
    expect(kcis[3]?.problemCode).toBe('UNABLE_TO_ATTEND');
    expect(kcis[4]?.problemCode).toBe('OTHER');
  });
});

describe('a reservation', () => {
  it('requested twice is made once, and both callers get the same answer', async () => {
    const { at } = stage;
    const slot = ((await stage.slots()).body['timeslots'] as Slot[])[5];
    const before = at.cityfibre.reservations().length;
    const [first, again] = [await stage.reserve(3010, slot), await stage.reserve(3010, slot)];
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    expect(at.cityfibre.reservations()).toHaveLength(before + 1);
  });

  it('of a slot that another customer has is refused with the reason', async () => {
    const { slot } = await stage.haveReservation(3011);
    const answer = await stage.reserve(3012, slot);
    expect(answer.status).toBe(422);
    expect(messagesOf(answer).join()).toContain('already reserved');
  });

  it('in the past is refused without a call to CityFibre', async () => {
    const asked = stage.at.cityfibre.messages().length;
    const answer = await stage.reserve(3013, {
      timeslotStartDateTime: '2020-03-02T08:00:00Z',
      timeslotEndDateTime: '2020-03-02T13:00:00Z',
    });
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_REQUEST']);
    expect(messagesOf(answer)).toEqual([expect.stringMatching(/timeslotStartDateTime.*past/)]);
    expect(stage.at.cityfibre.messages()).toHaveLength(asked);
  });

  it('that expired is refused when a problem names it, and nothing is reported', async () => {
    const { at } = stage;
    await stage.haveReservation(3014);
    await at.stored(`update reservation set lapses_at = now() - interval '1 minute' where platform_id = 3014`);
    const answer = await at.north.report(anOutage(14, 3014));
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_REQUEST']);
    expect(messagesOf(answer)).toEqual([expect.stringMatching(/appointmentReservationId 3014 lapsed/)]);
    expect(at.reached('TENANT1-14', 'addFaultReport')).toEqual([]);
  });

  it('of another tenant is refused as unknown', async () => {
    await stage.haveReservation(3015);
    const answer = await stage.call('POST', '/service-problems', anOutage(15, 3015), 'TENANT2');
    expect(answer.status).toBe(422);
    expect(messagesOf(answer).join()).toContain('3015');
  });
});

describe('a query for appointments', () => {
  it.each([
    ['address', 'UPRN 200004033694'],
    ['address', '{"id":"200004033694"'],
    ['address', '7'],
    ['address', undefined],
    ['serviceSpecification', '[1,'],
    ['serviceSpecification', '{"id":5}'],
    ['appointmentFromDate', 'tomorrow'],
    ['appointmentPurpose', undefined],
  ])('whose %s is %s is malformed, and leads to no call to CityFibre', async (name, value) => {
    const asked = stage.at.cityfibre.messages().length;
    const answer = await stage.slots({ [name]: value });
    expect([answer.status, answer.body['code']]).toEqual([400, 'MALFORMED_REQUEST']);
    expect(messagesOf(answer).join()).toContain(name);
    expect(stage.at.cityfibre.messages()).toHaveLength(asked);
  });

  it('of an unknown purpose breaks a rule', async () => {
    const answer = await stage.slots({ appointmentPurpose: 'DEMOLISH' });
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_REQUEST']);
    expect(messagesOf(answer).join()).toContain('appointmentPurpose');
  });

  it('for an address that CityFibre does not know is refused with CityFibre’s reason', async () => {
    const answer = await stage.slots({ address: '{"id":"UNKNOWN-1","type":"UPRN"}' });
    expect(answer.status).toBe(422);
    expect(messagesOf(answer).join()).toContain('UNKNOWN-1');
  });
});

it('the Fibre Cafe received every KCI of these scenarios in order and without a gap', () => stage.expectInOrder());

describe('a reservation that a problem has', () => {
  it('is refused for another problem, by id and by key, until the first problem ends', async () => {
    const { at } = stage;
    const { key } = await stage.haveReservation(3090);
    expect((await at.north.report(anOutage(3091, 3090))).status).toBe(202);
    const byId = await at.north.report(anOutage(3092, 3090));
    const byKey = await at.north.report({ ...aReport(3093), appointmentReservationReference: key });
    expect([byId.status, byKey.status]).toEqual([422, 422]);
    expect(messagesOf(byId)).toEqual([
      'appointmentReservationId 3090 is the appointment of problem 3091; reserve another one.',
    ]);
    expect(messagesOf(byKey)).toEqual([
      `appointmentReservationReference ${key} is the appointment of problem 3091; reserve another one.`,
    ]);
    await at.cityfibre.decide('TENANT1-3091', { decision: 'reject', reason: 'Not our line.' });
    await at.untilKcis(3091, 1);
    expect((await at.north.report(anOutage(3094, 3090))).status).toBe(202);
  });
});
