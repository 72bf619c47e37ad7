// The CityFibre simulator's appointments, its clock, and the lives it plays.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCertificates } from '../../src/simulators/certificates.js';
import type { CityfibreSimulator } from '../../src/simulators/cityfibre/cityfibre-simulator.js';
import type { CityfibreSimulatorOptions } from '../../src/simulators/cityfibre/options.js';
import { bodyOf, textAt, toTree, withDocument } from '../../src/simulators/cityfibre/xml.js';
import type { Element } from '../../src/simulators/cityfibre/xml.js';
import { add, amend, Buyer, envelope, fresh, honest, part, resolve, until } from './cityfibre-buyer.js';
import type { Reply } from './cityfibre-buyer.js';

const ala = 'http://www.niccstandards.org.uk/ala_1.0.xsd';
const cfh = 'http://www.cityfibre.com/ala/ext1';
const query = 'queryAppointmentAvailability';
const reserve = 'reserveAppointment';
const hour = 3_600_000;

let simulator: CityfibreSimulator;
let buyer: Buyer;

const post = (operation: string, xml: string): Promise<Reply> => buyer.post(`${simulator.url}/${operation}`, xml);

const head = `<message><messageId>b68b2cf4-475e-11e1-a92e-fb2ff6467c99</messageId>
    <correlationId>bac72cfa-475e-11e1-a92e-fb2ff6467c99</correlationId><sentAt>2012-01-20T18:30:43Z</sentAt></message>
  <buyer><buyerIdentifier>BUYER1</buyerIdentifier></buyer>
  <seller><sellerIdentifier>CITYFIBRE</sellerIdentifier></seller>`;
const tail = '<appointmentType><fault/></appointmentType><cfh:productName>ftthl2r</cfh:productName>';
const message = (operation: string, inside: string): string =>
  envelope(`<${operation}Request xmlns="${ala}" xmlns:cfh="${cfh}">${head}${inside}</${operation}Request>`);

const ask = (from: string, address = '10002491172'): string =>
  message(
    query,
    `<addressKey>${address}</addressKey><appointmentsFrom>${from}</appointmentsFrom>${tail}
    <cfh:reappointment>false</cfh:reappointment>`,
  );
const order = (date: string, start = '08:00', end = '13:00', address = '10002491172'): string =>
  message(
    reserve,
    `<appointmentSlot><appointmentDate>${date}</appointmentDate><appointmentStartTime>${start}</appointmentStartTime>
      <appointmentEndTime>${end}</appointmentEndTime></appointmentSlot>${tail}
    <cfh:addressKey>${address}</cfh:addressKey><cfh:reappointment>false</cfh:reappointment>`,
  );

/** The message in an answer, which has to be in the namespace of appointments down to its leaves. */
function read(reply: Reply): Element {
  const root = withDocument(reply.body, (document) => toTree(bodyOf(document)));
  const everything = (one: Element): Element[] => [one, ...one.children.flatMap(everything)];
  expect(new Set(everything(root).map((one) => one.namespace))).toEqual(new Set([ala]));
  return root;
}

/** Offered slots as `2050-01-03 08:00-13:00`. */
async function offered(from: string, address?: string): Promise<string[]> {
  const reply = await post(query, ask(from, address));
  expect(reply.status).toBe(200);
  const list = read(reply).children.find((one) => one.name === `${query}Accepted`)?.children[0];
  expect(list?.name).toBe('appointmentSlots');
  return (list?.children ?? []).map((one) => {
    expect(one.name).toBe('appointmentSlot');
    const [date, start, end] = ['Date', 'StartTime', 'EndTime'].map((name) => textAt(one, `appointment${name}`));
    return `${date} ${start}-${end}`;
  });
}

async function reserved(date: string, start?: string, end?: string): Promise<string> {
  const reply = await post(reserve, order(date, start, end));
  return textAt(read(reply), `${reserve}Accepted/appointment/appointmentReservationKey`) ?? '';
}

const moveTo = (moment: string): Date => simulator.advance(Date.parse(moment) - simulator.now().getTime());
const outage = (reference: string, key: string): Promise<Reply> =>
  post('addFaultReport', add(reference, { type: 'Service Outage', key }));
const appointmentWith = (key: string): string =>
  `<appointment><appointmentReservationKey>${key}</appointmentReservationKey></appointment>`;
const ticket = (reference: string) => simulator.tickets().find((one) => one.reference === reference);
const paths = (): (string | undefined)[] => buyer.callbacks.map((one) => one.path.split('/').at(-1));

async function withSimulator(options: Partial<CityfibreSimulatorOptions>, act: () => Promise<void>): Promise<void> {
  const usual = simulator;
  simulator = await buyer.start(options);
  try {
    await act();
  } finally {
    await simulator.stop();
    simulator = usual;
  }
}

beforeAll(async () => {
  buyer = await Buyer.open(await makeCertificates());
  simulator = await buyer.start();
});

afterEach(async () => {
  await simulator.reset();
  buyer.forget();
});

afterAll(async () => {
  await simulator.stop();
  buyer.close();
});

describe('a query for appointments', () => {
  it('is answered in the shape of the sample, its correlation echoed', async () => {
    const reply = await post(query, ask('2017-10-18'));
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(reply.body).toContain(`<${query}Response xmlns="${ala}" xmlns:cfh="${cfh}">`);
    expect(reply.body).toContain('<appointmentSlots></appointmentSlots>');
    const answer = read(reply);
    expect(answer.children.map((one) => one.name)).toEqual(['message', 'buyer', 'seller', `${query}Accepted`]);
    expect(textAt(answer, 'message/correlationId')).toBe('bac72cfa-475e-11e1-a92e-fb2ff6467c99');
    expect(textAt(answer, 'message/messageId')).toMatch(/^[0-9a-f-]{36}$/);
    expect(textAt(answer, 'message/messageId')).not.toBe('b68b2cf4-475e-11e1-a92e-fb2ff6467c99');
    expect(textAt(answer, 'message/sentAt')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(textAt(answer, 'buyer/buyerIdentifier')).toBe('BUYER1');
    expect(textAt(answer, 'seller/sellerIdentifier')).toBe('CITYFIBRE');
    expect(simulator.messages().map((one) => `${one.direction} ${one.kind} ${one.buyer}`)).toEqual([
      ...[`in ${query}Request BUYER1`, `out ${query}Response BUYER1`],
    ]);
  });

  it('offers two visits on each of ten working days', async () => {
    const days = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14].map((one) => `2050-01-${String(one).padStart(2, '0')}`);
    expect(await offered('2050-01-01')).toEqual(days.flatMap((one) => [`${one} 08:00-13:00`, `${one} 13:00-18:00`]));
    expect((await offered('2050-01-05'))[0]).toBe('2050-01-05 08:00-13:00');
  });

  it('offers nothing that has begun by the clocks of London, summer and winter', async () => {
    moveTo('2050-01-03T07:59:00Z');
    expect((await offered('2050-01-03'))[0]).toBe('2050-01-03 08:00-13:00');
    moveTo('2050-01-03T08:00:00Z');
    expect((await offered('2050-01-03'))[0]).toBe('2050-01-03 13:00-18:00');
    moveTo('2050-07-04T06:59:00Z');
    expect((await offered('2050-07-04'))[0]).toBe('2050-07-04 08:00-13:00');
    moveTo('2050-07-04T07:00:00Z');
    expect((await offered('2050-07-04'))[0]).toBe('2050-07-04 13:00-18:00');
    expect(await offered('2050-06-20')).toEqual([]);
  });

  it('is rejected for an unknown address', async () => {
    const reply = await post(query, ask('2050-01-03', 'UNKNOWN-5'));
    expect(reply.status).toBe(200);
    expect(textAt(read(reply), `${query}Rejected/reason`)).toBe('No address UNKNOWN-5');
  });
});

describe('a reservation', () => {
  it('is answered in the shape of the sample, with a key that is valid for twelve hours', async () => {
    const reply = await post(reserve, order('2050-01-03'));
    expect(reply.status).toBe(200);
    const answer = read(reply);
    expect(answer.children.map((one) => one.name)).toEqual(['message', 'buyer', 'seller', `${reserve}Accepted`]);
    const appointment = answer.children[3]?.children[0];
    expect(appointment?.children.map((one) => `${one.name} ${one.text}`)).toEqual([
      ...['appointmentDate 2050-01-03', 'appointmentStartTime 08:00', 'appointmentEndTime 13:00'],
      expect.stringMatching(/^appointmentReservationKey [A-Z0-9]{32}$/),
      expect.stringMatching(/^appointmentReservationValidUntil .*Z$/),
    ]);
    const until = appointment?.children[4]?.text ?? '';
    // Reserved and answered are two readings of the clock, a moment apart.
    const holds = Date.parse(until) - Date.parse(textAt(answer, 'message/sentAt') ?? '');
    expect(Math.round(holds / 60_000)).toBe(12 * 60);
    expect(simulator.reservations()).toMatchObject([
      { key: appointment?.children[3]?.text, buyer: 'BUYER1', addressKey: '10002491172', date: '2050-01-03' },
    ]);
  });

  it('takes its slot at its address until it expires', async () => {
    const first = await reserved('2050-01-03');
    expect((await offered('2050-01-03'))[0]).toBe('2050-01-03 13:00-18:00');
    expect((await offered('2050-01-03', '200'))[0]).toBe('2050-01-03 08:00-13:00');
    const again = await post(reserve, order('2050-01-03'));
    expect(again.status).toBe(200);
    expect(textAt(read(again), `${reserve}Rejected/reason`)).toBe('The appointment slot is already reserved');
    simulator.advance(12 * hour - 1000);
    expect(await offered('2050-01-03')).toHaveLength(19);
    simulator.advance(1000);
    expect(await offered('2050-01-03')).toHaveLength(20);
    const second = await reserved('2050-01-03');
    expect(second).toMatch(/^[A-Z0-9]{32}$/);
    expect(second).not.toBe(first);
  });

  it('is rejected where the slot is in the past, not on offer, or at an unknown address', async () => {
    const cases: [string, string][] = [
      [order('2017-10-18'), 'The appointment slot is in the past'],
      [order('2050-01-01'), 'The appointment slot is not on offer'],
      [order('2050-01-03', '08:00', '12:00'), 'The appointment slot is not on offer'],
      [order('2050-01-03', '08:00', '13:00', 'unknown'), 'No address unknown'],
    ];
    for (const [xml, reason] of cases) {
      const reply = await post(reserve, xml);
      expect(reply.status).toBe(200);
      expect(textAt(read(reply), `${reserve}Rejected/reason`)).toBe(reason);
    }
    expect(simulator.reservations()).toEqual([]);
  });
});

describe('an appointment message', () => {
  const [asked, ordered] = [ask('2050-01-03'), order('2050-01-03')];
  const refused = async (operation: string, xml: string): Promise<string> => {
    const reply = await post(operation, xml);
    expect(reply.status).toBe(400);
    expect(part(reply.body, 'faultcode')).toBe('400');
    return part(reply.body, 'faultmessage') ?? '';
  };

  it('is refused with a fault under 400 where it lacks something, or has what does not belong', async () => {
    const cases: [operation: string, xml: string, told: string][] = [
      [query, asked.replace(/<messageId>.*<\/messageId>/, ''), 'messageId: Required'],
      [query, asked.replace(/<correlationId>.*<\/correlationId>/, ''), 'correlationId: Required'],
      [query, asked.replace('2012-01-20T18:30:43Z', 'yesterday'), 'sentAt: Must be a date and time'],
      [query, asked.replace(/<buyer>.*<\/buyer>/, ''), 'buyer: Required'],
      [query, asked.replace('>BUYER1<', '> <'), 'buyerIdentifier: Must not be empty'],
      [query, asked.replace('CITYFIBRE', 'OTHER'), 'sellerIdentifier: Must be CITYFIBRE'],
      [query, asked.replace(/<addressKey>.*<\/addressKey>/, ''), 'addressKey: Required'],
      [query, asked.replaceAll('addressKey>', 'cfh:addressKey>'), 'cfh:addressKey: Not allowed here'],
      [query, asked.replace('10002491172', '1'.repeat(64)), 'addressKey: 64 characters, at most 63'],
      [query, asked.replace('2050-01-03', '2050-02-30'), 'appointmentsFrom: Must be a date'],
      [query, asked.replace('2050-01-03', '2050-01-03Z'), 'appointmentsFrom: 11 characters, at most 10'],
      [query, asked.replace('<fault/>', ''), 'appointmentType: Must hold exactly one'],
      [query, asked.replace('<fault/>', '<fault/><order/>'), 'appointmentType: Must hold exactly one'],
      [query, asked.replace('<fault/>', '<Fault/>'), 'appointmentType: Must hold exactly one'],
      [query, asked.replace('<fault/>', '<cfh:fault/>'), 'appointmentType: Must hold exactly one'],
      [query, asked.replace(/<cfh:productName>.*<\/cfh:productName>/, ''), 'cfh:productName: Required'],
      [query, asked.replaceAll('cfh:productName', 'productName'), 'productName: Not allowed here'],
      [query, asked.replace('ftthl2r', 'p'.repeat(255)), 'cfh:productName: 255 characters'],
      [query, asked.replace('>false<', '>no<'), 'cfh:reappointment: Must be true or false'],
      [query, asked.replace('<addressKey>', '<addressKey>1</addressKey><addressKey>'), 'addressKey: Given twice'],
      [query, asked.replace('</seller>', '</seller><surprise xmlns=""/>'), '{}surprise: Not allowed here'],
      [query, asked.replace(` xmlns="${ala}"`, ''), `No message of ${ala}`],
      [query, asked.replace(cfh, 'urn:other'), '{urn:other}productName: Not allowed here'],
      [reserve, ordered.replace('10002491172', '1'.repeat(255)), 'cfh:addressKey: 255 characters'],
      [reserve, ordered.replaceAll('cfh:addressKey', 'addressKey'), 'cfh:addressKey: Required'],
      [reserve, ordered.replace('08:00', '8am'), 'appointmentStartTime: Must be a time'],
      [reserve, ordered.replace(/<appointmentEndTime>.*<\/appointmentEndTime>/, ''), 'appointmentEndTime: Required'],
      [reserve, ordered.replace(/<cfh:productName>/, '<cfh:projectReference/><cfh:productName>'), 'projectReference'],
    ];
    for (const [operation, xml, told] of cases) expect(await refused(operation, xml)).toContain(told);
    expect(simulator.reservations()).toEqual([]);
  });

  it('is refused with a fault under 400 where it cannot be read or is not what the path says', async () => {
    for (const xml of ['Hello', asked.slice(0, 200), ordered, add(fresh())]) {
      expect(await refused(query, xml)).toContain('Failed XML schema validation');
    }
  });

  it('may leave out and add what is optional, at the limits of length, for an order too', async () => {
    const full = asked
      .replace(
        '<cfh:reappointment>false</cfh:reappointment>',
        `<cfh:projectReference>${'r'.repeat(80)}</cfh:projectReference>`,
      )
      .replace('</buyer>', '<cfh:resellerId>RS-1</cfh:resellerId></buyer>')
      .replace('10002491172', '1'.repeat(63))
      .replace('ftthl2r', 'p'.repeat(254))
      .replace('<fault/>', '<order/>');
    expect(textAt(read(await post(query, full)), `${query}Accepted`)).toBe('');
    const long = order('2050-01-03', '13:00', '18:00', '1'.repeat(254));
    expect(textAt(read(await post(reserve, long)), `${reserve}Accepted/appointment/appointmentEndTime`)).toBe('18:00');
  });

  it('is refused with 403 where the certificate is not that of the buyer named', async () => {
    for (const name of ['BUYER2', 'NOBODY', 'constructor']) {
      const reply = await post(reserve, ordered.replace('BUYER1', name));
      expect([reply.status, part(reply.body, 'faultmessage')]).toEqual([403, 'Unauthenticated']);
    }
  });

  it('is affected by ordered misbehaviour too', async () => {
    simulator.behave({ action: 'reject', reason: 'No capacity', times: 1, operation: reserve });
    const rejected = await post(reserve, ordered);
    expect(rejected.status).toBe(200);
    expect(textAt(read(rejected), `${reserve}Rejected/reason`)).toBe('No capacity');
    simulator.behave({ action: 'http', status: 503, times: 1, operation: query });
    expect((await post(query, asked)).status).toBe(503);
    simulator.behave({ action: 'drop-before', times: 1 });
    await expect(post(reserve, ordered)).rejects.toThrow();
    expect(simulator.reservations()).toEqual([]);
    simulator.behave({ action: 'drop-after', times: 1 });
    await expect(post(reserve, ordered)).rejects.toThrow();
    expect(simulator.reservations()).toHaveLength(1);
  });
});

describe('a reservation key on a ticket', () => {
  it('gives the ticket the reserved date and times, and makes the slot permanent', async () => {
    const key = await reserved('2050-01-03', '13:00', '18:00');
    const reference = fresh();
    expect((await outage(reference, key)).status).toBe(201);
    const slot = { date: '2050-01-03', startTime: '13:00', endTime: '18:00' };
    expect(ticket(reference)?.appointments).toEqual([{ key, ...slot }]);
    const { xml } = await simulator.notify(reference, { event: 'appointment-confirmation' });
    expect(part(xml, 'appointmentStartTime')).toBe('13:00');
    simulator.advance(13 * hour);
    expect(await offered('2050-01-03')).not.toContain('2050-01-03 13:00-18:00');
    expect(simulator.reservations()).toMatchObject([{ key, reference }]);
  });

  it('is reported together with others where an order names several, each by its key', async () => {
    const reference = fresh();
    expect((await outage(reference, 'KEY-A')).status).toBe(201);
    const { xml } = await simulator.notify(reference, {
      event: 'update',
      appointments: [
        { key: 'KEY-A', cancelled: 'true' },
        { key: 'KEY-B', confirmation: 'Confirmed' },
      ],
    });
    const listed = [...xml.matchAll(/<appointment>.*?<\/appointment>/gs)].map(([one]) => one);
    expect(listed.map((one) => part(one, 'appointmentReservationKey'))).toEqual(['KEY-A', 'KEY-B']);
    expect(listed.map((one) => part(one, 'appointmentCancelled'))).toEqual(['true', undefined]);
    expect(listed.map((one) => part(one, 'appointmentConfirmationStatus'))).toEqual([undefined, 'Confirmed']);
  });

  it('is taken from an amendment too, beside the one before', async () => {
    const [first, second] = [await reserved('2050-01-03'), await reserved('2050-01-04')];
    const reference = fresh();
    await outage(reference, first);
    expect((await post('amendFaultReport', amend(reference, appointmentWith(second)))).status).toBe(200);
    expect(ticket(reference)?.appointments).toMatchObject([
      { key: first, date: '2050-01-03' },
      { key: second, date: '2050-01-04', startTime: '08:00' },
    ]);
  });

  it('that was never reserved, or expired, leaves the date and times that the buyer gave', async () => {
    const lapsed = await reserved('2050-01-03');
    simulator.advance(12 * hour);
    for (const key of ['RK-77', lapsed]) {
      const reference = fresh();
      expect((await outage(reference, key)).status).toBe(201);
      expect(ticket(reference)?.appointments).toMatchObject([{ key, date: '2026-03-04' }]);
    }
  });

  it('is refused by a strict simulator where it was never reserved, or expired', async () => {
    await withSimulator({ strictKeys: true }, async () => {
      const [used, lapsing] = [await reserved('2050-01-03'), await reserved('2050-01-04')];
      const reference = fresh();
      expect((await outage(reference, used)).status).toBe(201);
      simulator.advance(12 * hour);
      for (const key of ['RK-77', lapsing]) {
        const refused = fresh();
        const reply = await outage(refused, key);
        expect([reply.status, part(reply.body, 'status')]).toEqual([403, 'rejected']);
        expect(part(reply.body, 'errorMessage')).toContain(`${key} does not exist or has lapsed`);
        expect(ticket(refused)).toBeUndefined();
        const amended = await post('amendFaultReport', amend(reference, appointmentWith(key)));
        expect([amended.status, part(amended.body, 'status')]).toEqual([400, 'rejected']);
      }
      expect((await post('amendFaultReport', amend(reference, appointmentWith(used)))).status).toBe(200);
      expect(ticket(reference)?.appointments).toMatchObject([{ key: used, date: '2050-01-03' }]);
      expect((await post('addFaultReport', add(fresh()))).status).toBe(201);
    });
  });

  it('of another buyer is ignored', async () => {
    const { certificate, callbackUrl } = buyer;
    const mine = { callbackUrl, allowedFingerprint256: certificate.fingerprint256 };
    await withSimulator({ strictKeys: true, buyers: { BUYER1: mine, BUYER2: mine } }, async () => {
      const key = await reserved('2050-01-03');
      const other = add(fresh(), { type: 'Service Outage', key }).replace('BUYER1', 'BUYER2');
      expect((await post('addFaultReport', other)).status).toBe(403);
    });
  });
});

describe('the clock', () => {
  const steer = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return (await fetch(`${simulator.controlUrl}${path}`, init)).json();
  };

  it('stamps what is sent, can be moved ahead from outside, and falls back when everything is forgotten', async () => {
    const { now } = (await steer('/clock', { advanceMs: 72 * hour })) as { now: string };
    const ahead = Date.parse(now) - Date.now();
    expect(Math.abs(ahead - 72 * hour)).toBeLessThan(5000);
    const since = (text: string | undefined): number => Date.parse(text ?? '') - Date.parse(now);
    const reference = fresh();
    const answer = await post('addFaultReport', add(reference));
    const told = await simulator.notify(reference, { event: 'in-progress' });
    for (const [xml, name] of [
      [answer.body, 'sentAt'],
      [told.xml, 'sentAt'],
      [told.xml, 'updatedTime'],
      [(await post(query, ask('2050-01-03'))).body, 'sentAt'],
    ] as const) {
      expect(since(part(xml, name))).toBeGreaterThanOrEqual(0);
      expect(since(part(xml, name))).toBeLessThan(5000);
    }
    expect(await steer('/clock')).toEqual({ now: expect.stringMatching(/Z$/) });
    await reserved('2050-01-03');
    expect(await steer('/reservations')).toMatchObject([{ date: '2050-01-03', startTime: '08:00' }]);
    await simulator.reset();
    expect(Math.abs(simulator.now().getTime() - Date.now())).toBeLessThan(1000);
    expect(simulator.reservations()).toEqual([]);
  });

  it('lets what falls due on the way happen at its own time', async () => {
    await withSimulator({ timing: { acceptAfterMs: hour } }, async () => {
      await post('addFaultReport', add(fresh()));
      const before = simulator.now().getTime();
      simulator.advance(5 * hour);
      await until(() => buyer.callbacks.length === 1);
      expect(paths()).toEqual(['notifyAccepted']);
      const sentAt = Date.parse(part(buyer.callbacks[0]?.xml ?? '', 'sentAt') ?? '');
      expect(Math.abs(sentAt - before - hour)).toBeLessThan(2000);
    });
  });

  it('goes ahead only, and not beyond what a date can say', () => {
    for (const ms of [-1, NaN, Infinity]) expect(() => simulator.advance(ms)).toThrow('only be moved ahead');
    expect(() => simulator.advance(1e15)).toThrow('beyond the year');
  });
});

describe('a resolved ticket', () => {
  async function resolved(): Promise<string> {
    const reference = fresh();
    await post('addFaultReport', add(reference));
    await simulator.notify(reference, { event: 'accepted' });
    await simulator.notify(reference, { event: 'resolved' });
    buyer.callbacks = [];
    return reference;
  }

  it('is closed by itself after 48 hours of silence, and the buyer is notified', async () => {
    const reference = await resolved();
    simulator.advance(48 * hour - 5000);
    await simulator.notify(reference, { event: 'update' });
    expect(ticket(reference)?.status).toBe('resolved');
    simulator.advance(5000);
    await until(() => buyer.callbacks.length === 2);
    expect(paths()).toEqual(['notifyFaultReportUpdate', 'notifyClosed']);
    expect(part(buyer.callbacks[1]?.xml ?? '', 'status')).toBe('closed');
    expect(ticket(reference)?.status).toBe('closed');
    simulator.advance(48 * hour);
    expect((await simulator.notify(reference, { event: 'update' })).acknowledged).toBe(true);
    expect(buyer.callbacks).toHaveLength(3);
  });

  it('is not closed by silence after a verdict, decided or not, but is after a refused verdict', async () => {
    const [undecided, reopened, refused] = [await resolved(), await resolved(), await resolved()];
    simulator.behave({ action: 'pending', reference: undecided });
    const verdict = '<resolveAccepted>false</resolveAccepted>';
    for (const reference of [undecided, reopened]) {
      expect((await post('resolveResponse', resolve(reference, verdict))).status).toBe(200);
    }
    expect((await post('resolveResponse', resolve(refused, ''))).status).toBe(400);
    await until(() => ticket(reopened)?.status === 're-opened');
    simulator.advance(49 * hour);
    expect([undecided, reopened, refused].map((one) => ticket(one)?.status)).toEqual([
      ...['resolved', 're-opened', 'closed'],
    ]);
    await simulator.notify(reopened, { event: 'resolved' });
    simulator.advance(47 * hour);
    expect(ticket(reopened)?.status).toBe('resolved');
    simulator.advance(hour);
    expect(ticket(reopened)?.status).toBe('closed');
  });

  it('stays resolved where the simulator is ordered never to close it', async () => {
    await withSimulator({ timing: { closeAfterMs: 0 } }, async () => {
      const reference = await resolved();
      simulator.advance(1000 * hour);
      expect(ticket(reference)?.status).toBe('resolved');
    });
  });
});

describe('a scripted life of a ticket', () => {
  const life = [
    ...['notifyAccepted', 'notifyFaultReportUpdate', 'notifyInProgress', 'notifyAppointmentConfirmation'],
    ...['notifyAppointmentCompleted', 'notifyOnHold', 'notifyInProgress', 'notifyResolved'],
  ];

  it('passes step by step, each notified once the one before was acknowledged', async () => {
    const reference = fresh();
    await outage(reference, await reserved('2050-01-03'));
    let refusals = 2;
    buyer.acknowledge = (xml) =>
      part(xml, 'status') === 'on-hold' && (refusals -= 1) >= 0 ? { status: 503, body: '' } : honest(xml);
    const results = await simulator.play(reference, 'visit');
    expect(results.map((one) => [one.acknowledged, one.attempts])).toEqual(
      life.map((path) => [true, path === 'notifyOnHold' ? 3 : 1]),
    );
    expect(results.map((one) => one.url.split('/').at(-1))).toEqual(life);
    expect(paths()).toEqual([...life.slice(0, 5), 'notifyOnHold', 'notifyOnHold', ...life.slice(5)]);
    const [, triage, , confirmed, completed] = results.map((one) => one.xml);
    expect(part(triage ?? '', 'triageComplete')).toBe('true');
    expect(part(triage ?? '', 'triageFindings')).toContain('optical terminal');
    expect(part(triage ?? '', 'status')).toBe('accepted');
    expect(part(confirmed ?? '', 'appointmentConfirmationStatus')).toBe('Confirmed');
    expect(part(completed ?? '', 'appointmentClosureCode')).toBe('FR');
    expect(part(completed ?? '', 'appointmentDate')).toBe('2050-01-03');
    expect(ticket(reference)).toMatchObject({ status: 'resolved', statusReason: expect.any(String) });
  });

  it('does not accept again, follows given steps, and can be ordered over HTTP', async () => {
    const play = async (reference: string, body: unknown): Promise<unknown> => {
      const init = { method: 'POST', body: JSON.stringify(body) };
      return (await fetch(`${simulator.controlUrl}/tickets/${reference}/play`, init)).json();
    };
    const [one, other] = [fresh(), fresh()];
    for (const reference of [one, other]) await post('addFaultReport', add(reference));
    await simulator.notify(one, { event: 'accepted' });
    expect(await play(one, { script: 'remote' })).toMatchObject({
      finished: true,
      results: [{ event: 'update' }, { event: 'in-progress' }, { event: 'resolved', acknowledged: true }],
    });
    const steps = [{ event: 'accepted' }, { event: 'accepted' }, { event: 'cancelled', update: 'Not needed' }];
    expect(await play(other, { steps })).toMatchObject({
      finished: true,
      results: [{ event: 'accepted' }, { event: 'accepted' }, { event: 'cancelled', httpStatus: 200 }],
    });
    expect(ticket(other)?.status).toBe('cancelled');
  });

  it('ends when the simulator is reset', async () => {
    const reference = fresh();
    await post('addFaultReport', add(reference));
    buyer.acknowledge = (xml) => (part(xml, 'status') === 'accepted' ? honest(xml) : { status: 503, body: '' });
    const playing = simulator.play(reference, 'remote');
    await until(() => buyer.callbacks.length > 3);
    await simulator.reset();
    expect((await playing).map((one) => `${one.event} ${one.acknowledged}`)).toEqual([
      ...['accepted true', 'update true', 'in-progress false'],
    ]);
    await expect(simulator.play(reference)).rejects.toThrow('no ticket');
  });
});
