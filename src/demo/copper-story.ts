// The acts of the tenant with copper lines: aBILLity cannot notify, so that what it notes is polled and told.

import { COPPER_TENANT as TENANT } from './copper-tenant.js';
import { type Act, expectKci, kciOf, type Stage } from './stage.js';

const TEST = 61001;
const PROBLEM = 43001;
const SHORT_PROBLEM = 43002;
const LINE = '01632960301';
const SERVICE = { id: 'wlr3' };

/** The whole life: a test that fails at the customer, so that a visit is reserved with the fault. */
export const COPPER_ACTS: readonly Act[] = [
  { title: `${TENANT} has copper lines, at aBILLity: a line test, and its result by KCI`, play: lineTest },
  {
    title: `${TENANT} reports a fault: details, test, visit and fault, in this order; 201 with the incident`,
    play: visit,
  },
  { title: 'aBILLity cannot notify: its notes are polled, and each becomes the next KCI', play: polled },
  { title: `What Openreach does not know: ${TENANT} cannot amend it`, play: amendment },
];

/** The same in one act. */
export const COPPER_ACT: Act = {
  title: `${TENANT} reports a fault of a copper line to aBILLity, which is polled until it is closed`,
  play: shortLife,
};

function abillityOf({ world }: Stage): NonNullable<Stage['world']['abillity']> {
  if (world.abillity === undefined) throw new Error('This world has no aBILLity.');
  return world.abillity;
}

async function lineTest(stage: Stage): Promise<void> {
  const { client, printer } = stage;
  abillityOf(stage).line(LINE, {
    test: { outcome: 2, faultLocation: 'CA', diagnosis: 'T073', message: 'A fault in the customer’s apparatus.' },
  });
  const answer = await client.post(TENANT, '/service-tests', {
    ...{ id: TEST, serviceId: LINE, serviceSpecification: SERVICE, problemType: 'OUTAGE' },
  });
  printer.check('answered 201', answer.status === 201, String(answer.status));
  const kci = await kciOf(stage, { tenant: TENANT, entityId: TEST, sequence: 1 });
  const told = kci?.raw.includes('"testResult":"RED"') === true;
  printer.check('the KCI tells the result: RED, which lets a problem be raised', told, kci?.raw);
}

async function visit(stage: Stage): Promise<void> {
  const before = faultCalls(stage).length;
  const reference = await report(stage, PROBLEM, {
    serviceId: LINE,
    characteristics: [
      { name: 'APPOINTMENT_DATE', value: '2031-05-06' },
      { name: 'APPOINTMENT_SLOT', value: '08:00-13:00' },
    ],
  });
  const calls = faultCalls(stage).slice(before);
  const order = 'LineDetails, LineTest, Appointment, Fault';
  stage.printer.check(
    `aBILLity was asked in the order of its page: ${order}`,
    calls.join(', ') === order,
    calls.join(', '),
  );
  const form = JSON.stringify(
    abillityOf(stage)
      .list()
      .find(({ id }) => id === reference)?.fault,
  );
  stage.printer.check(
    'the fault names the visit that was reserved for it',
    form.includes('"ReservationKey":"APPT'),
    form,
  );
}

/** The calls before the notes, by the last part of their path. */
function faultCalls(stage: Stage): string[] {
  const names = abillityOf(stage)
    .calls()
    .map(({ path }) => path.split('/').at(-1) ?? '');
  return names.filter((name) => name !== 'notifications');
}

const LIFE = [
  { subject: 'With Openreach', notes: 'An engineer is booked.', reason: 'UPDATE', status: 'IN_PROGRESS' },
  { subject: 'Visit missed', notes: 'Nobody was at home.', reason: 'REAPPOINT', status: 'PENDING' },
  { subject: 'Visit booked', notes: 'Another day was agreed.', reason: 'UPDATE', status: 'IN_PROGRESS' },
  { subject: 'Cleared', notes: 'The socket was replaced.', reason: 'UPDATE', status: 'RESOLVED' },
  { subject: 'Closed', notes: 'No answer from the customer.', reason: 'COMPLETED', status: 'COMPLETED' },
] as const;

async function polled(stage: Stage): Promise<void> {
  const incident = abillityOf(stage).list().at(-1)?.id ?? 0;
  for (const [index, { subject, notes, reason, status }] of LIFE.entries()) {
    abillityOf(stage).note(incident, { subject, notes });
    await expectKci(stage, TENANT, PROBLEM, { sequence: index + 1, reason, status });
  }
  const told = stage.world.fibreCafe.kcis(PROBLEM).length;
  stage.printer.check('each note was told once, however often it was polled', told === LIFE.length, String(told));
}

async function amendment({ client, printer }: Stage): Promise<void> {
  const answer = await client.post(TENANT, '/service-problem-amendments', {
    ...{ id: 54001, serviceProblemId: PROBLEM, notes: 'The customer works from home.' },
  });
  printer.check('answered 501: aBILLity amends no WLR3 incidents', answer.status === 501, String(answer.status));
}

async function shortLife(stage: Stage): Promise<void> {
  const incident = await report(stage, SHORT_PROBLEM, { serviceId: '01632960302' });
  const steps = [LIFE[0], LIFE[3], LIFE[4]];
  for (const { subject, notes } of steps) abillityOf(stage).note(incident, { subject, notes });
  for (const [index, { reason, status }] of steps.entries()) {
    await expectKci(stage, TENANT, SHORT_PROBLEM, { sequence: index + 1, reason, status });
  }
}

/** Returns the id of the incident. */
async function report({ client, printer }: Stage, id: number, changes: object): Promise<number> {
  const answer = await client.post(TENANT, '/service-problems', {
    id,
    problemType: 'OUTAGE',
    problemText: 'There is no dial tone since noon.',
    serviceSpecification: SERVICE,
    primaryContact: { name: 'Sam Example', phoneNumber: '01632 960444' },
    ...changes,
  });
  const reference = answer.body['supplierServiceProblemReference'];
  const found = `${answer.status} ${String(reference)}`;
  printer.check('answered 201 with the id of the incident', answer.status === 201 && reference !== undefined, found);
  return Number(reference);
}
