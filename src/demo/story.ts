// The story of the demo: two tenants of CityFibre, everything that can come of an amendment, and a copper line at aBILLity.

import { COPPER_ACT } from './copper-story.js';
import { type Act, expectKci, type Stage } from './stage.js';

const AMENDMENTS = '/service-problem-amendments';
const TENANT = 'TENANT1';
const PROBLEM = 12356;
const OTHER_TENANT = 'TENANT2';
const OTHER_PROBLEM = 20077;

export const STORY: readonly Act[] = [
  { title: 'TENANT1 reports a problem; CityFibre takes it, and accepts it by notification', play: report },
  { title: 'TENANT1 amends it; CityFibre confirms at once', play: amend },
  { title: 'CityFibre answers "pending": 202 now, and a KCI when it has decided', play: pending },
  { title: 'CityFibre refuses: 422 with its reason', play: reject },
  { title: 'CityFibre is down: 202, and the amendment goes out when it is back', play: outage },
  { title: 'TENANT2 does the same with its own certificate and buyer identifier', play: otherTenant },
  { title: 'CityFibre works on it: every notification becomes the next KCI', play: progress },
  COPPER_ACT,
];

async function report(stage: Stage): Promise<void> {
  const answer = await stage.client.post(TENANT, '/service-problems', {
    id: PROBLEM,
    problemType: 'STABILITY',
    problemText: 'The service drops every evening.',
    serviceId: 'S21709',
    serviceSpecification: { id: 'ftthl2r' },
    address: { id: '200004033694', type: 'UPRN' },
    characteristics: [
      { name: 'SERVICE_HAS_WORKED', value: 'true' },
      { name: 'SERVICE_LAST_WORKED', value: '2026-11-20T17:45:00.000Z' },
      { name: 'END_USER_CPE', value: 'Zyxel DX3301' },
    ],
    primaryContact: { name: 'Morgan Example', email: 'morgan@example.com', phoneNumber: '01632 960123' },
    hazards: 'Loose dog in the yard',
    onSiteRestrictions: 'Ring at the back door',
  });
  stage.printer.check('answered 202: the result will come by KCI', answer.status === 202, String(answer.status));
  await expectKci(stage, TENANT, PROBLEM, { sequence: 1, reason: 'ACKNOWLEDGED', status: 'ACKNOWLEDGED' });
}

async function amend(stage: Stage): Promise<void> {
  const answer = await stage.client.post(TENANT, AMENDMENTS, {
    id: 30001,
    serviceProblemId: PROBLEM,
    hazards: "Loose dog in the yard, and a wasps' nest at the gate",
    escalationRequest: true,
    notes: 'The customer works from home.',
  });
  stage.printer.check('answered 201', answer.status === 201, String(answer.status));
  // What CityFibre adds to it afterwards.
  await expectKci(stage, TENANT, PROBLEM, { sequence: 2, reason: 'ADDITIONAL', status: 'ACKNOWLEDGED' });
}

async function pending(stage: Stage): Promise<void> {
  const { world, printer, client } = stage;
  world.cityfibre.behave({ action: 'pending', operation: 'amendFaultReport', times: 1 });
  const answer = await client.post(TENANT, AMENDMENTS, {
    id: 30002,
    serviceProblemId: PROBLEM,
    primaryContact: { name: 'Robin Example', phoneNumber: '01632 960456' },
  });
  printer.check('answered 202', answer.status === 202, String(answer.status));
  await world.cityfibre.decide(`${TENANT}-${PROBLEM}`, { decision: 'accept' });
  await expectAmended(stage, 30002, 3);
}

async function reject({ world, printer, client }: Stage): Promise<void> {
  const reason = 'The appointment has already started.';
  world.cityfibre.behave({ action: 'reject', operation: 'amendFaultReport', times: 1, reason });
  const answer = await client.post(TENANT, AMENDMENTS, {
    id: 30003,
    serviceProblemId: PROBLEM,
    notes: 'Please come later.',
  });
  const told = answer.status === 422 && answer.body.messages?.[0] === reason;
  printer.check('answered 422 with the reason', told, String(answer.status));
}

async function outage(stage: Stage): Promise<void> {
  const { world, printer, client } = stage;
  await world.cityfibre.down();
  const answer = await client.post(TENANT, AMENDMENTS, {
    id: 30004,
    serviceProblemId: PROBLEM,
    onSiteRestrictions: 'Ring at the back door; no ladders before nine',
  });
  printer.check('answered 202 although CityFibre cannot be reached', answer.status === 202, String(answer.status));
  await world.cityfibre.up();
  await expectAmended(stage, 30004, 4);
}

async function otherTenant(stage: Stage): Promise<void> {
  const answer = await stage.client.post(OTHER_TENANT, '/service-problems', {
    id: OTHER_PROBLEM,
    problemType: 'PERFORMANCE',
    problemText: 'Slow since the storm on Friday.',
    serviceId: 'S30412',
    serviceSpecification: { id: 'ftthl2r' },
    primaryContact: { name: 'Ffion Example', phoneNumber: '01632 960789' },
  });
  stage.printer.check('answered 202', answer.status === 202, String(answer.status));
  await expectKci(stage, OTHER_TENANT, OTHER_PROBLEM, { sequence: 1, reason: 'ACKNOWLEDGED', status: 'ACKNOWLEDGED' });
}

const STEPS = [
  { order: { event: 'in-progress', update: 'An engineer looks into it.' }, reason: 'UPDATE', status: 'IN_PROGRESS' },
  { order: { event: 'on-hold', update: 'Which router is in use?' }, reason: 'INFORMATION_REQUIRED', status: 'PENDING' },
  { order: { event: 'in-progress', update: 'Thank you.' }, reason: 'RESUMED', status: 'IN_PROGRESS' },
  { order: { event: 'resolved', statusReason: 'A damaged joint was replaced.' }, reason: 'UPDATE', status: 'RESOLVED' },
  { order: { event: 'closed', update: 'Closed.' }, reason: 'COMPLETED', status: 'COMPLETED' },
] as const;

async function progress(stage: Stage): Promise<void> {
  for (const [index, { order, reason, status }] of STEPS.entries()) {
    await stage.world.cityfibre.notify(`${OTHER_TENANT}-${OTHER_PROBLEM}`, order);
    await expectKci(stage, OTHER_TENANT, OTHER_PROBLEM, { sequence: index + 2, reason, status });
  }
}

async function expectAmended(stage: Stage, id: number, sequence: number): Promise<void> {
  const kci = await expectKci(stage, TENANT, PROBLEM, { sequence, reason: 'AMENDED', status: 'ACKNOWLEDGED' });
  const link = (kci?.body as { serviceProblemAmendmentId?: number } | undefined)?.serviceProblemAmendmentId;
  stage.printer.check(`it names amendment ${id}`, link === id, String(link));
}
