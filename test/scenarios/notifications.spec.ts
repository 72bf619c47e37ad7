// Notifications as they come in bad order: again and again, late, and after the end.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { NotifyEvent } from '../../src/simulators/cityfibre/events.js';
import { lifeOf, notesOf, Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ name: 'notification-scenarios' });
});
afterAll(() => stage.close());

describe('a problem', () => {
  it('that is put on hold and resumed three times is RESUMED each time', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(1);
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    for (const round of [1, 2, 3]) {
      await at.cityfibre.notify(reference, { event: 'on-hold', update: `Question ${round}: which door?` });
      await at.cityfibre.notify(reference, { event: 'in-progress', update: `Thank you for answer ${round}.` });
    }
    const kcis = await at.allKcis(1, reference);
    const once = ['INFORMATION_REQUIRED PENDING', 'RESUMED IN_PROGRESS'];
    expect(lifeOf(kcis)).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'UPDATE IN_PROGRESS', ...once, ...once, ...once]);
    const questions = kcis.filter(({ status }) => status === 'PENDING');
    expect(questions.map(({ body }) => body['text'])).toEqual([1, 2, 3].map((one) => `Question ${one}: which door?`));
    expect(questions.map(({ problemCode }) => problemCode)).toEqual(questions.map(() => 'INFORMATION_REQUIRED'));
    // Each update is told once, though every report lists them all.
    expect(notesOf(kcis[6])).toEqual(['Question 3: which door?']);
    expect(notesOf(kcis[7])).toEqual(['Thank you for answer 3.']);
  });

  it('is RESUMED only after PENDING or HELD', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(2);
    await at.cityfibre.notify(reference, { event: 'on-hold' });
    await at.cityfibre.notify(reference, { event: 'resolved' });
    await at.cityfibre.notify(reference, { event: 're-opened' });
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    const kcis = await at.allKcis(2, reference);
    expect(lifeOf(kcis).slice(1)).toEqual([
      'INFORMATION_REQUIRED PENDING',
      'UPDATE RESOLVED',
      'UPDATE IN_PROGRESS',
      'UPDATE IN_PROGRESS',
    ]);
  });
});

describe('a notification', () => {
  it('that was sent before the last applied one changes no status, and its new content is ADDITIONAL', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(3);
    await at.cityfibre.notify(reference, { event: 'resolved' });
    await at.cityfibre.notify(reference, {
      event: 'in-progress',
      update: 'On the way',
      sentAt: '2020-05-05T10:00:00Z',
    });
    const kcis = await at.untilKcis(3, 3);
    expect(lifeOf(kcis).slice(1)).toEqual(['UPDATE RESOLVED', 'ADDITIONAL RESOLVED']);
    expect(notesOf(kcis[2])).toEqual(['On the way']);
    expect(stage.resolutionOf(3)).toMatch(/^[A-Z0-9_]{5,25}$/);
    // It did not become the one applied last.
    await at.cityfibre.notify(reference, { event: 're-opened', sentAt: '2020-05-05T11:00:00Z' });
    expect(lifeOf(await at.untilKcis(3, 4)).at(-1)).toBe('ADDITIONAL RESOLVED');
    await at.cityfibre.notify(reference, { event: 're-opened', update: 'Once more' });
    expect(lifeOf(await at.untilKcis(3, 5)).at(-1)).toBe('UPDATE IN_PROGRESS');
  });

  it('that arrives three times is acknowledged three times and leads to one KCI', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(4);
    at.cityfibre.behave({ action: 'duplicate', copies: 2, reference, times: 3 });
    for (const event of ['in-progress', 'on-hold', 'resolved'] as const)
      await at.cityfibre.notify(reference, { event });
    const kcis = await at.allKcis(4, reference);
    expect(lifeOf(kcis).slice(1)).toEqual(['UPDATE IN_PROGRESS', 'INFORMATION_REQUIRED PENDING', 'UPDATE RESOLVED']);
    const acknowledged = at.cityfibre
      .messages(reference)
      .filter(({ kind, httpStatus }) => kind === 'receivedNotifyFaultReportUpdate' && httpStatus === 200);
    // One of the acceptance, nine of these, one of the mark that ends the line.
    expect(acknowledged).toHaveLength(11);
    const kept = await at.stored<{ repeats: number }>(
      'select repeats from notification where our_reference = $1 order by notification_id',
      [reference],
    );
    expect(kept.map(({ repeats }) => repeats)).toEqual([0, 2, 2, 2, 0]);
  });

  it('without new content is stored and acknowledged, and leads to no KCI', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(5);
    for (let again = 0; again < 3; again++) await at.cityfibre.notify(reference, { event: 'update' });
    expect(lifeOf(await at.allKcis(5, reference))).toEqual(['ACKNOWLEDGED ACKNOWLEDGED']);
  });

  it('of another buyer with the same reference does not change the problem', async () => {
    const { at } = stage;
    await at.haveProblem(6, 'TENANT1');
    await at.report(6, 'TENANT2');
    await at.cityfibre.decide('TENANT2-6', { decision: 'reject', reason: 'No such service' });
    const kcis = await at.untilKcis(6, 2);
    expect(kcis.map(({ tenant, status }) => [tenant, status])).toEqual([
      ['TENANT1', 'ACKNOWLEDGED'],
      ['TENANT2', 'REJECTED'],
    ]);
  });
});

describe('a final state', () => {
  const events: NotifyEvent[] = ['in-progress', 'on-hold', 'resolved', 're-opened', 'cancelled', 'closed', 'accepted'];

  it.each([
    ['COMPLETED', 'closed', 10, 1],
    ['CANCELLED', 'cancelled', 11, 1],
    ['REJECTED', 'rejected', 12, 0],
  ] as const)('of a problem is never left: %s', async (status, last, problemId, acknowledged) => {
    const { at } = stage;
    const reference = `TENANT1-${problemId}`;
    if (acknowledged > 0) await at.haveProblem(problemId);
    else await at.report(problemId);
    await at.cityfibre.notify(reference, { event: last });
    await at.untilKcis(problemId, acknowledged + 1);
    for (const event of events) await at.cityfibre.notify(reference, { event, update: `After the end: ${event}` });
    const kcis = await at.allKcis(problemId, reference);
    expect(kcis[acknowledged]?.status).toBe(status);
    const after = kcis.slice(acknowledged + 1);
    expect(lifeOf(after)).toEqual(events.map(() => `ADDITIONAL ${status}`));
    expect(after.map((kci) => notesOf(kci).join())).toEqual(events.map((event) => `After the end: ${event}`));
    const [row] = await at.stored<{ status: string; closure_warning_at: Date | null }>(
      `select document ->> 'status' as status, closure_warning_at from problem where platform_id = $1`,
      [problemId],
    );
    expect(row).toEqual({ status, closure_warning_at: null });
  });
});

it('the Fibre Cafe received every KCI of these scenarios in order and without a gap', () => stage.expectInOrder());
