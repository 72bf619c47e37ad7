// The full story: a whole life of three problems, an outage with an appointment, a performance problem that is cancelled,
// and a fault of a copper line at the second supplier.

import { COPPER_ACTS } from './copper-story.js';
import { type Act, expectKci, type Stage } from './stage.js';

const TENANT = 'TENANT1';
const OUTAGE = 41001;
const OTHER_TENANT = 'TENANT2';
const REFUSED = 42001;
const PERFORMANCE = 42002;
const ADDRESS = { id: '200004033694', type: 'UPRN' };
const SERVICE = { id: 'ftthl2r' };

interface Timeslot {
  timeslotStartDateTime: string;
  timeslotEndDateTime: string;
}

export const FULL_STORY: readonly Act[] = [
  { title: 'TENANT1 looks for an appointment and reserves one', play: appointment },
  { title: 'TENANT1 reports an outage with it; CityFibre accepts', play: outage },
  { title: 'CityFibre works on it: triage, visit confirmed, visit done', play: visit },
  { title: 'CityFibre resolves it; TENANT1 rejects; it is re-opened and resolved again', play: rejectResolution },
  { title: 'TENANT1 accepts the resolution; CityFibre closes', play: acceptResolution },
  { title: 'TENANT2 reports a performance problem; CityFibre refuses the service', play: refused },
  { title: 'TENANT2 reports it for the right service, amends and escalates it', play: amendAndEscalate },
  { title: 'TENANT2 cancels it; CityFibre follows', play: cancel },
  ...COPPER_ACTS,
];

async function appointment({ client, printer }: Stage): Promise<void> {
  const query = new URLSearchParams({
    address: JSON.stringify(ADDRESS),
    serviceSpecification: JSON.stringify(SERVICE),
    appointmentPurpose: 'REPAIR',
  });
  const found = await client.get(TENANT, `/available-appointments?${query.toString()}`);
  const timeslot = (found.body['timeslots'] as Timeslot[] | undefined)?.[2];
  printer.check(
    'answered 200 with slots on offer',
    found.status === 200 && timeslot !== undefined,
    String(found.status),
  );
  const reserved = await client.post(TENANT, '/appointments', {
    id: 345,
    address: ADDRESS,
    serviceSpecification: SERVICE,
    purpose: 'REPAIR',
    timeslot,
  });
  const key = reserved.body['supplierReference'];
  printer.check(
    "answered 201 with the supplier's key and its lapse",
    reserved.status === 201 && typeof key === 'string',
    String(reserved.status),
  );
}

async function outage(stage: Stage): Promise<void> {
  const { client, printer } = stage;
  const answer = await client.post(TENANT, '/service-problems', {
    id: OUTAGE,
    problemType: 'OUTAGE',
    problemText: 'No service since this morning.',
    serviceId: 'S21710',
    serviceSpecification: SERVICE,
    address: ADDRESS,
    primaryContact: { name: 'Morgan Example', phoneNumber: '01632 960123' },
    appointmentReservationId: 345,
    hazards: 'Loose dog in the yard',
  });
  printer.check('answered 202', answer.status === 202, String(answer.status));
  await expectKci(stage, TENANT, OUTAGE, { sequence: 1, reason: 'ACKNOWLEDGED', status: 'ACKNOWLEDGED' });
}

async function visit(stage: Stage): Promise<void> {
  await notify(stage, OUTAGE, { event: 'in-progress', update: 'An engineer looks into it.' });
  await expectKci(stage, TENANT, OUTAGE, { sequence: 2, reason: 'UPDATE', status: 'IN_PROGRESS' });
  await notify(stage, OUTAGE, { event: 'appointment-confirmation', appointment: { confirmation: 'Confirmed' } });
  await expectKci(stage, TENANT, OUTAGE, { sequence: 3, reason: 'UPDATE', status: 'IN_PROGRESS' });
  await notify(stage, OUTAGE, { event: 'appointment-completed', appointment: { closureCode: 'FR' } });
  await expectKci(stage, TENANT, OUTAGE, { sequence: 4, reason: 'UPDATE', status: 'IN_PROGRESS' });
}

async function rejectResolution(stage: Stage): Promise<void> {
  await notify(stage, OUTAGE, { event: 'resolved', statusReason: 'A damaged joint was replaced.' });
  await expectKci(stage, TENANT, OUTAGE, { sequence: 5, reason: 'UPDATE', status: 'RESOLVED' });
  await verdict(stage, { status: 'REJECTED', tenantNotes: 'It still drops every night between six and nine.' });
  // Re-opened, and the note that was too long for the verdict confirmed as an amendment.
  await expectKci(stage, TENANT, OUTAGE, { sequence: 7, reason: undefined, status: 'IN_PROGRESS' });
  await notify(stage, OUTAGE, { event: 'resolved', statusReason: 'The splice was renewed.' });
  await expectKci(stage, TENANT, OUTAGE, { sequence: 8, reason: 'UPDATE', status: 'RESOLVED' });
}

async function acceptResolution(stage: Stage): Promise<void> {
  await verdict(stage, { status: 'ACCEPTED' });
  await expectKci(stage, TENANT, OUTAGE, { sequence: 9, reason: 'COMPLETED', status: 'COMPLETED' });
}

async function verdict({ client, printer }: Stage, body: object): Promise<void> {
  const answer = await client.patch(TENANT, `/service-problem-resolutions/${OUTAGE}`, body);
  printer.check('answered 200 with the resolution', answer.status === 200, String(answer.status));
}

async function refused({ client, printer }: Stage): Promise<void> {
  const answer = await client.post(OTHER_TENANT, '/service-problems', performanceProblem(REFUSED, 'UNKNOWN-77'));
  printer.check('answered 422 with the reason', answer.status === 422, String(answer.status));
}

async function amendAndEscalate(stage: Stage): Promise<void> {
  const { client, printer } = stage;
  const reported = await client.post(OTHER_TENANT, '/service-problems', performanceProblem(PERFORMANCE, 'S30412'));
  printer.check('answered 202', reported.status === 202, String(reported.status));
  await expectKci(stage, OTHER_TENANT, PERFORMANCE, { sequence: 1, reason: 'ACKNOWLEDGED', status: 'ACKNOWLEDGED' });
  const changes = [
    { hazards: 'Low ceiling in the cellar' },
    { escalationRequest: true, notes: 'The shop cannot take cards.' },
  ];
  for (const [index, change] of changes.entries()) {
    const id = 52001 + index;
    const answer = await client.post(OTHER_TENANT, '/service-problem-amendments', {
      id,
      serviceProblemId: PERFORMANCE,
      ...change,
    });
    printer.check('answered 201', answer.status === 201, String(answer.status));
    await expectKci(stage, OTHER_TENANT, PERFORMANCE, {
      sequence: index + 2,
      reason: 'ADDITIONAL',
      status: 'ACKNOWLEDGED',
    });
  }
}

async function cancel(stage: Stage): Promise<void> {
  const { client, printer, world } = stage;
  const reference = world.cityfibre.tickets().find((ticket) => ticket.reference === `${OTHER_TENANT}-${PERFORMANCE}`);
  const answer = await client.post(OTHER_TENANT, '/service-problem-cancellations', {
    id: 53001,
    serviceProblemId: PERFORMANCE,
    supplierServiceProblemReference: reference?.maintainerReference ?? '',
    reasonCode: 'ISSUE_RESOLVED',
    text: 'It works again.',
  });
  printer.check('answered 202: CityFibre has no cancel call', answer.status === 202, String(answer.status));
  await expectKci(stage, OTHER_TENANT, PERFORMANCE, { sequence: 4, reason: 'ADDITIONAL', status: 'ACKNOWLEDGED' });
  await world.cityfibre.notify(`${OTHER_TENANT}-${PERFORMANCE}`, {
    event: 'cancelled',
    update: 'Cancelled at your request.',
  });
  const kci = await expectKci(stage, OTHER_TENANT, PERFORMANCE, {
    sequence: 5,
    reason: 'CANCELLED',
    status: 'CANCELLED',
  });
  const link = (kci?.body as { serviceProblemCancellationId?: number } | undefined)?.serviceProblemCancellationId;
  printer.check('it names our cancellation', link === 53001, String(link));
}

function performanceProblem(id: number, serviceId: string): object {
  return {
    id,
    problemType: 'PERFORMANCE',
    problemText: 'Slow since the storm on Friday.',
    serviceId,
    serviceSpecification: SERVICE,
    primaryContact: { name: 'Ffion Example', phoneNumber: '01632 960789' },
  };
}

async function notify(
  { world }: Stage,
  problem: number,
  order: Parameters<Stage['world']['cityfibre']['notify']>[1],
): Promise<void> {
  await world.cityfibre.notify(`${TENANT}-${problem}`, order);
}
