// Cancellations: CityFibre has no call for them, so that what it does afterwards is the only answer there is.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NotifyEvent } from '../../src/simulators/cityfibre/events.js';
import { anAmendment } from '../support/gateway-world.js';
import { messagesOf } from '../support/north.js';
import { readMessage } from '../support/xml-read.js';
import { lifeOf, Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ name: 'cancellations' });
});
afterAll(() => stage.close());

const cancellationOf = (kci: { body: Record<string, unknown> } | undefined): unknown =>
  kci?.body['serviceProblemCancellationId'];

async function haveCancelled(problemId: number, id: number): Promise<{ reference: string; minted: unknown }> {
  const reference = await stage.at.haveProblem(problemId);
  const answer = await stage.cancel(id, problemId);
  expect(answer.status).toBe(202);
  return { reference, minted: answer.body['supplierReference'] };
}

describe('a cancellation', () => {
  it('reaches CityFibre as an amendment whose comment requests the cancellation', async () => {
    const { reference, minted } = await haveCancelled(1, 201);
    expect(minted).toMatch(/^[A-Z0-9_]{5,25}$/);
    const [message] = stage.at.reached(reference);
    const { values, objections } = readMessage(message?.xml ?? '');
    expect(objections).toEqual([]);
    expect(values['comment/value']).toMatch(/cancel.*issue is resolved/i);
    expect(values['comment/value']).toContain('It works again.');
    expect(values['maintainerFaultReference']).toMatch(/^TIC-/);
  });

  it('that the supplier ignores stays undecided: no KCI, no delay of other requests, and an alarm', async () => {
    const { at } = stage;
    const { reference } = await haveCancelled(2, 202);
    const events: NotifyEvent[] = ['amended', 'in-progress', 'on-hold', 'in-progress', 'update'];
    for (const event of events) await at.cityfibre.notify(reference, { event, comment: `Still at it: ${event}` });
    expect((await at.north.amend(anAmendment(902, 2))).status).toBe(201);
    const kcis = await at.allKcis(2, reference);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual([
      'ACKNOWLEDGED',
      'ADDITIONAL',
      'UPDATE',
      'INFORMATION_REQUIRED',
      'RESUMED',
      'ADDITIONAL',
    ]);
    expect(kcis.map(cancellationOf)).toEqual(kcis.map(() => undefined));
    expect(await stage.progress(2, 'cancel-problem')).toEqual(['pending']);
    const [row] = await at.stored<{ day: boolean }>(
      `select blocks_until between now() + interval '23 hours' and now() + interval '24 hours' as day
       from command where operation = 'cancel-problem' and request_key = '202'`,
    );
    expect(row).toEqual({ day: true });
    await at.stored(`update command set blocks_until = now() where request_key = '202'`);
    await at.untilLogged('the silence', ({ event, id: key }) => {
      return event === 'request.undecided' && key === '202';
    });
    expect(await stage.progress(2, 'cancel-problem')).toEqual(['pending']);
  });

  it.each([
    ['closed', 3, 203],
    ['cancelled', 4, 204],
  ] as const)('leads to a KCI CANCELLED with its id when the ticket is then %s', async (event, problemId, id) => {
    const { reference, minted } = await haveCancelled(problemId, id);
    await stage.at.cityfibre.notify(reference, { event });
    const kcis = await stage.at.allKcis(problemId, reference);
    expect(lifeOf(kcis)).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'CANCELLED CANCELLED']);
    expect(kcis[1]?.problemCode).toBe('NO_LONGER_REQUIRED');
    expect(kcis[1]?.body).toMatchObject({
      serviceProblemCancellationId: id,
      serviceProblemCancellationReference: minted,
    });
    expect(await stage.progress(problemId, 'cancel-problem')).toEqual(['settled']);
  });

  it('leads to CANCELLATION_REJECTED when the ticket is then resolved, and the closure to COMPLETED', async () => {
    const { reference, minted } = await haveCancelled(5, 205);
    await stage.at.cityfibre.notify(reference, { event: 'resolved' });
    await stage.at.cityfibre.notify(reference, { event: 'closed' });
    const kcis = await stage.at.allKcis(5, reference);
    expect(lifeOf(kcis)).toEqual([
      'ACKNOWLEDGED ACKNOWLEDGED',
      'UPDATE RESOLVED',
      'CANCELLATION_REJECTED RESOLVED',
      'COMPLETED COMPLETED',
    ]);
    expect(kcis.map(cancellationOf)).toEqual([undefined, undefined, 205, undefined]);
    expect(kcis[2]?.body['serviceProblemCancellationReference']).toBe(minted);
    expect(kcis[2]?.body['text']).toMatch(/\S/);
  });

  it('of a problem that is already resolved does not turn its closure into a cancellation', async () => {
    const reference = await stage.haveResolved(6);
    expect((await stage.cancel(206, 6)).status).toBe(202);
    await stage.at.cityfibre.notify(reference, { event: 'closed' });
    const kcis = await stage.at.allKcis(6, reference);
    expect(lifeOf(kcis).slice(2)).toEqual(['CANCELLATION_REJECTED RESOLVED', 'COMPLETED COMPLETED']);
    expect(cancellationOf(kcis[2])).toBe(206);
  });

  it.each([
    ['closed', 7, 207],
    ['cancelled', 8, 208],
  ] as const)(
    'leads to a KCI CANCELLED with its id when the notification "%s" arrives before its answer',
    async (event, problemId, id) => {
      const { at } = stage;
      const reference = await at.haveProblem(problemId);
      const order = { operation: 'amendFaultReport', reference, times: 1 };
      at.cityfibre.behave({ action: 'delay', when: 'after', ms: 1_500, ...order });
      const cancellation = stage.cancel(id, problemId);
      await at.untilReached(reference, 1);
      await at.cityfibre.notify(reference, { event });
      // Done or accepted: either is the truth by now.
      expect([201, 202]).toContain((await cancellation).status);
      const kcis = await at.allKcis(problemId, reference);
      expect(lifeOf(kcis)).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'CANCELLED CANCELLED']);
      expect(cancellationOf(kcis[1])).toBe(id);
      expect(await stage.progress(problemId, 'cancel-problem')).toEqual(['settled']);
    },
  );

  it('that is queued when the supplier cancels the ticket is CANCELLED with its id and never sent', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(11);
    at.cityfibre.behave({ action: 'pending', operation: 'amendFaultReport', reference, times: 1 });
    expect((await at.north.amend(anAmendment(911, 11))).status).toBe(202);
    expect((await stage.cancel(212, 11)).status).toBe(202);
    expect(await stage.progress(11, 'cancel-problem')).toEqual(['queued']);
    await at.cityfibre.notify(reference, { event: 'cancelled' });
    const kcis = await at.allKcis(11, reference);
    expect(lifeOf(kcis).slice(1)).toEqual(['AMENDMENT_REJECTED ACKNOWLEDGED', 'CANCELLED CANCELLED']);
    expect(cancellationOf(kcis[2])).toBe(212);
    expect(await stage.progress(11, 'cancel-problem')).toEqual(['settled']);
    expect(at.reached(reference)).toHaveLength(1);
  });

  it.each([
    ['closed', 12, ['CANCELLED', 'CANCELLED']],
    ['resolved', 13, ['CANCELLATION_REJECTED', 'CANCELLATION_REJECTED']],
  ] as const)('given twice leads to two KCIs when the ticket is %s', async (event, problemId, reasons) => {
    const { reference } = await haveCancelled(problemId, problemId * 20);
    expect((await stage.cancel(problemId * 20 + 1, problemId)).status).toBe(202);
    await stage.at.cityfibre.notify(reference, { event });
    const told = (await stage.at.allKcis(problemId, reference)).filter((kci) => cancellationOf(kci) !== undefined);
    expect(told.map(({ reasonCode }) => reasonCode)).toEqual(reasons);
    expect(told.map(cancellationOf)).toEqual([problemId * 20, problemId * 20 + 1]);
    expect(await stage.progress(problemId, 'cancel-problem')).toEqual(['settled', 'settled']);
  });

  it('leads to CANCELLATION_REJECTED when the notification "resolved" arrives before its answer', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(9);
    const order = { operation: 'amendFaultReport', reference, times: 1 };
    at.cityfibre.behave({ action: 'delay', when: 'after', ms: 1_500, ...order });
    const cancellation = stage.cancel(209, 9);
    await at.untilReached(reference, 1);
    await at.cityfibre.notify(reference, { event: 'resolved' });
    const answer = await cancellation;
    const kcis = await at.allKcis(9, reference);
    expect(await stage.progress(9, 'cancel-problem')).toEqual(['settled']);
    // Refused at once, or taken and then refused: told exactly once.
    const told = kcis.filter(({ reasonCode }) => reasonCode === 'CANCELLATION_REJECTED').map(cancellationOf);
    expect([answer.status, told]).toEqual(answer.status === 422 ? [422, []] : [202, [209]]);
  });

  it('refused by the supplier is answered 422, or after a 202 leads to a KCI with the reason', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(10);
    const order = { operation: 'amendFaultReport', reference, times: 1 };
    at.cityfibre.behave({ action: 'reject', reason: 'The engineer is on site', ...order });
    const refused = await stage.cancel(210, 10);
    expect(refused.status).toBe(422);
    expect(messagesOf(refused).join()).toContain('The engineer is on site');

    at.cityfibre.behave({ action: 'reject', reason: 'The engineer has begun', ...order });
    at.cityfibre.behave({ action: 'http', status: 503, retryAfter: 0, ...order });
    expect((await stage.cancel(211, 10)).status).toBe(202);
    const kcis = await at.untilKcis(10, 2);
    expect(lifeOf(kcis)).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'CANCELLATION_REJECTED ACKNOWLEDGED']);
    expect([cancellationOf(kcis[1]), kcis[1]?.problemCode]).toEqual([211, 'INVALID_REQUEST']);
    expect(kcis[1]?.body['text']).toContain('The engineer has begun');
  });

  it.each([
    ['an unknown reasonCode', { reasonCode: 'BORED' }, '422 INVALID_REQUEST', /reasonCode.*ISSUE_RESOLVED/],
    ['no reasonCode', { reasonCode: undefined }, '400 MALFORMED_REQUEST', /reasonCode is missing/],
    [
      'no supplierServiceProblemReference',
      { supplierServiceProblemReference: undefined },
      '400 MALFORMED_REQUEST',
      /supplierServiceProblemReference is missing/,
    ],
  ])('with %s is refused before anything is sent', async (_what, changes, refusal, sentence) => {
    const sent = stage.at.reached('TENANT1-1').length;
    const answer = await stage.cancel(220, 1, changes);
    expect(`${answer.status} ${String(answer.body['code'])}`).toBe(refusal);
    expect(messagesOf(answer).join('\n')).toMatch(sentence);
    expect(stage.at.reached('TENANT1-1')).toHaveLength(sent);
  });
});

it('the Fibre Cafe received every KCI of these scenarios in order and without a gap', () => stage.expectInOrder());
