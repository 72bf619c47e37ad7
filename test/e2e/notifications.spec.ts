// Notifications from end to end: SOAP over mutual TLS in, kept, acknowledged, and told to the Fibre Cafe as KCIs in order.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { issueAuthority, issueClient } from '../../src/simulators/certificates.js';
import { GatewayWorld } from '../support/gateway-world.js';
import {
  inEnvelope,
  type NotificationFacts,
  type NotificationName,
  NOTIFICATIONS,
  notificationText,
} from '../support/notification-texts.js';
import { readMessage } from '../support/xml-read.js';
import type { XmlAnswer } from '../support/xml-post.js';

jest.setTimeout(90_000);

let at: GatewayWorld;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'notifications' });
});
afterAll(() => at.close());

type Wrapping = 'bare' | 'in an envelope';
const wrapped = (wrapping: Wrapping, text: string): string => (wrapping === 'bare' ? text : inEnvelope(text));

/** A problem CityFibre has been told of but said nothing about yet. */
async function reported(id: number): Promise<string> {
  await at.report(id);
  return `TENANT1-${id}`;
}

function text(name: NotificationName, facts: Partial<NotificationFacts> & { reference: string }): string {
  return notificationText(name, { messageId: `CF-${randomUUID()}`, ...facts });
}

/** Well-formed, what CityFibre expects, and about the message that was sent. */
function expectAcknowledged(answer: XmlAnswer, messageId: string, wrapping: Wrapping): void {
  expect([answer.status, answer.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/xml/)]);
  const { name, enveloped, values } = readMessage(answer.text);
  expect({ name, enveloped }).toEqual({
    name: 'receivedNotifyFaultReportUpdate',
    enveloped: wrapping === 'in an envelope',
  });
  expect(values).toMatchObject({ apiVersion: '1.0', buyerIdentifier: 'SPDEV1', messageId, responseCode: '200' });
  expect(Date.parse(values['sentAt'] ?? '')).not.toBeNaN();
}

interface Told {
  reasonCode: string;
  status: string;
  problemCode?: string;
}

/** What design section 4 says of each notification in the life of one problem. */
const LIFE: readonly [NotificationName, Told][] = [
  ['accepted', { reasonCode: 'ACKNOWLEDGED', status: 'ACKNOWLEDGED' }],
  ['amended', { reasonCode: 'ADDITIONAL', status: 'ACKNOWLEDGED' }],
  ['in-progress', { reasonCode: 'UPDATE', status: 'IN_PROGRESS' }],
  ['appointment-confirmation', { reasonCode: 'ADDITIONAL', status: 'IN_PROGRESS' }],
  ['appointment-missed', { reasonCode: 'REAPPOINT', status: 'PENDING', problemCode: 'OTHER' }],
  ['appointment-cancelled', { reasonCode: 'REAPPOINT', status: 'PENDING', problemCode: 'OTHER' }],
  ['appointment-completed', { reasonCode: 'UPDATE', status: 'IN_PROGRESS' }],
  ['on-hold', { reasonCode: 'INFORMATION_REQUIRED', status: 'PENDING', problemCode: 'INFORMATION_REQUIRED' }],
  ['resolved', { reasonCode: 'UPDATE', status: 'RESOLVED' }],
  ['closed', { reasonCode: 'COMPLETED', status: 'COMPLETED' }],
];
const ENDS: readonly [NotificationName, Told][] = [
  ['cancelled', { reasonCode: 'CANCELLED', status: 'CANCELLED', problemCode: 'OTHER' }],
  ['rejected', { reasonCode: 'UPDATE', status: 'REJECTED', problemCode: 'INVALID_REQUEST' }],
];

it('these tests cover all twelve published notifications', () => {
  expect([...LIFE, ...ENDS].map(([name]) => name).sort()).toEqual([...NOTIFICATIONS].sort());
});

describe.each([
  ['bare', 1000],
  ['in an envelope', 2000],
] as const)('notifications that come %s', (wrapping, base) => {
  it('are acknowledged and lead to KCIs in order through the life of a problem', async () => {
    const id = base + 1;
    const reference = await reported(id);
    for (const [name] of LIFE) {
      const messageId = `CF-${name}`;
      const answer = await at.notify(wrapped(wrapping, text(name, { reference, messageId })));
      expectAcknowledged(answer, messageId, wrapping);
    }
    const kcis = await at.untilKcis(id, LIFE.length);
    expect(kcis.map(({ reasonCode, status, problemCode }) => ({ reasonCode, status, problemCode }))).toEqual(
      LIFE.map(([, told]) => ({ problemCode: undefined, ...told })),
    );
    expect(kcis.map(({ sequenceNumber }) => sequenceNumber)).toEqual(LIFE.map((_told, index) => index + 1));
    const kci = (name: NotificationName): Record<string, unknown> =>
      kcis[LIFE.findIndex(([one]) => one === name)]?.body ?? {};
    const notes = (name: NotificationName): string => JSON.stringify(kci(name)['supplierNotes']);
    expect(kci('accepted')['serviceProblem']).toMatchObject({ supplierServiceProblemReference: `TIC-00${id}` });
    expect(notes('amended')).toContain('Which floor is the box on?');
    expect(notes('amended')).toContain('Added photo-of-box.jpg');
    expect(notes('in-progress')).toContain('2031-03-10 08:00-13:00');
    expect(kci('in-progress')['serviceProblem']).toMatchObject({
      supplierServiceProblemReference: `TIC-00${id}`,
      appointmentTimeslot: {
        timeslotStartDateTime: expect.stringMatching(/^2031-03-10T08:00/),
        timeslotEndDateTime: expect.stringMatching(/^2031-03-10T13:00/),
      },
    });
    expect(JSON.stringify(kci('appointment-confirmation'))).toContain('Confirmed or Failed');
    expect(kci('appointment-missed')['text']).toMatch(/missed/);
    expect(kci('appointment-cancelled')['text']).toMatch(/cancelled/);
    expect(kci('appointment-completed')['supplierCodes']).toEqual(['FR']);
    expect(kci('on-hold')['text']).toBe('On hold: the box cannot be reached');
    expect(kci('resolved')['serviceProblemResolution']).toMatchObject({
      supplierReference: expect.stringMatching(/^[A-Z0-9_]{5,25}$/),
      resolutionDetails: { resolutionText: 'Connector replaced at the box.' },
    });
  });

  it.each(ENDS)('lead to a KCI when a problem was %s', async (name, told) => {
    const id = base + (name === 'cancelled' ? 2 : 3);
    const reference = await reported(id);
    const answer = await at.notify(wrapped(wrapping, text(name, { reference, messageId: 'CF-END' })));
    expectAcknowledged(answer, 'CF-END', wrapping);
    const [kci] = await at.untilKcis(id, 1);
    expect(kci).toMatchObject(told);
    expect(kci?.body['text']).toMatch(name === 'rejected' ? /^No such service$/ : /\S/);
  });

  it('get the same acknowledgement and lead to no second KCI when the same bytes arrive again', async () => {
    const id = base + 4;
    const reference = await reported(id);
    const accepted = wrapped(wrapping, text('accepted', { reference, messageId: 'CF-AGAIN' }));
    const first = await at.notify(accepted);
    const again = await at.notify(accepted);
    expect([again.status, again.text]).toEqual([200, first.text]);
    await at.notify(wrapped(wrapping, text('in-progress', { reference })));
    const once = await at.notify(accepted);
    expect(once.text).toBe(first.text);
    await at.notify(wrapped(wrapping, text('on-hold', { reference })));
    const kcis = await at.untilKcis(id, 3);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'UPDATE', 'INFORMATION_REQUIRED']);
  });
});

describe('a KCI that follows a notification', () => {
  it.each([
    ['Confirmed', 3001, { reasonCode: 'UPDATE', status: 'IN_PROGRESS', problemCode: undefined }],
    ['Failed', 3002, { reasonCode: 'REAPPOINT', status: 'PENDING', problemCode: 'UNABLE_TO_ATTEND' }],
  ])('follows the confirmation of an appointment: %s', async (word, id, told) => {
    const reference = await reported(id);
    await at.notify(text('accepted', { reference }));
    await at.notify(text('appointment-confirmation', { reference }).replace('Confirmed or Failed', word));
    expect((await at.untilKcis(id, 2))[1]).toMatchObject(told);
  });

  it.each([
    ['NA', 3010, 'ACCESS_ISSUE'],
    ['HAZ', 3011, 'SITE_UNSAFE'],
    ['NAPUV', 3012, 'SITE_UNSAFE'],
    ['ASQ', 3014, 'CUSTOMER_CHANGED_MIND'],
    ['UNF', 3015, 'SUPPLIER_FAULT'],
    ['MBORC', 3016, 'SUPPLIER_FAULT'],
    ['SREQ', 3017, 'OTHER'],
    ['FNR', 3018, 'UNKNOWN_FAULT'],
    ['NDT', 3019, 'NETWORK_ISSUE'],
  ])('warns of a visit closed with %s', async (code, id, problemCode) => {
    const reference = await reported(id);
    await at.notify(text('accepted', { reference }));
    await at.notify(text('in-progress', { reference }));
    await at.notify(text('appointment-completed', { reference }).replace('>FR<', `>${code}<`));
    expect((await at.untilKcis(id, 3))[2]).toMatchObject({ reasonCode: 'WARNING', status: 'IN_PROGRESS', problemCode });
  });

  it('asks for another appointment where nobody attended', async () => {
    const reference = await reported(3013);
    await at.notify(text('accepted', { reference }));
    await at.notify(text('appointment-completed', { reference }).replace('>FR<', '>FTA<'));
    const told = { reasonCode: 'REAPPOINT', status: 'PENDING', problemCode: 'UNABLE_TO_ATTEND' };
    expect((await at.untilKcis(3013, 2))[1]).toMatchObject(told);
  });

  it.each([
    ['sellerMissedAppointment', 3030, 'UNABLE_TO_ATTEND'],
    ['endUserMissedAppointment', 3031, 'ACCESS_ISSUE'],
    ['MBORC', 3032, 'OTHER'],
  ])('names who missed an appointment: %s', async (flag, id, problemCode) => {
    const reference = await reported(id);
    await at.notify(text('accepted', { reference }));
    const missed = text('appointment-missed', { reference }).replace(`<${flag}>N<`, `<${flag}>Y<`);
    expect((await at.notify(missed)).status).toBe(200);
    expect((await at.untilKcis(id, 2))[1]).toMatchObject({ reasonCode: 'REAPPOINT', status: 'PENDING', problemCode });
  });

  it('is RESUMED after the problem was on hold', async () => {
    const reference = await reported(3040);
    for (const name of ['accepted', 'on-hold', 'in-progress'] as const) await at.notify(text(name, { reference }));
    expect((await at.untilKcis(3040, 3))[2]).toMatchObject({ reasonCode: 'RESUMED', status: 'IN_PROGRESS' });
  });

  it('is absent where the same content comes under another messageId, which is stored and acknowledged', async () => {
    const reference = await reported(3041);
    await at.notify(text('accepted', { reference }));
    expect((await at.notify(text('accepted', { reference }))).status).toBe(200);
    await at.notify(text('in-progress', { reference }));
    const kcis = await at.untilKcis(3041, 2);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'UPDATE']);
    const rows = await at.stored('select 1 from notification where our_reference = $1', [reference]);
    expect(rows).toHaveLength(3);
  });

  it('is ADDITIONAL and changes no status where the notification was sent before the last applied one', async () => {
    const reference = await reported(3042);
    await at.notify(text('accepted', { reference, sentAt: '2031-03-05T10:00:00Z' }));
    await at.notify(text('resolved', { reference, sentAt: '2031-03-05T12:00:00Z' }));
    await at.notify(text('amended', { reference, sentAt: '2031-03-05T11:00:00Z' }));
    const kcis = await at.untilKcis(3042, 3);
    expect(kcis[2]).toMatchObject({ reasonCode: 'ADDITIONAL', status: 'RESOLVED' });
  });

  it('never leaves a final state', async () => {
    const reference = await reported(3043);
    await at.notify(text('cancelled', { reference }));
    await at.notify(text('in-progress', { reference }));
    const kcis = await at.untilKcis(3043, 2);
    expect(kcis[1]).toMatchObject({ reasonCode: 'ADDITIONAL', status: 'CANCELLED' });
  });
});

describe('a notification whose problem is not known yet', () => {
  it('is acknowledged, waits, and is applied once the report arrives', async () => {
    const reference = 'TENANT1-4001';
    const early = text('accepted', { reference, messageId: 'CF-EARLY' });
    expectAcknowledged(await at.notify(early), 'CF-EARLY', 'bare');
    await at.notify(text('in-progress', { reference }));
    await at.untilLogged(
      'the wait',
      (line) => line.event === 'notification.postponed' && line['ourReference'] === reference,
    );
    expect(at.kcis(4001)).toEqual([]);
    await at.report(4001);
    const kcis = await at.untilKcis(4001, 2);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'UPDATE']);
  });
});

describe('a caller of the notification listener', () => {
  const body = (): string => text('accepted', { reference: 'TENANT1-5000' });
  const keptCount = async (): Promise<number> => (await at.stored('select 1 from notification')).length;

  async function expectRefusedInHandshake(identity: { cert: string; key: string } | undefined): Promise<void> {
    const [before, logged] = [await keptCount(), at.lines.length];
    await expect(at.notify(body(), { identity })).rejects.toThrow(/ECONNRESET|EPIPE|socket hang up|alert/i);
    await at.untilLogged('the handshake', (line) =>
      at.lines.slice(logged).some((fresh) => fresh === line && line.event === 'notification.handshake-refused'),
    );
    expect(await keptCount()).toBe(before);
  }

  it('is refused without a certificate', () => expectRefusedInHandshake(undefined));

  it('is refused with a certificate of another authority, even under the right name', async () => {
    const stranger = await issueAuthority('Another Authority');
    const forged = await issueClient(stranger, {
      commonName: 'notify.cityfibre.test',
      dnsName: 'notify.cityfibre.test',
    });
    await expectRefusedInHandshake(forged);
  });

  it('is refused with an expired certificate', async () => {
    const lapsed = { commonName: 'notify.cityfibre.test', dnsName: 'notify.cityfibre.test' };
    const yesterday = new Date(Date.now() - 86_400_000);
    await expectRefusedInHandshake(await issueClient(at.world.pki.notificationCa, { ...lapsed, notAfter: yesterday }));
  });

  it('is refused as another subject of the right authority, with a log line that names it', async () => {
    const before = await keptCount();
    const other = await issueClient(at.world.pki.notificationCa, {
      commonName: 'other',
      dnsName: 'other.cityfibre.test',
    });
    const answer = await at.notify(body(), { identity: other });
    expect([answer.status, answer.text]).toEqual([403, '']);
    const line = await at.untilLogged('the subject', ({ event }) => event === 'notification.refused');
    expect(line).toMatchObject({
      status: 403,
      why: expect.stringMatching(/other\.cityfibre\.test.*allowedSubjects/),
    });
    expect(await keptCount()).toBe(before);
  });

  it('may use any path below the root, and no other', async () => {
    const reference = await reported(5001);
    const inside = await at.notify(text('accepted', { reference }), { path: '/cityfibre/some/where' });
    expect(inside.status).toBe(200);
    const beside = await at.notify(text('in-progress', { reference }), { path: '/cityfibrex' });
    expect([beside.status, beside.text]).toEqual([404, '']);
    await at.notify(text('on-hold', { reference }));
    const kcis = await at.untilKcis(5001, 2);
    expect(kcis.map(({ reasonCode }) => reasonCode)).toEqual(['ACKNOWLEDGED', 'INFORMATION_REQUIRED']);
  });
});

describe('a body that cannot be read as a notification', () => {
  /** Kept byte for byte, set aside, and somebody is told. */
  async function expectQuarantined(body: string | Buffer, logged: number): Promise<void> {
    const rows = await at.stored<{ progress: string; why: string }>(
      'select progress, why from notification where body = $1',
      [Buffer.from(body)],
    );
    expect(rows).toEqual([{ progress: 'quarantined', why: expect.stringMatching(/\S/) }]);
    const alarms = at.lines.slice(logged).filter((line) => line.alarm === true);
    expect(alarms).toEqual([
      expect.objectContaining({ event: 'notification.quarantined', advice: expect.stringMatching(/\S/) }),
    ]);
  }

  const whole = text('accepted', { reference: 'TENANT1-6000' });

  it.each([
    ['text that is not XML', 'hello there'],
    ['a document cut off half way', whole.slice(0, 900)],
    ['nothing', ''],
    ['two roots', '<notifyFaultReportUpdate/><notifyFaultReportUpdate/>'],
    ['bytes that are not UTF-8', Buffer.from([...Buffer.from('<notifyFaultReportUpdate>'), 0xff, 0xfe, 0x80])],
    ['a character XML does not allow', whole.replace('The light', 'The &#1; light')],
    ['a document type', `<!DOCTYPE notifyFaultReportUpdate>\n${whole}`],
    [
      'entities that would grow',
      `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n${whole.replace('red.', '&b;')}`,
    ],
    [
      'an entity that names a file',
      `<!DOCTYPE a [<!ENTITY secret SYSTEM "file:///etc/hostname">]>\n${whole.replace('red.', '&secret;')}`,
    ],
    ['elements without end', '<a>'.repeat(5_000)],
  ])('is stored with an alarm and answered 400: %s', async (_what, body) => {
    const logged = at.lines.length;
    const answer = await at.notify(body);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toMatch(/node_modules|\.[jt]s:|\n\s+at /);
    await expectQuarantined(body, logged);
  });

  it.each([
    ['another message of CityFibre', '<addFaultReport><apiVersion>1.0</apiVersion></addFaultReport>'],
    ['another message in an envelope', inEnvelope('<addFaultReport/>')],
    ['an envelope with an empty body', inEnvelope('')],
    ['an envelope with two messages', inEnvelope('<notifyFaultReportUpdate/><notifyFaultReportUpdate/>')],
    ['a SOAP 1.2 envelope', inEnvelope(whole, 'http://www.w3.org/2003/05/soap-envelope')],
    ['an envelope of an unknown namespace', inEnvelope(whole, 'urn:example:envelope')],
  ])('is stored with an alarm and answered 500 with a SOAP fault: %s', async (_what, body) => {
    const logged = at.lines.length;
    const answer = await at.notify(body);
    expect(answer.status).toBe(500);
    const { name, enveloped, values } = readMessage(answer.text);
    expect({ name, enveloped }).toEqual({ name: 'Fault', enveloped: true });
    expect(values['faultstring']).toMatch(/SOAP 1\.1|notifyFaultReportUpdate/);
    await expectQuarantined(body, logged);
  });

  it('is refused where it is larger than any notification can be', async () => {
    const answer = await at.notify(whole.replace('red.', 'red.'.repeat(300_000)));
    expect(answer.status).toBe(413);
    const line = await at.untilLogged(
      'the size',
      (one) => one.event === 'notification.refused' && one['status'] === 413,
    );
    expect(line['why']).toMatch(/larger/);
  });

  it('does not prevent the next one from being read', async () => {
    const reference = await reported(6001);
    await at.notify('<broken');
    await at.notify(text('accepted', { reference }));
    await at.untilKcis(6001, 1);
  });
});

describe('a notification in another encoding', () => {
  const declared = (encoding: string, message: string): string =>
    `<?xml version="1.0" encoding="${encoding}"?>\n${message}`;
  const utf16 = (content: string): Buffer =>
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(content, 'utf16le')]);

  it.each([
    [
      'ISO-8859-1 as it declares',
      7001,
      (content: string) => Buffer.from(declared('ISO-8859-1', content), 'latin1'),
      'text/xml',
    ],
    [
      'ISO-8859-1 as its header says',
      7002,
      (content: string) => Buffer.from(content, 'latin1'),
      'text/xml; charset=ISO-8859-1',
    ],
    ['UTF-16', 7003, (content: string) => utf16(declared('UTF-16', content)), 'text/xml'],
    [
      'UTF-16, big end first',
      7004,
      (content: string) => utf16(declared('UTF-16', content)).swap16(),
      'text/xml; charset=utf-16',
    ],
    [
      'UTF-8 with a mark',
      7005,
      (content: string) => Buffer.from(`\uFEFF${declared('UTF-8', content)}`),
      'application/xml',
    ],
  ] as const)('is read correctly: %s', async (_what, id, encode, contentType) => {
    const reference = await reported(id);
    const message = text('amended', { reference, messageId: 'CF-ENC' }).replace(
      'Which floor',
      'Müller, café, ½: which floor',
    );
    const answer = await at.notify(encode(message), { contentType });
    expectAcknowledged(answer, 'CF-ENC', 'bare');
    const [kci] = await at.untilKcis(id, 1);
    expect(kci?.raw).toContain('Müller, café, ½: which floor is the box on?');
  });
});

describe('the Fibre Cafe at the end of these tests', () => {
  it('received every KCI in order and without a gap', () => {
    expect(at.fibreCafe.findings()).toEqual([]);
    expect(at.fibreCafe.problems().filter(({ flawless }) => !flawless)).toEqual([]);
  });
});
