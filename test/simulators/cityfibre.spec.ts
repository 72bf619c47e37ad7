// The CityFibre simulator, seen as a buyer sees it: over mutual TLS, and through the notifications it sends.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Agent } from 'node:https';
import { issueClient, makeCertificates } from '../../src/simulators/certificates.js';
import type { Pki } from '../../src/simulators/certificates.js';
import type { CityfibreSimulator } from '../../src/simulators/cityfibre/cityfibre-simulator.js';
import { notifyEvents } from '../../src/simulators/cityfibre/events.js';
import type { RecordedMessage } from '../../src/simulators/cityfibre/journal.js';
import { textAt } from '../../src/simulators/cityfibre/xml.js';
import { add, amend, askUpdate, Buyer, envelope, faults, fresh } from './cityfibre-buyer.js';
import { honest, part, resolve, sleep, soap, until } from './cityfibre-buyer.js';
import type { Reply } from './cityfibre-buyer.js';

const basePath = '/cfstaging/api2';

let pki: Pki;
let simulator: CityfibreSimulator;
let buyer: Buyer;
let observed: RecordedMessage[] = [];
const lines: string[] = [];

const post = (operation: string, xml: string, agent?: Agent, type?: string): Promise<Reply> =>
  buyer.post(`${simulator.url}/${operation}`, xml, agent, type);

const ticket = (reference: string) => {
  const found = simulator.tickets().find((one) => one.reference === reference);
  if (found === undefined) throw new Error(`no ticket ${reference}`);
  return found;
};

/** A ticket that was reported and accepted. */
async function accepted(options = {}): Promise<string> {
  const reference = fresh();
  expect((await post('addFaultReport', add(reference, options))).status).toBe(201);
  expect((await simulator.notify(reference, { event: 'accepted' })).acknowledged).toBe(true);
  return reference;
}

beforeAll(async () => {
  pki = await makeCertificates();
  buyer = await Buyer.open(pki);
  simulator = await buyer.start({ onMessage: (message) => observed.push(message), log: (line) => lines.push(line) });
});

afterEach(async () => {
  await simulator.reset();
  buyer.forget();
  observed = [];
});

afterAll(async () => {
  await simulator.stop();
  buyer.close();
});

describe('the CityFibre simulator', () => {
  it('refuses a connection without a certificate, or with one of another authority, or an expired one', async () => {
    const strangers = [
      new Agent({ ca: pki.supplierCa.cert }),
      buyer.agentFor(await issueClient(pki.notificationCa, { commonName: 'TENANT1' })),
      buyer.agentFor(
        await issueClient(pki.supplierCa, { commonName: 'TENANT1', notAfter: new Date(Date.now() - 1000) }),
      ),
    ];
    for (const agent of strangers) {
      await expect(post('addFaultReport', add(fresh()), agent)).rejects.toThrow();
      agent.destroy();
    }
    expect(simulator.messages()).toEqual([]);
  });

  it('answers 403 with a fault where the certificate is not that of the buyer named', async () => {
    const other = add(fresh()).replace('BUYER1', 'BUYER2');
    const unknown = add(fresh()).replace('BUYER1', 'NOBODY');
    for (const xml of [other, unknown]) {
      const reply = await post('addFaultReport', xml);
      expect(reply.status).toBe(403);
      expect(part(reply.body, 'faultmessage')).toBe('Unauthenticated');
    }
    expect(simulator.tickets()).toEqual([]);
  });
});

describe('a report', () => {
  it('is received as pending, without a reference of CityFibre, and accepted by notification', async () => {
    const reference = fresh();
    const reply = await post('addFaultReport', add(reference));
    expect(reply.status).toBe(201);
    expect(reply.body).toContain(`<soap:Envelope xmlns:soap="${soap}">`);
    expect(reply.body).toContain('<receivedFaultReport xmlns:xsi=');
    expect(part(reply.body, 'messageId')).toBe(`add-${reference}`);
    expect(part(reply.body, 'status')).toBe('pending');
    expect(part(reply.body, 'responseCode')).toBe('201');
    expect(reply.body).not.toContain('maintainerFaultReference');
    expect(buyer.callbacks).toEqual([]);

    const result = await simulator.notify(reference, { event: 'accepted' });
    expect(result).toMatchObject({ acknowledged: true, httpStatus: 200, attempts: 1 });
    expect(buyer.callbacks[0]?.path).toBe('/cityfibre/notifyAccepted');
    expect(buyer.callbacks[0]?.subject).toBe('DNS:notify.cityfibre.test');
    expect(part(buyer.callbacks[0]?.xml ?? '', 'maintainerFaultReference')).toMatch(/^TIC-\d{6}$/);
    expect(ticket(reference).status).toBe('accepted');
  });

  it('is refused with 403 where an outage has no reservation key, or another fault has one', async () => {
    const cases = [{ type: 'Service Outage' }, { type: 'Performance Issue', key: 'RK-77' }];
    for (const options of cases) {
      const reply = await post('addFaultReport', add(fresh(), options));
      expect(reply.status).toBe(403);
      expect(part(reply.body, 'status')).toBe('rejected');
      expect(part(reply.body, 'responseCode')).toBe('403');
      expect(part(reply.body, 'errorMessage')).toContain('appointment');
    }
    expect((await post('addFaultReport', add(fresh(), { type: 'Service Outage', key: 'RK-77' }))).status).toBe(201);
  });

  it('is refused with 400 for an unknown service, a repeated reference, or a value beyond schema and tables', async () => {
    const known = await accepted();
    const comment = (value: string): string =>
      `<comment><value>${value}</value><commentedBy>buyer</commentedBy><commentedTime>2026-03-01T08:00:00.123+00:00</commentedTime></comment>`;
    const cases: [string, string][] = [
      [add(fresh(), { service: 'UNKNOWN-1' }), 'serviceAffected'],
      [add(known), 'buyerFaultReference'],
      [add(fresh()).replace(/<siteAccessDetails>.*<\/siteAccessDetails>/, ''), 'faultDetails'],
      [add(fresh(), { type: 'Customer Reported Problem' }), 'type'],
      [add('N'.repeat(37)), 'buyerFaultReference'],
      [add(fresh()).replace('<apiVersion>1.0', `<apiVersion>${'1'.repeat(37)}`), 'apiVersion'],
      [add(fresh()).replace(/<sentAt>.*<\/sentAt>/, ''), 'sentAt'],
      [add(fresh(), { extra: comment('x') }), 'commentedTime'],
      [add(fresh(), { extra: '<surprise/>' }), 'surprise'],
      [add(fresh()).replace('<addFaultReport>', '<addFaultReport xmlns="urn:x">'), 'addFaultReport'],
    ];
    for (const [xml, field] of cases) {
      const reply = await post('addFaultReport', xml);
      expect(reply.status).toBe(400);
      expect(part(reply.body, 'responseCode')).toBe('400');
      expect(Object.keys(JSON.parse(part(reply.body, 'errorMessage') ?? '{}') as object)).toContain(field);
    }
    expect(simulator.tickets()).toHaveLength(1);
  });

  it('gets a fault under 500 where it is not XML, not one message in a SOAP 1.1 envelope, or not what the path says', async () => {
    const message = add(fresh());
    const cases = [
      'Hello',
      message.slice(0, 300),
      message.replaceAll(soap, 'http://www.w3.org/2003/05/soap-envelope'),
      envelope('<addFaultReport/><addFaultReport/>'),
      envelope(''),
      `<!DOCTYPE x [<!ENTITY a "b">]>${message}`,
      amend('N-1'),
    ];
    for (const xml of cases) {
      const reply = await post('addFaultReport', xml);
      expect(reply.status).toBe(500);
      expect(part(reply.body, 'faultcode')).toBe('500');
      expect(part(reply.body, 'faultmessage')).toContain('Broken XML');
    }
    expect(simulator.messages().filter((one) => one.direction === 'in')).toHaveLength(cases.length);
  });

  it('has to be posted as XML to a known path', async () => {
    expect((await post('addFaultReport', add(fresh()), undefined, 'application/json')).status).toBe(415);
    expect((await post('addFaultReport', add(fresh()), undefined, 'application/xml')).status).toBe(201);
    expect((await post('toString', add(fresh()))).status).toBe(404);
  });
});

describe('an amendment', () => {
  it('changes its members alone, and is confirmed by notification', async () => {
    const reference = await accepted();
    const inside = `<faultDetails><description>Now worse</description><status>closed</status></faultDetails>
      <comment><value>Please hurry</value><commentedBy>buyer</commentedBy><commentedTime>2026-03-01T10:00:00Z</commentedTime></comment>`;
    const reply = await post('amendFaultReport', amend(reference, inside));
    expect(reply.status).toBe(200);
    expect(reply.body).toContain('<receivedAmendFaultReport');
    expect(part(reply.body, 'status')).toBe('accepted');
    expect(part(reply.body, 'responseCode')).toBe('200');
    const { report, comment, status } = ticket(reference);
    expect(textAt(report, 'faultDetails/description')).toBe('Now worse');
    expect(textAt(report, 'faultDetails/siteAccessDetails')).toBe('Ring the bell');
    expect(comment?.value).toBe('Please hurry');
    expect(status).toBe('accepted');

    const { xml } = await simulator.notify(reference, { event: 'amended' });
    expect(part(xml, 'description')).toBe('Now worse');
    expect(xml).toContain('<updatedBy>seller</updatedBy>');
    expect(part(xml, 'value')).toBe('Please hurry');
  });

  it('replaces the appointment of the same key and adds one of another', async () => {
    const reference = await accepted({ type: 'Service Outage', key: 'RK-1' });
    const slot = (key: string, date: string): string =>
      `<appointment><appointmentReservationKey>${key}</appointmentReservationKey><appointmentDate>${date}</appointmentDate></appointment>`;
    await post('amendFaultReport', amend(reference, slot('RK-1', '2026-03-05')));
    await post('amendFaultReport', amend(reference, slot('RK-2', '2026-03-06')));
    expect(ticket(reference).appointments).toEqual([
      { key: 'RK-1', date: '2026-03-05' },
      { key: 'RK-2', date: '2026-03-06' },
    ]);
  });

  it('of an unknown ticket is refused as the documentation prints it', async () => {
    const reply = await post('amendFaultReport', amend('NORTHWIND-0'));
    expect(reply.status).toBe(400);
    expect(part(reply.body, 'status')).toBe('rejected');
    expect(part(reply.body, 'errorMessage')).toBe(
      '{"maintainerFaultReference":"No workflow found with that reference"}',
    );
  });

  it('answered as pending takes effect only when it is decided', async () => {
    const reference = await accepted();
    simulator.behave({ action: 'pending', operation: 'amendFaultReport' });
    const reply = await post('amendFaultReport', amend(reference));
    expect(part(reply.body, 'status')).toBe('pending');
    await post('amendFaultReport', amend(reference, '<priorityLevel>5</priorityLevel>'));
    expect(textAt(ticket(reference).report, 'priorityLevel')).toBeUndefined();

    const first = await simulator.decide(reference, { decision: 'accept' });
    expect(part(first.xml, 'priorityLevel')).toBe('2');
    const second = await simulator.decide(reference, { decision: 'reject', reason: 'Too many' });
    expect(second.xml).toContain('<description>Amendment rejected: Too many</description>');
    expect(part(second.xml, 'priorityLevel')).toBe('2');
    await expect(simulator.decide(reference, { decision: 'accept' })).rejects.toThrow('Nothing waits');
  });

  it('of a closed ticket is answered with its status and changes nothing', async () => {
    const reference = await accepted();
    await simulator.notify(reference, { event: 'closed' });
    const reply = await post('amendFaultReport', amend(reference));
    expect([reply.status, part(reply.body, 'status')]).toEqual([200, 'closed']);
    expect(textAt(ticket(reference).report, 'priorityLevel')).toBeUndefined();
  });
});

describe('a resolution and an update on request', () => {
  it('closes the ticket where the buyer accepts, re-opens it where the buyer rejects', async () => {
    const cases = [
      { inside: '<resolveAccepted>true</resolveAccepted>', status: 'closed', path: '/cityfibre/notifyClosed' },
      {
        inside: '<resolveAccepted>false</resolveAccepted><rejectedReason>Still slow</rejectedReason>',
        ...{ status: 're-opened', path: '/cityfibre/notifyReOpened' },
      },
    ];
    for (const { inside, status, path } of cases) {
      const reference = await accepted();
      expect((await post('resolveResponse', resolve(reference, inside))).status).toBe(400);
      await simulator.notify(reference, { event: 'resolved' });
      const reply = await post('resolveResponse', resolve(reference, inside));
      expect(reply.status).toBe(200);
      expect(reply.body).toContain('<receivedResolvedResponse');
      expect(reply.body).not.toContain('buyerFaultReference');
      await until(() => buyer.callbacks.at(-1)?.path === path);
      expect(ticket(reference).status).toBe(status);
    }
  });

  it('takes a reason of 36 characters and refuses a longer one', async () => {
    const reference = await accepted();
    await simulator.notify(reference, { event: 'resolved' });
    const verdict = (reason: string): string =>
      resolve(reference, `<resolveAccepted>false</resolveAccepted><rejectedReason>${reason}</rejectedReason>`);
    const long = await post('resolveResponse', verdict('r'.repeat(37)));
    expect([long.status, part(long.body, 'responseCode')]).toEqual([400, '400']);
    expect(part(long.body, 'errorMessage')).toContain('rejectedReason');
    expect(ticket(reference)).toMatchObject({ status: 'resolved', undecided: [] });
    expect((await post('resolveResponse', verdict('r'.repeat(36)))).status).toBe(200);
  });

  it('sends the whole report after confirming the request', async () => {
    const reference = await accepted();
    const wrong = await post('requestFaultReportUpdate', askUpdate(reference, 'TIC-999999'));
    expect(wrong.status).toBe(400);
    const reply = await post('requestFaultReportUpdate', askUpdate(reference, ticket(reference).maintainerReference));
    expect(reply.status).toBe(200);
    expect(reply.body).toContain('<receivedRequestFaultReportUpdate');
    await until(() => buyer.callbacks.length === 2);
    expect(part(buyer.callbacks[1]?.xml ?? '', 'faultLocation')).toBe('3 Quay Row');
  });
});

describe('an answer', () => {
  it('satisfies the schema, whether it accepts or refuses', async () => {
    const reference = await accepted();
    await post('addFaultReport', add(reference));
    await post('amendFaultReport', amend(reference));
    await post('amendFaultReport', amend('NORTHWIND-0'));
    await post('resolveResponse', resolve(reference, ''));
    await post('requestFaultReportUpdate', askUpdate(reference, ticket(reference).maintainerReference));
    const answers = observed.filter((one) => one.direction === 'out' && one.kind.startsWith('received'));
    expect(answers.map((one) => one.httpStatus)).toEqual([201, 400, 200, 400, 400, 200]);
    for (const { xml } of answers) {
      const bare = xml.slice(xml.indexOf('<received'), xml.indexOf('</soap:Body>'));
      expect(faults(bare)).toBe('');
    }
  });
});

describe('a notification', () => {
  it('looks like the published sample of its event, drift included', async () => {
    const real = ['accepted', 'appointment-missed', 'update'];
    const lists = [
      'in-progress',
      'appointment-confirmation',
      'appointment-cancelled',
      'appointment-completed',
      'update',
    ];
    for (const event of notifyEvents) {
      const reference = await accepted({ type: 'Service Outage', key: 'RK-5' });
      const { xml, url } = await simulator.notify(reference, { event });
      const named = part(xml, 'maintainerFaultReference');
      if (event === 'rejected') expect(named).toBe('');
      else if (real.includes(event)) expect(named).toBe(ticket(reference).maintainerReference);
      else expect(named).toBe('(Not in report; only after creation)');
      expect(xml).toContain('<notifyFaultReportUpdate xmlns:xsi=');
      expect(xml).not.toContain('<triage');
      expect(xml.includes('<sentAt>')).toBe(event !== 'on-hold');
      expect(xml.includes('<updatedBy>Seller</updatedBy>')).toBe(event === 'on-hold');
      expect(xml.includes('<appointments>')).toBe(lists.includes(event));
      expect(xml.includes('<missedAppointment>')).toBe(event === 'appointment-missed');
      expect(url).toMatch(/\/cityfibre\/notify[A-Z]/);
      expect(part(xml, 'description')).toBe('Slow &amp; unsteady');
    }
  });

  it('breaks the schema like the published ones, and only like them', async () => {
    const triage = { complete: true, findings: 'Light lost at the splitter' };
    for (const event of notifyEvents) {
      const reference = await accepted();
      expect(faults((await simulator.notify(reference, { event, bare: true })).xml)).toContain('triageComplete');
      const { xml } = await simulator.notify(reference, { event, bare: true, triage });
      const repaired = xml
        .replace(/<appointments>|<\/appointments>/g, '')
        .replaceAll('>Seller<', '>seller<')
        .replaceAll('>Buyer<', '>buyer<');
      expect([event, faults(repaired)]).toEqual([event, '']);
    }
  });

  it('carries the ordered content, and stores it with the ticket', async () => {
    const reference = await accepted({ type: 'Service Outage', key: 'RK-9' });
    const { xml } = await simulator.notify(reference, {
      ...{ event: 'appointment-completed', appointment: { closureCode: 'HAZ' }, comment: 'Dog <at> the gate & more' },
      ...{ update: 'No entry', messageId: 'CF-SAME', sentAt: '2026-03-01T06:00:00Z' },
      lateRepair: { totalDelayInDays: 2, exclusions: [{ reason: 'MBORC', days: 1, start: 'a', end: 'b' }] },
    });
    expect(part(xml, 'appointmentClosureCode')).toBe('HAZ');
    expect(part(xml, 'value')).toBe('Dog &lt;at&gt; the gate &amp; more');
    expect(part(xml, 'messageId')).toBe('CF-SAME');
    expect(part(xml, 'sentAt')).toBe('2026-03-01T06:00:00Z');
    expect(part(xml, 'exclusionReason')).toBe('MBORC');
    const later = await simulator.notify(reference, { event: 'on-hold' });
    expect(later.xml).toContain('<description>No entry</description>');
    expect(later.xml).toContain('Dog &lt;at&gt;');
    expect(ticket(reference).appointments[0]).toMatchObject({ key: 'RK-9', closureCode: 'HAZ', cancelled: 'false' });
  });

  it('carries attachments, a late repair and an error on request, as the schema has them', async () => {
    const listed = '<attachments><attachment><filename>map.png</filename></attachment></attachments>';
    const reference = await accepted({ extra: listed });
    const { xml } = await simulator.notify(reference, {
      ...{ event: 'closed', bare: true, triage: { complete: true, findings: 'None' }, errorMessage: 'Late & sorry' },
      attachments: [{ filename: 'after.jpg', url: 'https://files.test/after.jpg', uploaded: true }],
      lateRepair: {
        ...{ totalDelayInDays: 3, sellerDelayDays: 2, nonSellerDelayDays: 1 },
        exclusions: [{ reason: 'MBORC', days: 1, start: '2026-03-01T00:00:00Z', end: '2026-03-02T00:00:00Z' }],
      },
    });
    expect(faults(xml)).toBe('');
    expect(part(xml, 'errorMessage')).toBe('Late &amp; sorry');
    expect(part(xml, 'sellerDelayDays')).toBe('2');
    const names = (text: string): string[] => [...text.matchAll(/<filename>(.*)</g)].map((one) => one[1] ?? '');
    expect(names(xml)).toEqual(['map.png', 'after.jpg']);
    expect(part(xml, 'uploaded')).toBe('true');
    const next = (await simulator.notify(reference, { event: 'update' })).xml;
    expect(names(next)).toEqual(['map.png', 'after.jpg']);
    expect(next).not.toMatch(/errorMessage|lateRepairNotification/);
  });

  it('is repeated until it is acknowledged, and the next one of the ticket waits for it', async () => {
    const reference = await accepted();
    const other = await accepted();
    const answers = [
      { status: 503, body: '' },
      { status: 200, body: '<receivedNotifyFaultReportUpdate>' },
      { status: 200, body: '<receivedRequestFaultReportUpdate/>' },
    ];
    buyer.acknowledge = (xml) => {
      if (part(xml, 'buyerFaultReference') === other) return honest(xml);
      return answers.shift() ?? honest(xml);
    };
    buyer.callbacks = [];
    const [first, second, elsewhere] = await Promise.all([
      simulator.notify(reference, { event: 'in-progress' }),
      simulator.notify(reference, { event: 'resolved' }),
      simulator.notify(other, { event: 'on-hold' }),
    ]);
    expect([first.attempts, second.attempts, elsewhere.attempts]).toEqual([4, 1, 1]);
    const mine = buyer.callbacks.filter((one) => part(one.xml, 'buyerFaultReference') === reference);
    expect(mine.map((one) => one.path.split('/').at(-1))).toEqual([
      ...Array.from({ length: 4 }, () => 'notifyInProgress'),
      'notifyResolved',
    ]);
    expect(new Set(mine.slice(0, 4).map((one) => one.xml)).size).toBe(1);
    const tries = simulator.messages(reference).filter((one) => one.event === 'in-progress' && one.direction === 'out');
    expect(tries.map((one) => [one.attempt, one.httpStatus])).toEqual([
      ...[1, 2, 3, 4].map((attempt) => [attempt, attempt === 1 ? 503 : 200]),
    ]);
  });

  it('that names another message in its acknowledgement does not count as acknowledged', async () => {
    const reference = await accepted();
    let wrong = 1;
    buyer.acknowledge = (xml) => {
      const { status, body } = honest(xml);
      return { status, body: (wrong -= 1) >= 0 ? body.replace('CF-', 'XX-') : body };
    };
    expect((await simulator.notify(reference, { event: 'on-hold' })).attempts).toBe(2);
  });

  it('counts as received where the body refuses it under HTTP 200, with an envelope or bare', async () => {
    const reference = await accepted();
    buyer.acknowledge = (xml) => {
      const { body } = honest(xml);
      return { status: 200, body: body.replace(/<\/?e:[^>]*>/g, '').replace('>200<', '>400<') };
    };
    expect(await simulator.notify(reference, { event: 'on-hold' })).toMatchObject({ acknowledged: true, attempts: 1 });
  });

  it('comes over a kept-alive connection, twice or out of order where ordered', async () => {
    const reference = await accepted();
    const before = buyer.connections;
    simulator.behave({ action: 'duplicate', times: 1 });
    await simulator.notify(reference, { event: 'in-progress' });
    await until(() => buyer.callbacks.length === 3);
    expect(buyer.callbacks[1]?.xml).toBe(buyer.callbacks[2]?.xml);
    simulator.behave({ action: 'reorder', times: 3, reference });
    const events = ['on-hold', 'in-progress', 'resolved'] as const;
    await Promise.all(events.map((event) => simulator.notify(reference, { event })));
    expect(buyer.callbacks.slice(3).map((one) => one.path.split('/').at(-1))).toEqual([
      ...['notifyResolved', 'notifyInProgress', 'notifyOnHold'],
    ]);
    expect(buyer.connections).toBe(before);
  });
});

describe('a change of orders', () => {
  it('by reset drops unacknowledged and delayed notifications, and ends delays', async () => {
    const [one, other] = [await accepted(), await accepted()];
    buyer.acknowledge = () => ({ status: 503, body: '' });
    const refused = simulator.notify(one, { event: 'on-hold' });
    simulator.behave({ action: 'reorder', times: 2, reference: other });
    const held = simulator.notify(other, { event: 'on-hold' });
    await until(() => buyer.callbacks.length > 3);
    await simulator.reset();
    expect((await refused).acknowledged).toBe(false);
    expect(await held).toMatchObject({ acknowledged: false, attempts: 0 });
    expect(simulator.tickets()).toEqual([]);
    const before = buyer.callbacks.length;
    await sleep(150);
    expect(buyer.callbacks).toHaveLength(before);
  });

  it('by ending a reorder sends the delayed notifications', async () => {
    const reference = await accepted();
    simulator.behave({ action: 'reorder', times: 5 });
    const held = simulator.notify(reference, { event: 'on-hold' });
    simulator.behave({ action: 'accept' });
    expect((await held).acknowledged).toBe(true);
  });
});

describe('ordered misbehaviour', () => {
  it('rejects with the reason ordered, by HTTP status or in the body alone', async () => {
    const reference = await accepted();
    simulator.behave({ action: 'reject', reason: 'Ticket is being reviewed', times: 1 });
    simulator.behave({ action: 'reject', reason: 'In the body', inBody: true, times: 1 });
    const body = await post('amendFaultReport', amend(reference));
    const plain = await post('amendFaultReport', amend(reference));
    expect([body.status, part(body.body, 'responseCode'), part(body.body, 'status')]).toEqual([200, '400', 'rejected']);
    expect([plain.status, part(plain.body, 'errorMessage')]).toEqual([400, 'Ticket is being reviewed']);
    expect((await post('amendFaultReport', amend(reference))).status).toBe(200);
    expect(ticket(reference).received.filter((one) => one.operation === 'amendFaultReport')).toHaveLength(1);
  });

  it('hangs up before or after processing, or half way through the answer', async () => {
    const cases = [
      ['drop-before', 0],
      ['drop-after', 1],
      ['half', 1],
    ] as const;
    for (const [action, kept] of cases) {
      const reference = fresh();
      simulator.behave({ action, times: 1 });
      await expect(post('addFaultReport', add(reference))).rejects.toThrow();
      expect(simulator.tickets().filter((one) => one.reference === reference)).toHaveLength(kept);
    }
  });

  it('answers with what is not an answer', async () => {
    const expected = {
      'html-502': [502, /<html>/, 0],
      'truncated-xml': [201, /<receivedFaultReport(?![^]*<\/soap:Envelope>)/, 1],
      empty: [201, /^$/, 1],
      fault: [500, /<soap:Fault>.*<faultstring>Not today/, 0],
    } as const;
    for (const [action, [status, body, kept]] of Object.entries(expected)) {
      const reference = fresh();
      simulator.behave({ action: action as keyof typeof expected, times: 1, reason: 'Not today' });
      const reply = await post('addFaultReport', add(reference));
      expect([action, reply.status]).toEqual([action, status]);
      expect(reply.body).toMatch(body);
      expect(simulator.tickets().filter((one) => one.reference === reference)).toHaveLength(kept);
    }
  });

  it('answers any HTTP status, 429 with the seconds to wait, and processes only where ordered', async () => {
    const statuses: [number, string | undefined][] = [
      [401, undefined],
      [403, undefined],
      [429, '1'],
      [503, undefined],
    ];
    for (const [status, wait] of statuses) {
      simulator.behave({ action: 'http', status, times: 1 });
      const reply = await post('addFaultReport', add(fresh()));
      expect([reply.status, reply.headers['retry-after']]).toEqual([status, wait]);
    }
    expect(simulator.tickets()).toEqual([]);
    simulator.behave({ action: 'http', status: 504, processed: true, retryAfter: 7, times: 1 });
    const reply = await post('addFaultReport', add(fresh()));
    expect([reply.status, reply.headers['retry-after']]).toEqual([504, '7']);
    expect(simulator.tickets()).toHaveLength(1);
  });

  it('lets the buyer wait before it processes, or before it answers', async () => {
    for (const [when, kept] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      const reference = fresh();
      simulator.behave({ action: 'delay', ms: 200, when, times: 1 });
      const started = Date.now();
      const reply = post('addFaultReport', add(reference));
      await until(() => simulator.messages(reference).length === 1);
      await sleep(50);
      expect(simulator.tickets().filter((one) => one.reference === reference)).toHaveLength(kept);
      expect((await reply).status).toBe(201);
      expect(Date.now() - started).toBeGreaterThanOrEqual(195);
    }
  });

  it('affects only the named operation and reference, until another order', async () => {
    const [one, other] = [await accepted(), await accepted()];
    simulator.behave({ action: 'http', status: 503, operation: 'amendFaultReport', reference: one });
    for (let round = 0; round < 2; round += 1) {
      expect((await post('amendFaultReport', amend(one))).status).toBe(503);
      expect((await post('amendFaultReport', amend(other))).status).toBe(200);
      expect((await post('addFaultReport', add(fresh()))).status).toBe(201);
    }
    simulator.behave({ action: 'accept', operation: 'amendFaultReport', reference: one });
    expect((await post('amendFaultReport', amend(one))).status).toBe(200);
  });

  it('goes down, refuses connections, and comes up on the same port with its tickets', async () => {
    const reference = await accepted();
    const address = simulator.url;
    await simulator.down();
    await expect(post('amendFaultReport', amend(reference))).rejects.toThrow('ECONNREFUSED');
    await simulator.up();
    expect(simulator.url).toBe(address);
    expect((await post('amendFaultReport', amend(reference))).status).toBe(200);
  });
});

describe('steering over HTTP', () => {
  const call = async (method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${simulator.controlUrl}${path}`, init);
    return { status: response.status, json: await response.json() };
  };

  it('explains its orders', async () => {
    const text = await (await fetch(simulator.controlUrl)).text();
    for (const word of [
      '/tickets',
      '/messages',
      '/behaviour',
      '/decide',
      '/down',
      '/up',
      '/reset',
      '/play',
      '/clock',
      'curl -X POST',
    ]) {
      expect(text).toContain(word);
    }
  });

  it('shows tickets and messages, notifies, decides, misbehaves and forgets', async () => {
    const reference = fresh();
    await post('addFaultReport', add(reference));
    expect(await call('POST', `/decide/${reference}`, { decision: 'accept' })).toMatchObject({
      ...{ status: 200, json: { acknowledged: true, event: 'accepted' } },
    });
    const told = await call('POST', `/tickets/${reference}/notify`, {
      event: 'on-hold',
      update: 'Waiting',
      bare: true,
    });
    expect(told.json).toMatchObject({ acknowledged: true });
    expect(buyer.callbacks.at(-1)?.xml).toMatch(/^<notifyFaultReportUpdate/);
    expect((await call('GET', '/tickets')).json).toMatchObject([
      { reference, status: 'on-hold', report: { faultDetails: { type: 'Impaired Service' } }, undecided: [] },
    ]);
    const { json } = await call('GET', `/messages?reference=${reference}`);
    expect((json as RecordedMessage[]).map((one) => `${one.direction} ${one.kind}`)).toEqual([
      ...['in addFaultReport', 'out receivedFaultReport'],
      ...['out notifyFaultReportUpdate', 'in receivedNotifyFaultReportUpdate'],
      ...['out notifyFaultReportUpdate', 'in receivedNotifyFaultReportUpdate'],
    ]);
    await call('POST', '/behaviour', { action: 'http', status: 503, times: 1 });
    expect((await post('amendFaultReport', amend(reference))).status).toBe(503);
    await call('POST', '/down');
    await expect(post('amendFaultReport', amend(reference))).rejects.toThrow('ECONNREFUSED');
    await call('POST', '/up');
    await call('POST', '/reset');
    expect((await call('GET', '/tickets')).json).toEqual([]);
    expect(lines.some((line) => line.includes('receivedFaultReport') && line.includes(reference))).toBe(true);
  });

  it('names what is wrong with an order', async () => {
    const reference = await accepted();
    const cases: [string, unknown, number, string][] = [
      ['/behaviour', { action: 'explode' }, 400, 'must be one of accept'],
      ['/behaviour', { times: 1 }, 400, 'needs action'],
      ['/behaviour', { action: 'http', status: '503' }, 400, 'status must be a number'],
      ['/behaviour', { action: 'http', stauts: 503 }, 400, 'no member stauts'],
      [`/tickets/${reference}/notify`, { event: 'accepted', appointment: { key: 1 } }, 400, 'key must be a string'],
      ['/tickets/NORTHWIND-0/notify', { event: 'accepted' }, 404, 'no ticket NORTHWIND-0'],
      [`/decide/${reference}`, { decision: 'accept' }, 409, 'Nothing waits'],
      [`/tickets/${reference}/notify`, { event: 'update', attachments: [{ file: 'a' }] }, 400, 'no member file'],
      [`/tickets/${reference}/play`, { script: 'tragedy' }, 400, 'must be one of visit, remote'],
      [`/tickets/${reference}/play`, { script: 'visit', steps: [] }, 400, 'not both'],
      [`/tickets/${reference}/play`, { steps: [{ update: 'No event' }] }, 400, 'needs event'],
      ['/tickets/NORTHWIND-0/play', {}, 404, 'no ticket NORTHWIND-0'],
      ['/clock', { advanceMs: -1 }, 400, 'only be moved ahead'],
      ['/clock', { advanceMs: 1e15 }, 400, 'beyond the year'],
      ['/clock', {}, 400, 'needs advanceMs'],
      ['/nowhere', {}, 404, 'no such call'],
    ];
    for (const [path, body, status, words] of cases) {
      const reply = await call('POST', path, body);
      expect([path, reply.status]).toEqual([path, status]);
      expect((reply.json as { message: string }).message).toContain(words);
    }
  });

  it('reports every message to its listener', async () => {
    const reference = await accepted();
    expect(observed.map((one) => one.kind)).toEqual([
      ...['addFaultReport', 'receivedFaultReport', 'notifyFaultReportUpdate', 'receivedNotifyFaultReportUpdate'],
    ]);
    expect(observed.every((one) => one.reference === reference && one.buyer === 'BUYER1')).toBe(true);
    expect(observed[0]?.path).toBe(`${basePath}/addFaultReport`);
  });
});

describe('the CityFibre simulator without orders', () => {
  it('accepts reports and confirms amendments after the delays it was given', async () => {
    const manual = simulator;
    simulator = await buyer.start({
      ...{ firstTicketNumber: 4000, buyers: { BUYER1: { callbackUrl: `${buyer.callbackUrl}/` } } },
      timing: { acceptAfterMs: 20, amendedAfterMs: 20 },
    });
    try {
      const reference = fresh();
      await post('addFaultReport', add(reference));
      await until(() => buyer.callbacks.length === 1);
      expect(ticket(reference)).toMatchObject({ status: 'accepted', maintainerReference: 'TIC-004000' });
      await post('amendFaultReport', amend(reference));
      await until(() => buyer.callbacks.length === 2);
      expect(buyer.callbacks.map((one) => one.path)).toEqual(['/cityfibre/notifyAccepted', '/cityfibre/notifyAmended']);
    } finally {
      await simulator.stop();
      simulator = manual;
    }
  });
});
