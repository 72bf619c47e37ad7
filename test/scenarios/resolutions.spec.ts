// The tenant's verdict on a resolution: rejected, accepted, unheard, unknown; and the warning where none is given.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { anAmendment } from '../support/gateway-world.js';
import { messagesOf } from '../support/north.js';
import { readMessage } from '../support/xml-read.js';
import { lifeOf, Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ name: 'resolutions' });
});
afterAll(() => stage.close());

const verdicts = (reference: string): Record<string, string>[] =>
  stage.at.reached(reference, 'resolveResponse').map(({ xml }) => readMessage(xml).values);

describe('a resolution', () => {
  it('is rejected, the problem re-opened, resolved again, accepted and closed', async () => {
    const { at } = stage;
    const reference = await stage.haveResolved(1);
    const first = stage.resolutionOf(1);
    const rejected = await stage.judge(first, 'REJECTED', 'Still noisy.');
    expect(rejected.status).toBe(200);
    expect(rejected.body).toMatchObject({
      supplierReference: first,
      status: 'REJECTED',
      tenantNotes: 'Still noisy.',
      resolutionDetails: { resolutionText: 'A joint was replaced.' },
    });
    await at.untilKcis(1, 3);
    await at.cityfibre.notify(reference, { event: 'resolved', statusReason: 'The whole cable was replaced.' });
    await at.untilKcis(1, 4);
    const second = stage.resolutionOf(1);
    expect(second).toMatch(/^[A-Z0-9_]{5,25}$/);
    expect(second).not.toBe(first);
    expect((await stage.judge(1, 'ACCEPTED')).status).toBe(200);
    const kcis = await at.untilKcis(1, 5);
    expect(lifeOf(kcis)).toEqual([
      'ACKNOWLEDGED ACKNOWLEDGED',
      'UPDATE RESOLVED',
      'UPDATE IN_PROGRESS',
      'UPDATE RESOLVED',
      'COMPLETED COMPLETED',
    ]);
    expect(kcis[2]?.body['serviceProblemResolution']).toBeUndefined();
    expect(kcis[4]?.body['serviceProblemResolution']).toMatchObject({
      supplierReference: second,
      closedDate: expect.any(String),
      resolutionDetails: { resolutionText: 'The whole cable was replaced.' },
    });
    const [no, yes, ...more] = verdicts(reference);
    expect(more).toEqual([]);
    expect(no).toMatchObject({ resolveAccepted: 'false', rejectedReason: 'Still noisy.' });
    expect(yes).toMatchObject({ resolveAccepted: 'true' });
    expect(yes?.['rejectedReason']).toBeUndefined();
    expect(at.reached(reference)).toEqual([]);
    // A verdict once given is answered as it was, however the problem went on.
    expect((await stage.judge(first, 'REJECTED', 'Still noisy.')).text).toBe(rejected.text);
    expect(verdicts(reference)).toHaveLength(2);
  });

  it('rejected with a note too long for the verdict is followed by the whole note as a comment', async () => {
    const { at } = stage;
    const reference = await stage.haveResolved(2);
    const note = 'The service still drops every night between six and nine, exactly as it did before.';
    expect((await stage.judge(2, 'REJECTED', note)).status).toBe(200);
    expect((verdicts(reference)[0]?.['rejectedReason'] ?? '').length).toBeLessThanOrEqual(36);
    const [comment] = at.reached(reference);
    expect(readMessage(comment?.xml ?? '').values['comment/value']).toBe(note);
    expect(lifeOf(await at.untilKcis(2, 3)).at(-1)).toBe('UPDATE IN_PROGRESS');
  });

  it.each([
    ['that was only acknowledged', 3, /ACKNOWLEDGED, not RESOLVED/],
    ['that is worked on', 4, /IN_PROGRESS, not RESOLVED/],
    ['that was closed without a verdict', 5, /COMPLETED, not RESOLVED/],
  ])('of a problem %s can be neither accepted nor rejected', async (_what, problemId, sentence) => {
    const { at } = stage;
    const reference = await at.haveProblem(problemId);
    if (problemId > 3) {
      await at.cityfibre.notify(reference, { event: problemId === 4 ? 'in-progress' : 'closed' });
      await at.untilKcis(problemId, 2);
    }
    const answer = await stage.judge(problemId, 'ACCEPTED');
    expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_REQUEST']);
    expect(messagesOf(answer).join()).toMatch(sentence);
    expect(verdicts(reference)).toEqual([]);
  });

  it('that does not exist is NOT_FOUND, and so is one of another tenant', async () => {
    await stage.haveResolved(6);
    const nobody = await stage.judge('RES_NOBODYGAVETHIS', 'ACCEPTED');
    expect([nobody.status, nobody.body['code']]).toEqual([422, 'NOT_FOUND']);
    const others = await stage.judge(stage.resolutionOf(6), 'ACCEPTED', undefined, 'TENANT2');
    expect([others.status, others.body['code']]).toEqual([422, 'NOT_FOUND']);
  });

  it('with an unknown verdict, or none, is refused', async () => {
    const maybe = await stage.call('PATCH', '/service-problem-resolutions/6', { status: 'MAYBE' });
    expect([maybe.status, maybe.body['code']]).toEqual([422, 'INVALID_REQUEST']);
    const none = await stage.call('PATCH', '/service-problem-resolutions/6', {});
    expect([none.status, none.body['code']]).toEqual([400, 'MALFORMED_REQUEST']);
  });
});

describe('a verdict', () => {
  const order = (reference: string) => ({ operation: 'resolveResponse', reference, times: 1 });

  it('that the supplier perhaps processed is answered 503 and never sent again, and the opposite verdict is refused', async () => {
    const { at } = stage;
    const reference = await stage.haveResolved(10);
    at.cityfibre.behave({ action: 'drop-before', ...order(reference) });
    const first = await stage.judge(10, 'ACCEPTED');
    expect([first.status, first.text]).toEqual([503, '']);
    const opposite = await stage.judge(10, 'REJECTED', 'No.');
    expect([opposite.status, opposite.body['code']]).toEqual([422, 'INVALID_REQUEST']);
    expect((await stage.judge(10, 'ACCEPTED')).status).toBe(503);
    expect(verdicts(reference)).toHaveLength(1);
    expect(await stage.progress(10, 'answer-resolution')).toEqual(['unknown']);
  });

  it('that the supplier perhaps processed is reconciled, and a repeat is answered 200 once the closure shows it', async () => {
    const { at } = stage;
    const reference = await stage.haveResolved(11);
    at.cityfibre.behave({ action: 'drop-after', ...order(reference) });
    expect((await stage.judge(11, 'ACCEPTED')).status).toBe(503);
    expect(lifeOf(await at.untilKcis(11, 3)).at(-1)).toBe('COMPLETED COMPLETED');
    const again = await eventually('the verdict to be known', async () => {
      const answer = await stage.judge(11, 'ACCEPTED');
      return answer.status !== 503 && answer;
    });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ status: 'ACCEPTED' });
    expect(verdicts(reference)).toHaveLength(1);
  });

  it('while CityFibre is down is answered 503, not retried in the background, and sent by a repeat', async () => {
    const { at } = stage;
    const reference = await stage.haveResolved(12);
    await at.cityfibre.down();
    const down = await stage.judge(12, 'ACCEPTED').finally(() => at.cityfibre.up());
    expect([down.status, down.text]).toEqual([503, '']);
    expect(await stage.progress(12, 'answer-resolution')).toEqual(['settled']);
    expect(verdicts(reference)).toEqual([]);
    expect((await stage.judge(12, 'ACCEPTED')).status).toBe(200);
    expect(verdicts(reference)).toHaveLength(1);
    expect(lifeOf(await at.untilKcis(12, 3)).at(-1)).toBe('COMPLETED COMPLETED');
  });

  it('that CityFibre answers with a fault is answered 500, and sent again by a repeat', async () => {
    const reference = await stage.haveResolved(13);
    stage.at.cityfibre.behave({ action: 'fault', ...order(reference) });
    const failed = await stage.judge(13, 'ACCEPTED');
    expect([failed.status, failed.body['code']]).toEqual([500, 'SUPPLIER_FAULT']);
    expect((await stage.judge(13, 'ACCEPTED')).status).toBe(200);
  });

  it('behind an undecided amendment is answered 503, never 202, and sent once the amendment is decided', async () => {
    const { at } = stage;
    const reference = await stage.haveResolved(15);
    at.cityfibre.behave({ action: 'pending', operation: 'amendFaultReport', reference, times: 1 });
    expect((await at.north.amend(anAmendment(915, 15))).status).toBe(202);
    const early = await stage.judge(15, 'ACCEPTED');
    expect([early.status, early.text]).toEqual([503, '']);
    await at.cityfibre.decide(reference, { decision: 'accept' });
    await at.untilKcis(15, 3);
    expect(verdicts(reference)).toEqual([]);
    expect((await stage.judge(15, 'ACCEPTED')).status).toBe(200);
    expect(lifeOf(await at.untilKcis(15, 4)).slice(2)).toEqual(['AMENDED RESOLVED', 'COMPLETED COMPLETED']);
  });

  it('that surely never arrived does not exclude the opposite verdict', async () => {
    const reference = await stage.haveResolved(14);
    stage.at.cityfibre.behave({ action: 'http', status: 503, ...order(reference) });
    expect((await stage.judge(14, 'ACCEPTED')).status).toBe(503);
    expect((await stage.judge(14, 'REJECTED', 'It broke again.')).status).toBe(200);
    expect(verdicts(reference).at(-1)).toMatchObject({ resolveAccepted: 'false' });
    expect(lifeOf(await stage.at.untilKcis(14, 3)).at(-1)).toBe('UPDATE IN_PROGRESS');
  });
});

describe('silence after a resolution', () => {
  const due = (problemId: number): Promise<{ due: boolean | null }[]> =>
    stage.at.stored(
      `select closure_warning_at between now() + interval '23 hours' and now() + interval '24 hours' as due
       from problem where platform_id = $1`,
      [problemId],
    );

  it('leads to one warning after 24 hours, with the time of the closure', async () => {
    const { at } = stage;
    const reference = await stage.haveResolved(20);
    expect(await due(20)).toEqual([{ due: true }]);
    await at.stored('update problem set closure_warning_at = now() where platform_id = 20');
    const kcis = await at.untilKcis(20, 3);
    expect(lifeOf(kcis).at(-1)).toBe('ADDITIONAL RESOLVED');
    expect(kcis[2]?.body['text']).toMatch(/closed on .*unless the resolution is rejected/);
    expect(kcis[2]?.body['serviceProblemResolution']).toMatchObject({ supplierReference: stage.resolutionOf(20) });
    expect(await due(20)).toEqual([{ due: null }]);
    await at.cityfibre.notify(reference, { event: 'closed' });
    expect(lifeOf(await at.allKcis(20, reference)).slice(3)).toEqual(['COMPLETED COMPLETED']);
  });

  it('leads to no warning where work on the problem continued', async () => {
    const { at } = stage;
    await stage.haveResolved(21);
    expect((await stage.judge(21, 'REJECTED', 'No.')).status).toBe(200);
    await at.untilKcis(21, 3);
    expect(await due(21)).toEqual([{ due: null }]);
  });
});

it('the Fibre Cafe received every KCI of these scenarios in order and without a gap', () => stage.expectInOrder());
