// Answers of the supplier that cannot be read, or say two things at once, for each operation: what may have arrived is
// never sent again, a fault is a fault, and a refusal in the body is a refusal.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { anAmendment, aReport, GatewayWorld } from '../support/gateway-world.js';
import { type Answer, messagesOf } from '../support/north.js';
import { type NotificationName, notificationText } from '../support/notification-texts.js';
import { inSoap11, received, type Scripted, ScriptedSupplier } from './scripted-supplier.js';
import { lifeOf, type Slot, Stage } from './stage.js';

jest.setTimeout(90_000);

let stage: Stage;
let supplier: ScriptedSupplier;
beforeAll(async () => {
  const at = await GatewayWorld.open({ name: 'unreadable-answers' });
  supplier = await ScriptedSupplier.start(at.world.pki);
  const settings = { tenants: { TENANT2: { cityfibre: { endpoint: supplier.url } } } };
  await at.writeSettings(at.world.settingsPath, settings);
  await at.startHere();
  stage = await Stage.around(at);
});
afterAll(async () => {
  await stage.close();
  await supplier.stop();
});

const TENANT = 'TENANT2';
const SLOT: Slot = {
  timeslotStartDateTime: '2031-06-03T08:00:00+01:00',
  timeslotEndDateTime: '2031-06-03T13:00:00+01:00',
};

const tell = (problemId: number, name: NotificationName): Promise<unknown> => {
  const reference = `${TENANT}-${problemId}`;
  return stage.at.notify(notificationText(name, { reference, buyer: 'SPDEV2', messageId: randomUUID() }));
};

interface Operation {
  what: string;
  /** CityFibre's name of it, and of its answer. */
  name: string;
  root: string;
  /** Whether the north knows 202 for it. */
  later: boolean;
  prepare: (id: number) => Promise<void>;
  ask: (id: number) => Promise<Answer>;
}

async function accepted(id: number): Promise<void> {
  await stage.at.report(id, TENANT);
  await tell(id, 'accepted');
  await stage.at.untilKcis(id, 1);
}

async function resolved(id: number): Promise<void> {
  await accepted(id);
  await tell(id, 'resolved');
  await stage.at.untilKcis(id, 2);
}

const nothing = async (): Promise<void> => undefined;
const inTenant = { headers: { Tenant: TENANT } };

const OPERATIONS: Operation[] = [
  {
    ...{ what: 'a report', name: 'addFaultReport', root: 'receivedFaultReport', later: true, prepare: nothing },
    ask: (id) => stage.at.north.report(aReport(id), inTenant),
  },
  {
    ...{ what: 'an amendment', name: 'amendFaultReport', root: 'receivedAmendFaultReport', later: true },
    ...{ prepare: accepted, ask: (id) => stage.at.north.amend(anAmendment(id, id), inTenant) },
  },
  {
    ...{ what: 'a cancellation', name: 'amendFaultReport', root: 'receivedAmendFaultReport', later: true },
    ...{ prepare: accepted, ask: (id) => stage.cancel(id, id, {}, TENANT) },
  },
  {
    ...{ what: 'a verdict', name: 'resolveResponse', root: 'receivedResolvedResponse', later: false },
    ...{ prepare: resolved, ask: (id) => stage.judge(id, 'ACCEPTED', undefined, TENANT) },
  },
  {
    ...{ what: 'a query for appointments', name: 'queryAppointmentAvailability', later: false, prepare: nothing },
    ...{ root: 'queryAppointmentAvailabilityResponse', ask: () => stage.slots({}, TENANT) },
  },
  {
    ...{ what: 'a reservation', name: 'reserveAppointment', root: 'reserveAppointmentResponse', later: false },
    ...{ prepare: nothing, ask: (id) => stage.reserve(id, SLOT, TENANT) },
  },
];

const HTML = '<html>\n<head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1></body>\n</html>\n';
const SOAP_12_FAULT =
  '<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"><env:Body><env:Fault><env:Code>' +
  '<env:Value>env:Receiver</env:Value></env:Code><env:Reason><env:Text xml:lang="en">NullPointer on inner-7</env:Text>' +
  '</env:Reason></env:Fault></env:Body></env:Envelope>';
const CITYFIBRE_FAULT = '<fault><faultcode>500</faultcode><faultmessage>Broken XML on inner-7</faultmessage></fault>';

/** It may have arrived. */
const UNKNOWN: [string, (operation: Operation) => Scripted][] = [
  ['an HTML page under 502', () => ({ status: 502, body: HTML, contentType: 'text/html' })],
  ['an HTML page under 200', () => ({ status: 200, body: HTML, contentType: 'text/html' })],
  ['nothing under 200', () => ({ status: 200, body: '' })],
  ['nothing under 500', () => ({ status: 500, body: '' })],
  ['XML cut off', ({ root }) => ({ status: 200, body: received(root, 'accepted', 200).slice(0, 180) })],
  ['another message', () => ({ status: 200, body: inSoap11('<somethingElse/>') })],
];

/** The supplier could not read what it got, or broke. */
const FAILED: [string, Scripted][] = [
  ['a SOAP 1.2 fault under 500', { status: 500, body: SOAP_12_FAULT, contentType: 'application/soap+xml' }],
  ['a SOAP 1.2 fault under 200', { status: 200, body: SOAP_12_FAULT }],
  ['fault/faultmessage under 500', { status: 500, body: CITYFIBRE_FAULT }],
  ['fault/faultmessage in an envelope', { status: 500, body: inSoap11(CITYFIBRE_FAULT) }],
];

let lastId = 0;
/** Ids of the two rows must not clash, and neither may those of problems, requests and appointments. */
const freshId = (): number => ++lastId;

describe.each(OPERATIONS.map((operation) => [operation.what, operation] as const))('%s answered with', (_what, row) => {
  const asked = (): number => supplier.asked.filter((name) => name === row.name).length;

  it.each(UNKNOWN)('%s was perhaps processed, so it is not sent again', async (_how, answer) => {
    const id = freshId();
    await row.prepare(id);
    const before = asked();
    supplier.next(row.name, answer(row));
    const first = await row.ask(id);
    expect(first.status).toBe(row.later ? 202 : 503);
    if (row.name === 'queryAppointmentAvailability') return;
    const again = await row.ask(id);
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(asked()).toBe(before + 1);
  });

  it.each(FAILED)('%s is SUPPLIER_FAULT, and a repeat sends it again', async (_how, answer) => {
    const id = freshId();
    await row.prepare(id);
    const before = asked();
    supplier.next(row.name, answer);
    const failed = await row.ask(id);
    expect([failed.status, failed.body['code']]).toEqual([500, 'SUPPLIER_FAULT']);
    expect(failed.text).not.toContain('inner-7');
    await row.ask(id);
    expect(asked()).toBe(before + 2);
  });
});

describe.each(OPERATIONS.slice(0, 4).map((operation) => [operation.what, operation] as const))(
  '%s whose answer refuses in the body alone,',
  (_what, row) => {
    it.each([
      ['by responseCode', 400, undefined],
      ['by status', 200, 'rejected'],
      ['by both', 400, 'rejected'],
    ])('%s, under HTTP 200, is refused with the reason', async (_how, code, status) => {
      const id = freshId();
      await row.prepare(id);
      const body = received(row.root, status, code, 'The ticket is frozen');
      supplier.next(row.name, { status: 200, body });
      const answer = await row.ask(id);
      expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_REQUEST']);
      expect(messagesOf(answer).join()).toContain('The ticket is frozen');
    });
  },
);

it('a report that CityFibre perhaps processed is settled by the first notification about it', async () => {
  const id = freshId();
  supplier.next('addFaultReport', { status: 502, body: HTML, contentType: 'text/html' });
  expect((await stage.at.north.report(aReport(id), inTenant)).status).toBe(202);
  expect(await stage.progress(id, 'report-problem')).toEqual(['unknown']);
  await tell(id, 'accepted');
  const [kci] = await stage.at.untilKcis(id, 1);
  expect(kci).toMatchObject({ reasonCode: 'ACKNOWLEDGED', status: 'ACKNOWLEDGED' });
  expect(await stage.progress(id, 'report-problem')).toEqual(['settled']);
});

it('a report repeated after a SUPPLIER_FAULT is followed like a first report', async () => {
  const id = freshId();
  supplier.next('addFaultReport', { status: 500, body: CITYFIBRE_FAULT });
  expect((await stage.at.north.report(aReport(id), inTenant)).status).toBe(500);
  expect((await stage.at.north.report(aReport(id), inTenant)).status).toBe(202);
  await tell(id, 'accepted');
  await tell(id, 'in-progress');
  const kcis = await stage.at.untilKcis(id, 2);
  expect(lifeOf(kcis)).toEqual(['ACKNOWLEDGED ACKNOWLEDGED', 'UPDATE IN_PROGRESS']);
});

it('the Fibre Cafe received every KCI of these scenarios in order and without a gap', () => stage.expectInOrder());
