// Amendments that meet something undecided: a report, another amendment, an answer that is late.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { anAmendment } from '../support/gateway-world.js';
import { readMessage } from '../support/xml-read.js';
import { lifeOf, Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ name: 'amendment-scenarios' });
});
afterAll(() => stage.close());

const amendmentOf = (kci: { body: Record<string, unknown> } | undefined): unknown =>
  kci?.body['serviceProblemAmendmentId'];

describe('an amendment while the report is still pending', () => {
  it('is answered 202, queued behind the report, and sent once the report is accepted', async () => {
    const { at } = stage;
    await at.report(1);
    const answer = await at.north.amend(anAmendment(101, 1));
    expect(answer.status).toBe(202);
    expect(await stage.progress(1, 'amend-problem')).toEqual(['queued']);
    expect(at.reached('TENANT1-1')).toEqual([]);
    await at.cityfibre.decide('TENANT1-1', { decision: 'accept' });
    await at.untilReached('TENANT1-1', 1);
    const kcis = await at.untilKcis(1, 2);
    expect(lifeOf(kcis)).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'AMENDED ACKNOWLEDGED']);
    expect([amendmentOf(kcis[0]), amendmentOf(kcis[1])]).toEqual([undefined, 101]);
    expect(kcis[1]?.body['serviceProblem']).toMatchObject({ notes: 'Note number 101 about problem 1.' });
    // By now the supplier's reference is known, so that the amendment names it.
    const { values } = readMessage(at.reached('TENANT1-1')[0]?.xml ?? '');
    expect(values['maintainerFaultReference']).toMatch(/^TIC-/);
  });

  it('is rejected together with the report when the supplier rejects the report', async () => {
    const { at } = stage;
    await at.report(2);
    expect((await at.north.amend(anAmendment(102, 2))).status).toBe(202);
    await at.cityfibre.decide('TENANT1-2', { decision: 'reject', reason: 'No such service' });
    const kcis = await at.untilKcis(2, 2);
    expect(lifeOf(kcis)).toEqual(['AMENDMENT_REJECTED REJECTED', 'UPDATE REJECTED']);
    expect(amendmentOf(kcis[0])).toBe(102);
    expect((await at.allKcis(2, 'TENANT1-2')).length).toBe(2);
  });
});

describe('a notification that outruns the answer to its report', () => {
  it('leads to a KCI after that answer, and settles the report', async () => {
    const { at } = stage;
    const order = { operation: 'addFaultReport', reference: 'TENANT1-3', times: 1 };
    at.cityfibre.behave({ action: 'delay', when: 'after', ms: 1_500, ...order });
    let answered = false;
    const report = at.report(3).then(() => (answered = true));
    await eventually('the ticket', () => at.cityfibre.tickets().some(({ reference }) => reference === 'TENANT1-3'));
    await at.cityfibre.decide('TENANT1-3', { decision: 'accept' });
    await at.untilLogged('the notification', ({ event, ourReference }) => {
      return event === 'notification.applied' && ourReference === 'TENANT1-3';
    });
    expect([answered, at.kcis(3).length]).toEqual([false, 0]);
    await report;
    const kcis = await at.untilKcis(3, 1);
    expect(lifeOf(kcis)).toEqual(['ACKNOWLEDGED ACKNOWLEDGED']);
    await stage.untilProgress(3, 'report-problem', 'settled');
    expect((await at.north.amend(anAmendment(103, 3))).status).toBe(201);
  });
});

describe('two amendments in a row', () => {
  it('queue the second behind the undecided first, and give a KCI for each, in order', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(4);
    at.cityfibre.behave({ action: 'pending', operation: 'amendFaultReport', reference, times: 1 });
    expect((await at.north.amend(anAmendment(104, 4, { hazards: 'A goose' }))).status).toBe(202);
    expect((await at.north.amend(anAmendment(105, 4, { hazards: 'Two geese' }))).status).toBe(202);
    expect(await stage.progress(4, 'amend-problem')).toEqual(['pending', 'queued']);
    expect(at.reached(reference)).toHaveLength(1);
    await at.cityfibre.decide(reference, { decision: 'accept' });
    const kcis = await at.untilKcis(4, 3);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'AMENDED', 'AMENDED']);
    expect([amendmentOf(kcis[1]), amendmentOf(kcis[2])]).toEqual([104, 105]);
    expect(kcis[1]?.body['serviceProblem']).toMatchObject({ hazards: 'A goose' });
    expect(kcis[2]?.body['serviceProblem']).toMatchObject({ hazards: 'Two geese' });
  });

  it('send the second with an alarm once the first is undecided for longer than the decision timeout', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(5);
    at.cityfibre.behave({ action: 'pending', operation: 'amendFaultReport', reference, times: 1 });
    expect((await at.north.amend(anAmendment(106, 5))).status).toBe(202);
    expect((await at.north.amend(anAmendment(107, 5))).status).toBe(202);
    await at.stored(`update command set blocks_until = now() - interval '1 second'
      where operation = 'amend-problem' and request_key = '106'`);
    const kcis = await at.untilKcis(5, 2);
    expect([kcis[1]?.reasonCode, amendmentOf(kcis[1])]).toEqual(['AMENDED', 107]);
    expect(await stage.progress(5, 'amend-problem')).toEqual(['pending', 'settled']);
    await at.untilLogged('the indecision', (line) => {
      return line.event === 'request.undecided' && line['id'] === '106' && line.alarm === true;
    });
  });
});

describe('an amendment of the hazards alone', () => {
  it('changes neither the site restrictions nor the 24-hour access', async () => {
    const { at } = stage;
    const reference = await at.haveProblem(6, 'TENANT1', {
      hazards: 'A goose in the yard',
      onSiteRestrictions: 'Gate closes at noon',
      characteristics: [
        { name: '24HR_ACCESS', value: 'false' },
        { name: 'ONT_LIGHTS', value: 'red' },
      ],
    });
    const answer = await at.north.amend({ id: 108, serviceProblemId: 6, hazards: 'Two geese' });
    expect(answer.status).toBe(201);
    const { values } = readMessage(at.reached(reference)[0]?.xml ?? '');
    const details = Object.entries(values).filter(([path]) => path.startsWith('faultDetails/'));
    expect(details).toEqual([
      [
        'faultDetails/siteAccessDetails',
        'Hazards: Two geese\nRestrictions: Gate closes at noon\n24 hour access: false',
      ],
    ]);
    expect(values['comment/value']).toBeUndefined();
    const ticket = at.cityfibre.tickets().find((one) => one.reference === reference);
    const xml = JSON.stringify(ticket?.report);
    expect(xml).toContain('Gate closes at noon');
    expect(xml).toContain('ONT_LIGHTS: red');
  });
});

it('the Fibre Cafe received every KCI of these scenarios in order and without a gap', () => stage.expectInOrder());
