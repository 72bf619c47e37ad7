// The story of the demo: two tenants, one supplier, and everything that can come of an amendment.

import type { ReceivedKci } from '../simulators/fibre-cafe/contract.js';
import { FibreCafeClient } from './fibre-cafe-client.js';
import type { GatewayProcess } from './gateway-process.js';
import type { Printer } from './printer.js';
import type { World } from './world.js';

const AMENDMENTS = '/service-problem-amendments';
const PROBLEM = 12356;
const OTHER_PROBLEM = 20077;
const PATIENCE_MS = 20_000;

export interface Stage {
  world: World;
  gateway: GatewayProcess;
  printer: Printer;
}

export async function playStory(stage: Stage): Promise<void> {
  const client = new FibreCafeClient(stage.gateway.url, stage.world, stage.printer);
  const acts = [report, amend, pending, reject, outage, otherTenant, progress];
  for (const [index, act] of acts.entries()) {
    stage.printer.step(index + 1, TITLES[act.name] ?? act.name);
    await act(stage, client);
  }
  const { printer, world } = stage;
  printer.step(acts.length + 1, 'The Fibre Cafe checks what it was told');
  const problems = world.fibreCafe.problems();
  for (const problem of problems) {
    printer.check(
      `problem ${problem.entityId} of ${problem.tenant}: ${problem.received} KCIs, in order, no number missing or repeated`,
      problem.flawless,
      JSON.stringify(problem.findings),
    );
  }
}

const TITLES: Record<string, string> = {
  report: 'TENANT1 reports a problem; CityFibre takes it, and accepts it by notification',
  amend: 'TENANT1 amends it; CityFibre confirms at once',
  pending: 'CityFibre answers "pending": 202 now, and a KCI when it has decided',
  reject: 'CityFibre refuses: 422 with its reason',
  outage: 'CityFibre is down: 202, and the amendment goes out when it is back',
  otherTenant: 'TENANT2 does the same with its own certificate and buyer identifier',
  progress: 'CityFibre works on it: every notification becomes the next KCI',
};

async function report({ world, printer }: Stage, client: FibreCafeClient): Promise<void> {
  const answer = await client.post('TENANT1', '/service-problems', {
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
  printer.check('answered 202: the result will come by KCI', answer.status === 202, String(answer.status));
  const kci = await nextKci(world, 'TENANT1', PROBLEM, 1);
  printer.check(
    "KCI 1 is ACKNOWLEDGED and carries the supplier's reference",
    kci?.reasonCode === 'ACKNOWLEDGED',
    kci?.reasonCode,
  );
}

async function amend({ world, printer }: Stage, client: FibreCafeClient): Promise<void> {
  const answer = await client.post('TENANT1', AMENDMENTS, {
    id: 30001,
    serviceProblemId: PROBLEM,
    hazards: "Loose dog in the yard, and a wasps' nest at the gate",
    escalationRequest: true,
    notes: 'The customer works from home.',
  });
  printer.check('answered 201', answer.status === 201, String(answer.status));
  const kci = await nextKci(world, 'TENANT1', PROBLEM, 2);
  printer.check(
    'what CityFibre adds to it afterwards is told as ADDITIONAL',
    kci?.reasonCode === 'ADDITIONAL',
    kci?.reasonCode,
  );
}

async function pending({ world, printer }: Stage, client: FibreCafeClient): Promise<void> {
  world.cityfibre.behave({ action: 'pending', operation: 'amendFaultReport', times: 1 });
  const answer = await client.post('TENANT1', AMENDMENTS, {
    id: 30002,
    serviceProblemId: PROBLEM,
    primaryContact: { name: 'Robin Example', phoneNumber: '01632 960456' },
  });
  printer.check('answered 202', answer.status === 202, String(answer.status));
  await world.cityfibre.decide(`TENANT1-${PROBLEM}`, { decision: 'accept' });
  await expectAmended(world, printer, 30002, 3);
}

async function reject({ world, printer }: Stage, client: FibreCafeClient): Promise<void> {
  world.cityfibre.behave({
    action: 'reject',
    operation: 'amendFaultReport',
    times: 1,
    reason: 'The appointment has already started.',
  });
  const answer = await client.post('TENANT1', AMENDMENTS, {
    id: 30003,
    serviceProblemId: PROBLEM,
    notes: 'Please come later.',
  });
  printer.check(
    'answered 422 with the reason',
    answer.status === 422 && answer.body.messages?.[0] === 'The appointment has already started.',
    String(answer.status),
  );
}

async function outage({ world, printer }: Stage, client: FibreCafeClient): Promise<void> {
  await world.cityfibre.down();
  const answer = await client.post('TENANT1', AMENDMENTS, {
    id: 30004,
    serviceProblemId: PROBLEM,
    onSiteRestrictions: 'Ring at the back door; no ladders before nine',
  });
  printer.check('answered 202 although CityFibre cannot be reached', answer.status === 202, String(answer.status));
  await world.cityfibre.up();
  await expectAmended(world, printer, 30004, 4);
}

async function otherTenant({ world, printer }: Stage, client: FibreCafeClient): Promise<void> {
  const answer = await client.post('TENANT2', '/service-problems', {
    id: OTHER_PROBLEM,
    problemType: 'PERFORMANCE',
    problemText: 'Slow since the storm on Friday.',
    serviceId: 'S30412',
    serviceSpecification: { id: 'ftthl2r' },
    primaryContact: { name: 'Ffion Example', phoneNumber: '01632 960789' },
  });
  printer.check('answered 202', answer.status === 202, String(answer.status));
  const kci = await nextKci(world, 'TENANT2', OTHER_PROBLEM, 1);
  printer.check("TENANT2's own KCI 1 is ACKNOWLEDGED", kci?.reasonCode === 'ACKNOWLEDGED', kci?.reasonCode);
}

async function progress({ world, printer }: Stage): Promise<void> {
  const reference = `TENANT2-${OTHER_PROBLEM}`;
  const before = world.fibreCafe.kcis(OTHER_PROBLEM).length;
  const steps = [
    { order: { event: 'in-progress', update: 'An engineer looks into it.' }, reason: 'UPDATE', status: 'IN_PROGRESS' },
    {
      order: { event: 'on-hold', update: 'Which router is in use?' },
      reason: 'INFORMATION_REQUIRED',
      status: 'PENDING',
    },
    { order: { event: 'in-progress', update: 'Thank you.' }, reason: 'RESUMED', status: 'IN_PROGRESS' },
    {
      order: { event: 'resolved', statusReason: 'A damaged joint was replaced.' },
      reason: 'UPDATE',
      status: 'RESOLVED',
    },
    { order: { event: 'closed', update: 'Closed.' }, reason: 'COMPLETED', status: 'COMPLETED' },
  ] as const;
  for (const [index, { order, reason, status }] of steps.entries()) {
    await world.cityfibre.notify(reference, order);
    const kci = await nextKci(world, 'TENANT2', OTHER_PROBLEM, before + index + 1);
    printer.check(
      `${order.event} → KCI ${before + index + 1}: ${reason}, problem ${status}`,
      kci?.reasonCode === reason && kci.status === status,
      `${kci?.reasonCode ?? 'nothing'} ${kci?.status ?? ''}`,
    );
  }
}

async function expectAmended(world: World, printer: Printer, id: number, sequence: number): Promise<void> {
  const kci = await nextKci(world, 'TENANT1', PROBLEM, sequence);
  const linked = (kci?.body as { serviceProblemAmendmentId?: number } | undefined)?.serviceProblemAmendmentId;
  printer.check(
    `KCI ${sequence} is AMENDED and names amendment ${id}`,
    kci?.reasonCode === 'AMENDED' && linked === id,
    `${kci?.reasonCode ?? 'nothing'} ${String(linked)}`,
  );
}

/** Waits for a numbered KCI of a problem; undefined when it does not come. */
async function nextKci(
  world: World,
  tenant: string,
  problemId: number,
  sequence: number,
): Promise<ReceivedKci | undefined> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const found = world.fibreCafe
      .kcis(problemId)
      .find((kci) => kci.tenant === tenant && kci.sequenceNumber === sequence);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return undefined;
}
