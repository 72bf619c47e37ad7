// The shipped program, killed and stopped at the worst moments: nothing accepted is lost, nothing is sent twice.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { GatewayProcess, LogLine } from '../../src/demo/gateway-process.js';
import { freePorts } from '../../src/demo/world.js';
import { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { makeFolder, removeFolder } from '../support/folder.js';
import { anAmendment, aReport, GatewayWorld } from '../support/gateway-world.js';
import { North } from '../support/north.js';
import { shippedGateway } from '../support/shipped.js';

jest.setTimeout(120_000);

let main: string;
beforeAll(async () => {
  main = await shippedGateway();
});

/** What the process promises on SIGTERM, and a moment for the machine to notice. */
const STOPS_WITHIN_MS = 10_000 + 2_000;

function expectInOrder({ fibreCafe }: GatewayWorld): void {
  expect(fibreCafe.findings()).toEqual([]);
  expect(fibreCafe.problems().filter(({ flawless }) => !flawless)).toEqual([]);
}

describe('a gateway with a database of its own', () => {
  let at: GatewayWorld;
  beforeAll(async () => {
    at = await GatewayWorld.open({ name: 'crash' });
  });
  afterAll(() => at.close());

  let gateway: GatewayProcess;
  beforeAll(async () => {
    gateway = await at.startProcess(main);
  });

  it('killed after an acknowledgement and before delivery sends every KCI after the restart, once and in order', async () => {
    const reference = await at.haveProblem(1001);
    await at.fibreCafe.down();
    const acknowledged = [
      await at.cityfibre.notify(reference, { event: 'in-progress' }),
      await at.cityfibre.notify(reference, { event: 'on-hold' }),
    ];
    expect(acknowledged.map((one) => one.acknowledged)).toEqual([true, true]);
    await gateway.waitFor((line) => line.event === 'update.attempted' && line['outcome'] === 'again');
    await gateway.kill();
    await at.fibreCafe.up();
    expect(at.kcis(1001)).toHaveLength(1);

    gateway = await at.startProcess(main);
    const kcis = await at.untilKcis(1001, 3);
    expect(kcis.map(({ reasonCode, sequenceNumber, deliveries }) => [reasonCode, sequenceNumber, deliveries])).toEqual([
      ['ACKNOWLEDGED', 1, 1],
      ['UPDATE', 2, 1],
      ['INFORMATION_REQUIRED', 3, 1],
    ]);
    expectInOrder(at);
  });

  it('killed at the moment of an acknowledgement has stored what it acknowledged', async () => {
    const reference = await at.haveProblem(1002);
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    await gateway.kill();
    gateway = await at.startProcess(main);
    await eventually('the KCI', () => at.kcis(1002).some(({ reasonCode }) => reasonCode === 'UPDATE'), 90_000);
    expectInOrder(at);
  });

  it('refuses a second gateway on its data folder, with a sentence', async () => {
    const { http, notifications } = await freePorts();
    const second = await at.writeSettings(join(at.folder, 'second.yaml'), {
      http: { port: http },
      notifications: { port: notifications },
    });
    const refusal = await at.startProcess(main, second).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    expect(refusal).toMatch(/Another gateway is already running on the data folder .*stop it first/);
    expect(refusal).not.toMatch(/\n\s+at /);
    await at.haveProblem(1004);
  });

  it('stopped by a signal answers waiting callers, ends with code 0 within ten seconds, and continues after a restart', async () => {
    const reference = await at.haveProblem(1005);
    await at.fibreCafe.down();
    await at.cityfibre.notify(reference, { event: 'in-progress' });
    at.cityfibre.behave({ action: 'delay', ms: 1_000, operation: 'amendFaultReport', reference, times: 1 });
    const waiting = at.north.amend(anAmendment(5005, 1005));
    await at.untilReached(reference, 1);
    const code = await Promise.race([gateway.stop(), sleep(STOPS_WITHIN_MS, 'still running', { ref: false })]);
    expect(code).toBe(0);
    expect((await waiting).status).toBe(201);
    await gateway.waitFor((line) => line.event === 'gateway.stopped');

    await at.fibreCafe.up();
    gateway = await at.startProcess(main);
    const kcis = await at.allKcis(1005, reference);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'UPDATE']);
    const again = await at.north.amend(anAmendment(5005, 1005));
    expect(again.status).toBe(201);
    expect(at.reached(reference)).toHaveLength(1);
    expectInOrder(at);
  });
});

describe('gateways on an external database', () => {
  let folder: string;
  let database: TestDatabase;
  let at: GatewayWorld;
  let one: GatewayProcess;
  beforeAll(async () => {
    folder = await makeFolder('shared-database');
    database = await TestDatabase.start(folder);
    at = await GatewayWorld.open({
      name: 'replicas',
      databaseUrl: database.url,
      timing: { updateAfterMs: 0 },
      settings: { submit: { replyDeadline: '500ms' } },
    });
  });
  afterAll(async () => {
    await at.close();
    await database.stop();
    await removeFolder(folder);
  });

  /** As if the time in which a claim is its holder's alone had passed: two minutes, too long for a test. */
  async function letClaimsLapse(): Promise<void> {
    await database.query(
      `update command set claimed_until = now() - interval '1 second', received_at = received_at - interval '2 minutes'
       where progress = 'asking'`,
    );
  }

  const untilUnknown = (gateway: GatewayProcess, id: number): Promise<LogLine> =>
    gateway.waitFor((line) => line.event === 'request.unknown' && String(line['id']) === String(id), 30_000);

  it('started at the same moment on an empty database both work', async () => {
    const { http, notifications } = await freePorts();
    const settings = await at.writeSettings(join(at.folder, 'replica.yaml'), {
      http: { port: http },
      notifications: { port: notifications },
    });
    const [first, second] = await Promise.all([at.startProcess(main), at.startProcess(main, settings)]);
    one = first;
    const migrated = [first, second].filter(({ lines }) => lines.some(({ event }) => event === 'database.migrated'));
    expect(migrated).toHaveLength(1);

    const reference = await at.haveProblem(2001);
    const other = new North(second.url, at.token);
    const answers = [await at.north.amend(anAmendment(6001, 2001)), await other.amend(anAmendment(6001, 2001))];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.text).toBe(answers[0]?.text);
    expect(at.reached(reference)).toHaveLength(1);
    expect((await other.get('/health/ready')).status).toBe(200);
    expect(await second.stop()).toBe(0);
    expectInOrder(at);
  });

  it('killed with an accepted amendment that could not be sent yet send it after the restart', async () => {
    const reference = await at.haveProblem(2006);
    await at.cityfibre.down();
    expect((await at.north.amend(anAmendment(6006, 2006))).status).toBe(202);
    // That the answer was given is noted a moment later; without the note its KCI would wait a minute for nothing.
    await eventually('the note', async () => {
      const owed = await database.query(`select 1 from command where reply_state = 'pending' or progress = 'asking'`);
      return owed.length === 0;
    });
    await one.kill();
    await at.cityfibre.up();
    one = await at.startProcess(main);
    await at.untilKcis(2006, 2);
    const kcis = await at.allKcis(2006, reference);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'AMENDED']);
    expect(at.reached(reference)).toHaveLength(1);
    expectInOrder(at);
  });

  describe('killed while a request is at CityFibre', () => {
    const delay = (operation: string, when: 'before' | 'after', reference: string): void =>
      at.cityfibre.behave({ action: 'delay', ms: 1_500, when, operation, reference, times: 1 });

    /** CityFibre did what it was asked, and answered somebody who is gone. */
    const untilProcessed = (reference: string): Promise<boolean> =>
      eventually(`the answer about ${reference}`, () =>
        at.cityfibre.messages(reference).some(({ direction, note }) => direction === 'out' && note?.includes('delay')),
      );

    /** Three requests are on the wire at the moment of the kill. */
    beforeAll(async () => {
      await at.haveProblem(2002);
      await at.haveProblem(2003);
      delay('amendFaultReport', 'before', 'TENANT1-2002');
      delay('amendFaultReport', 'after', 'TENANT1-2003');
      delay('addFaultReport', 'after', 'TENANT1-2004');
      const cutOff = [
        at.north.amend(anAmendment(6002, 2002)),
        at.north.amend(anAmendment(6003, 2003)),
        at.north.report(aReport(2004)),
      ];
      const ended = Promise.allSettled(cutOff);
      await at.untilReached('TENANT1-2002', 1);
      await at.untilReached('TENANT1-2003', 1);
      await eventually('the report', () => at.reached('TENANT1-2004', 'addFaultReport').length > 0);
      await one.kill();
      await ended;
      for (const reference of ['TENANT1-2002', 'TENANT1-2003', 'TENANT1-2004']) await untilProcessed(reference);
      one = await at.startProcess(main);
    });

    it('they answer a repeat 202', async () => {
      expect((await at.north.amend(anAmendment(6002, 2002))).status).toBe(202);
    });

    it('they accept notifications while the lease of the dead one is valid', async () => {
      await at.cityfibre.notify('TENANT1-2003', { event: 'amended' });
      await at.cityfibre.decide('TENANT1-2004', { decision: 'accept' });
      for (const reference of ['TENANT1-2003', 'TENANT1-2004']) {
        await one.waitFor((line) => line.event === 'notification.applied' && line['ourReference'] === reference);
      }
      expect((await at.north.amend(anAmendment(6004, 2004))).status).toBe(202);
    });

    it('they never send the request twice: it is unknown with an alarm once the lease expired, and settled by its notification', async () => {
      await letClaimsLapse();
      const alarm = await untilUnknown(one, 6002);
      expect(alarm).toMatchObject({ alarm: true, tenant: 'TENANT1', advice: expect.stringMatching(/notification/) });
      expect((await at.north.amend(anAmendment(6002, 2002))).status).toBe(202);
      await at.cityfibre.notify('TENANT1-2002', { event: 'amended' });
      const kcis = await at.allKcis(2002, 'TENANT1-2002');
      expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'AMENDED']);
      expect(at.reached('TENANT1-2002')).toHaveLength(1);
    });

    it('they settle a request by a notification that came before the lease expired', async () => {
      await eventually('the confirmation', () => at.kcis(2003).some(({ reasonCode }) => reasonCode === 'AMENDED'));
      expect(at.reached('TENANT1-2003')).toHaveLength(1);
      // And what comes after it is not held up.
      expect((await at.north.amend(anAmendment(6013, 2003))).status).toBe(201);
    });

    it('they send amendments of a problem that was accepted before the lease of its report expired', async () => {
      await at.untilReached('TENANT1-2004', 1);
      const kcis = await at.untilKcis(2004, 2);
      expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'AMENDED']);
      expect(at.reached('TENANT1-2004', 'addFaultReport')).toHaveLength(1);
    });

    it('they send every KCI in order', () => expectInOrder(at));
  });

  it('stopped by a signal do not wait for a slow supplier: code 0 within ten seconds, and nothing sent twice', async () => {
    const reference = await at.haveProblem(2005);
    at.cityfibre.behave({ action: 'delay', ms: 60_000, operation: 'amendFaultReport', reference, times: 1 });
    expect((await at.north.amend(anAmendment(6005, 2005))).status).toBe(202);
    await at.untilReached(reference, 1);
    const code = await Promise.race([one.stop(), sleep(STOPS_WITHIN_MS, 'still running', { ref: false })]);
    expect(code).toBe(0);
    expect(at.reached(reference)).toHaveLength(1);
    // Nobody knows whether it arrived, and whoever starts next is told so.
    const left = await database.query<{ progress: string }>(
      `select progress from command where tenant = 'TENANT1' and request ->> 'id' = '6005'`,
    );
    expect(['asking', 'unknown']).toContain(left[0]?.progress);
    expectInOrder(at);
  });
});
