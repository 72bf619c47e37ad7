// aBILLity from end to end: JSON in, calls over REST, and polled notes told as KCIs; beside CityFibre, for one tenant.

import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AbillityWorld } from '../support/abillity-world.js';
import { TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { makeFolder, removeFolder } from '../support/folder.js';
import { messagesOf } from '../support/north.js';
import { shippedGateway } from '../support/shipped.js';

jest.setTimeout(90_000);

const paths = (world: AbillityWorld): string[] =>
  world
    .calls()
    .map(({ method, path }) => `${method} ${path}`)
    .filter((path) => !path.includes('/incident/'));

async function reported(world: AbillityWorld, id: number): Promise<number> {
  const answer = await world.report(id);
  expect(answer.status).toBe(201);
  return Number(answer.body['supplierServiceProblemReference']);
}

function tell(world: AbillityWorld, incident: number, subjects: string[]): void {
  for (const subject of subjects) world.abillity.note(incident, { subject, notes: `About ${subject}.` });
}

const LIFE = ['In progress', 'Awaiting information', 'In progress again', 'Cleared', 'Closed'];
const TOLD = ['UPDATE', 'INFORMATION_REQUIRED', 'RESUMED', 'UPDATE', 'COMPLETED'];

const WATCH = 'select 1 from watch join problem using (problem_key) where platform_id = $1';

describe('a WLR3 problem', () => {
  let world: AbillityWorld;
  beforeAll(async () => {
    world = await AbillityWorld.start({ name: 'wlr3', settings: { submit: { replyDeadline: '2s' } } });
  });
  beforeEach(() => world.abillity.reset());
  afterAll(() => world.close());

  it('is reported after a query and a test of its line, and answered 201 with the id of the incident', async () => {
    const answer = await world.report(101);
    const { supplierServiceProblemReference: reference, status } = answer.body;
    expect([answer.status, reference, status]).toEqual([201, '7000001', 'ACKNOWLEDGED']);
    expect(paths(world)).toEqual(['GET /api/LineDetails', 'POST /api/WLR3/LineTest', 'POST /api/WLR3/Fault']);
    expect(world.lastFault()).toEqual({
      ...{ OwnerId: 41, CLI: '01632960101', SiteContactID: 77, ContactName: 'Northbrand desk' },
      ...{ ContactTelephone: '01632 960500', IncidentTypeId: 3, IncidentSymptomId: 31, IncidentCategoryId: 5 },
      ...{ Summary: 'There is no dial tone since noon.', SQC: 'NDT', Timeband: 0 },
      ...{ AccessDetails: 'Contact: Sam Example, 01632 960444', LineTestResult: 1 },
    });
  });

  it('passes from report to closure by polled notes, each in one KCI and in order', async () => {
    const incident = await reported(world, 102);
    for (const [at, subject] of LIFE.entries()) {
      tell(world, incident, [subject]);
      await world.at.untilKcis(102, at + 1);
    }
    const kcis = world.at.kcis(102);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(TOLD);
    expect(kcis.map(({ status }) => status)).toEqual([
      'IN_PROGRESS',
      'PENDING',
      'IN_PROGRESS',
      'RESOLVED',
      'COMPLETED',
    ]);
    expect(world.at.fibreCafe.findings()).toEqual([]);
    await eventually('the end of the watch', async () => (await world.at.stored(WATCH, [102])).length === 0);
  });

  it('leads to one KCI for each note made between two polls, in the order of their numbers', async () => {
    const incident = await reported(world, 103);
    tell(world, incident, LIFE);
    await world.at.untilKcis(103, LIFE.length);
    expect(world.at.kcis(103).map(({ reasonCode }) => reasonCode)).toEqual(TOLD);
  });

  it('leads to a KCI with the text of a note that no row of the settings classifies', async () => {
    const incident = await reported(world, 104);
    world.abillity.note(incident, { subject: 'Dispatched', notes: 'An engineer is on the way.' });
    const [kci] = await world.at.untilKcis(104, 1);
    expect([kci?.reasonCode, kci?.status]).toEqual(['ADDITIONAL', 'ACKNOWLEDGED']);
    expect(kci?.raw).toContain('Dispatched: An engineer is on the way.');
  });

  it('is refused with field and rule before anything is sent', async () => {
    const characteristics = [{ name: 'PIN', value: '12a4' }];
    const answer = await world.report(105, { characteristics });
    expect([answer.status, messagesOf(answer)]).toEqual([
      422,
      ['characteristics.PIN (PIN): must have four digits (rule pin-format).'],
    ]);
    expect(paths(world)).toEqual([]);
  });

  it('is reported with the key of the visit that the gateway reserved for it', async () => {
    world.abillity.line('01632960106', { ServiceMaintenanceLevel: '2', test: { outcome: 2, faultLocation: 'CA' } });
    const characteristics = [
      { name: 'APPOINTMENT_DATE', value: '2030-05-06' },
      { name: 'APPOINTMENT_SLOT', value: '08:00-13:00' },
    ];
    expect((await world.report(106, { characteristics })).status).toBe(201);
    expect(paths(world)).toEqual([
      ...['GET /api/LineDetails', 'POST /api/WLR3/LineTest', 'POST /api/WLR3/Appointment', 'POST /api/WLR3/Fault'],
    ]);
    const visit = { ReservationKey: 'APPT000001', AppointmentDate: '2030-05-06T00:00:00.000', AppointmentSlot: 0 };
    expect(world.lastFault()).toMatchObject({ ...visit, LineTestResult: 2 });
  });

  it('is refused where the visit it needs is not named', async () => {
    world.abillity.line('01632960107', { test: { outcome: 2, faultLocation: 'CA' } });
    const answer = await world.report(107);
    expect(answer.status).toBe(422);
    expect(messagesOf(answer)[0]).toMatch(
      /^appointmentReservationId \(ReservationKey\): .*\(rule appointment-required\)\.$/,
    );
    expect(paths(world)).toEqual(['GET /api/LineDetails', 'POST /api/WLR3/LineTest']);
  });

  it('is refused with the sentence of aBILLity', async () => {
    world.abillity.behave({ action: 'reject', call: 'Fault', times: 1, reason: 'An open fault exists already.' });
    const answer = await world.report(108);
    expect([answer.status, messagesOf(answer)]).toEqual([422, ['An open fault exists already.']]);
  });

  it('that aBILLity perhaps processed is answered 202 and never posted again', async () => {
    world.abillity.behave({ action: 'drop-after', call: 'Fault', times: 1 });
    const later = await world.report(109);
    expect([later.status, later.body['status']]).toEqual([202, undefined]);
    expect((await world.report(109)).status).toBe(202);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(world.calls('WLR3/Fault')).toHaveLength(1);
    const [row] = await world.at.stored<{ progress: string }>(
      `select progress from command where request_key = '109' and operation = 'report-problem'`,
    );
    expect(row?.progress).toBe('unknown');
  });

  it('that surely did not arrive is sent later with the stored answers of earlier calls, and leads to a KCI', async () => {
    world.abillity.behave({ action: 'http', call: 'Fault', times: 1, status: 503 });
    expect((await world.report(110)).status).toBe(202);
    const [kci] = await world.at.untilKcis(110, 1);
    expect([kci?.reasonCode, kci?.status]).toEqual(['ACKNOWLEDGED', 'ACKNOWLEDGED']);
    expect(kci?.raw).toContain(`"supplierServiceProblemReference":"${world.abillity.list()[0]?.id}"`);
    expect(paths(world)).toEqual([
      ...['GET /api/LineDetails', 'POST /api/WLR3/LineTest', 'POST /api/WLR3/Fault', 'POST /api/WLR3/Fault'],
    ]);
  });

  it('is answered 501 to an amendment, a cancellation and a verdict', async () => {
    const incident = await reported(world, 111);
    tell(world, incident, ['Cleared']);
    await world.at.untilKcis(111, 1);
    const verdict = await world.at.north.patch('/service-problem-resolutions/111', { status: 'ACCEPTED' });
    const amendment = await world.at.north.amend({ id: 1, serviceProblemId: 111, notes: 'It hums now.' });
    const cancellation = await world.at.north.post('/service-problem-cancellations', {
      ...{ id: 2, serviceProblemId: 111, supplierServiceProblemReference: '7000001', reasonCode: 'ISSUE_RESOLVED' },
    });
    for (const answer of [amendment, cancellation, verdict]) {
      expect([answer.status, answer.body['code']]).toEqual([501, 'NOT_IMPLEMENTED']);
    }
  });

  it("does not change where the tenant's other services are reported", async () => {
    await world.at.haveProblem(112);
    expect(paths(world)).toEqual([]);
  });
});

describe('an appointment and a test of a line', () => {
  let world: AbillityWorld;
  beforeAll(async () => {
    world = await AbillityWorld.start({ name: 'wlr3-calls', settings: { submit: { replyDeadline: '500ms' } } });
  });
  beforeEach(() => world.abillity.reset());
  afterAll(() => world.close());

  const timeslot = {
    timeslotStartDateTime: '2030-05-06T08:00:00.000+01:00',
    timeslotEndDateTime: '2030-05-06T13:00:00.000+01:00',
  };
  const appointment = (id: number, changes: object = {}): object => ({
    ...{
      id,
      address: { id: '01632960201', type: 'CLI' },
      serviceSpecification: { id: 'wlr3' },
      purpose: 'REPAIR',
      timeslot,
    },
    ...changes,
  });
  const test = (id: number): object => ({
    ...{ id, serviceId: '01632960202', serviceSpecification: { id: 'wlr3' }, problemType: 'OUTAGE' },
  });

  it('is reserved, and the problem that names the reservation carries its key', async () => {
    const answer = await world.at.north.post('/appointments', appointment(301));
    expect([answer.status, answer.body['supplierReference'], answer.body['timeslot']]).toEqual([
      201,
      'APPT000001',
      timeslot,
    ]);
    await world.report(302, { appointmentReservationId: 301 });
    await eventually('the fault', () => world.lastFault()['ReservationKey'] !== undefined);
    expect(world.lastFault()).toMatchObject({
      ...{ ReservationKey: 'APPT000001', AppointmentDate: '2030-05-06T08:00:00.000', AppointmentSlot: 0 },
    });
  });

  it('is refused where aBILLity has no slot or number for it', async () => {
    const wrong = { purpose: 'PROVIDE', address: { id: '200004033694', type: 'UPRN' } };
    const answer = await world.at.north.post('/appointments', appointment(303, wrong));
    expect(answer.status).toBe(422);
    expect(messagesOf(answer).map((message) => /rule [\w-]+/.exec(message)?.[0])).toEqual([
      ...['rule repair-only', 'rule visit-by-number'],
    ]);
  });

  it('leads to a KCI with the result of the test', async () => {
    world.abillity.line('01632960202', {
      test: { outcome: 2, faultLocation: 'EX', diagnosis: 'T073', message: 'Fault in the exchange.' },
    });
    const answer = await world.at.north.post('/service-tests', test(304));
    expect(answer.status).toBe(201);
    const kci = await eventually('the result', () =>
      world.at.fibreCafe.kcis().find(({ entityId }) => entityId === 304),
    );
    expect(JSON.parse(kci.raw)).toMatchObject({
      serviceTest: {
        supplierReference: answer.body['supplierReference'],
        result: {
          testOutcome: { testResult: 'RED', supplierCodes: ['EX', 'T073'], description: 'Fault in the exchange.' },
        },
      },
    });
    expect((await world.at.north.post('/service-tests', test(304))).body['supplierReference']).toBe(
      answer.body['supplierReference'],
    );
    expect(world.calls('WLR3/LineTest')).toHaveLength(1);
  });

  it('is found in the journal under the conversation of its caller', async () => {
    const conversation = 'conversation-of-a-line-test';
    await world.at.north.post('/service-tests', test(307), { headers: { 'X-Conversation-ID': conversation } });
    const rows = await eventually('the line test in the journal', async () => {
      const found = await world.at.stored<{ operation: string; outcome: string }>(
        `select operation, outcome from journal where conversation_id = $1 and side = 'south'`,
        [conversation],
      );
      return found.length > 0 && found;
    });
    expect(rows).toEqual([{ operation: 'api/WLR3/LineTest', outcome: 'done' }]);
  });

  it('leads to a KCI at the end of a test that takes longer than a caller may wait', async () => {
    world.abillity.behave({ action: 'delay', call: 'LineTest', times: 1, ms: 1_200 });
    expect((await world.at.north.post('/service-tests', test(305))).status).toBe(201);
    const kci = await eventually('the result', () =>
      world.at.fibreCafe.kcis().find(({ entityId }) => entityId === 305),
    );
    expect(kci.raw).toContain('"testResult":"GREEN"');
  });

  it('is refused where the test could not be started, and started by a repeat', async () => {
    world.abillity.behave({ action: 'http', call: 'LineTest', times: 1, status: 503 });
    expect((await world.at.north.post('/service-tests', test(306))).status).toBe(503);
    expect((await world.at.north.post('/service-tests', test(306))).status).toBe(201);
  });
});

describe('a tenant that signs in for a token', () => {
  let world: AbillityWorld;
  beforeAll(async () => {
    world = await AbillityWorld.start({ name: 'wlr3-token', section: { authentication: 'token' } });
  });
  afterAll(() => world.close());

  it('signs in once for all calls, and once more when the token has expired', async () => {
    await reported(world, 501);
    expect(world.calls('WLR3').map(({ by, user }) => [by, user])).toEqual([
      ...[['token', 'NORTHDESK'] as const, ['token', 'NORTHDESK'] as const],
    ]);
    expect(world.calls('Authenticate')).toHaveLength(1);
    world.abillity.expireTokens();
    const incident = await reported(world, 502);
    tell(world, incident, ['In progress']);
    await world.at.untilKcis(502, 1);
    expect(world.calls('Authenticate')).toHaveLength(2);
    expect(world.calls('WLR3/Fault').map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('a gateway that dies', () => {
  let folder: string;
  let database: TestDatabase;
  beforeAll(async () => {
    folder = await makeFolder('wlr3-crash-database');
    database = await TestDatabase.start(folder);
  });

  let world: AbillityWorld;
  beforeAll(async () => {
    world = await AbillityWorld.open({ name: 'wlr3-crash', databaseUrl: database.url });
  });
  beforeEach(() => world.abillity.reset());
  afterAll(() => world.close());
  afterAll(async () => {
    await database.stop();
    await removeFolder(folder);
  });

  /** The leases of the gateway that was killed run out now. */
  async function lapse(): Promise<void> {
    for (const table of ['watch', 'kci', 'command']) {
      await database.query(`update ${table} set claimed_until = now() where claimed_until is not null`);
    }
  }

  it('that is killed between notes sends each note once and loses none', async () => {
    const main = await shippedGateway();
    const first = await world.at.startProcess(main);
    const incident = Number((await world.report(401)).body['supplierServiceProblemReference']);
    tell(world, incident, LIFE.slice(0, 2));
    await world.at.untilKcis(401, 1);
    await first.kill();
    tell(world, incident, LIFE.slice(2, 4));
    const second = await world.at.startProcess(main);
    await eventually('notes in the inbox', () => second.lines.some(({ event }) => event === 'poll.stored'));
    await second.kill();
    await lapse();
    tell(world, incident, LIFE.slice(4));
    const third = await world.at.startProcess(main);
    await world.at.untilKcis(401, LIFE.length);
    await eventually('the end of the watch', async () => (await database.query(WATCH, [401])).length === 0);
    await third.kill();
    expect(world.at.kcis(401).map(({ reasonCode }) => reasonCode)).toEqual(TOLD);
    expect(await database.query('select 1 from notification')).toHaveLength(LIFE.length);
    expect(world.at.fibreCafe.findings()).toEqual([]);
  });

  it('continues a report with the stored answers of earlier calls, and posts the fault once', async () => {
    const main = await shippedGateway();
    const first = await world.at.startProcess(main);
    world.abillity.behave({ action: 'delay', call: 'LineTest', times: 1, ms: 60_000 });
    const answer = world.report(402).catch(() => undefined);
    await eventually('what was learnt', async () => (await database.query('select 1 from step_result')).length === 3);
    await first.kill();
    await answer;
    // Where the first one died before its test left, the order to delay is still there.
    world.abillity.behave({ action: 'delay', call: 'LineTest', ms: 0 });
    await lapse();
    const second = await world.at.startProcess(main);
    const [kci] = await world.at.untilKcis(402, 1);
    await second.kill();
    expect([kci?.reasonCode, kci?.status]).toEqual(['ACKNOWLEDGED', 'ACKNOWLEDGED']);
    expect(world.calls('LineDetails')).toHaveLength(1);
    expect(world.calls('WLR3/Fault')).toHaveLength(1);
  });

  it('leaves a report unknown whose fault was perhaps processed', async () => {
    const main = await shippedGateway();
    const first = await world.at.startProcess(main);
    world.abillity.behave({ action: 'delay', call: 'Fault', times: 1, ms: 60_000 });
    const answer = world.report(403).catch(() => undefined);
    await eventually('the fault on its way', async () => {
      const [row] = await database.query<{ preparing: boolean }>(
        `select preparing from command where request_key = '403' and exists (select from step_result l where l.command_id = command.command_id and l.name = 'test')`,
      );
      return row?.preparing === false;
    });
    await first.kill();
    await answer;
    await lapse();
    const second = await world.at.startProcess(main);
    await second.waitFor(({ event }) => event === 'request.unknown');
    await second.kill();
    expect(world.calls('WLR3/Fault').length).toBeLessThan(2);
  });
});
