// Reading notifyFaultReportUpdate: tolerant of everything known to drift, and nothing in it is dropped in silence.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SupplierReport } from '../../../src/domain/report.js';
import { type XmlElement, writeXml, readXml } from '../../../src/protocol/xml/xml.js';
import { readFaultUpdate } from '../../../src/suppliers/cityfibre/notifications/fault-update.js';
import { messageOf } from '../../../src/suppliers/cityfibre/notifications/open.js';

const CASES = join(import.meta.dirname, '..', 'cases', 'cityfibre');

/** Elements that are not read, each with the reason. */
const IGNORED: Record<string, string> = {
  apiVersion: 'the version of the interface, not of the problem',
  buyerIdentifier: 'read when the notification is opened: it names the tenant',
  buyerFaultReference: 'read when the notification is opened: it names the problem',
  reportDateTime: 'when we reported it, as we said',
  reporterContactDetails: 'our own fault desk, as we said',
  serviceAffected: 'as we reported it; no amendment changes it',
  parentFaultReference: 'as we reported it; no amendment changes it',
  'faultDetails/type': 'as we reported it; no amendment changes it',
  'faultDetails/faultStartTime': 'as we reported it; no amendment changes it',
  'faultDetails/faultLocation': 'as we reported it; no amendment changes it',
  priorityLevel: 'no source says what its numbers mean',
  resolveAccepted: 'shared with our own message; without a meaning in a notification',
  'attachments/attachment/uploaded': 'whether the file lies there already: its address is told either way',
  'appointments/appointment/appointmentConfirmationStatus': 'beside a cancellation or a closure code it says no more',
  'appointments/appointment/appointmentCancelled': 'beside a closure code only "true" says more than the code',
};

/** What a text is changed into: where none of them changes what is read, the element is not read. */
const OTHER_TEXTS = [(text: string) => `${text}x`, () => 'true', () => 'Y'];

/** The same tree with the text at a path changed. */
function changed(element: XmlElement, path: string[], change: (text: string) => string): XmlElement {
  const [name, ...rest] = path;
  if (name === undefined) return { ...element, text: change(element.text) };
  return {
    ...element,
    children: element.children.map((child) => (child.name === name ? changed(child, rest, change) : child)),
  };
}

/** What is told of a notification: how it drifts from the schema is recorded for us, not told. */
function reported(message: XmlElement): SupplierReport {
  return { ...readFaultUpdate(message, 'NETWORK_ISSUE'), drift: [] };
}

function matters(message: XmlElement, path: string): boolean {
  const before = JSON.stringify(reported(message));
  return OTHER_TEXTS.some((change) => JSON.stringify(reported(changed(message, path.split('/'), change))) !== before);
}

function leaves(element: XmlElement, path = ''): string[] {
  const below = element.children.flatMap((child) => leaves(child, path === '' ? child.name : `${path}/${child.name}`));
  return below.length > 0 ? below : element.text.trim() === '' ? [] : [path];
}

const ignored = (path: string): boolean =>
  Object.keys(IGNORED).some((name) => path === name || path.startsWith(`${name}/`));

describe('every element of a notification', () => {
  it.each(readdirSync(CASES).filter((name) => name.startsWith('fault-update.')))(
    'is read, or ignored for a reason: %s',
    (name) => {
      const { message } = messageOf({
        body: readFileSync(join(CASES, name, 'notification.xml')),
        contentType: undefined,
      });
      if (message === undefined) throw new Error('not a notification');
      expect(leaves(message).filter((path) => !ignored(path) && !matters(message, path))).toEqual([]);
    },
  );
});

const read = (inside: string): SupplierReport =>
  readFaultUpdate(
    readXml(Buffer.from(`<notifyFaultReportUpdate>${inside}</notifyFaultReportUpdate>`)),
    'NETWORK_ISSUE',
  );
const state = (status: string): SupplierReport => read(`<faultDetails><status>${status}</status></faultDetails>`);

describe('a state', () => {
  it.each([
    ['accepted', 'accepted'],
    ['Re-Opened', 're-opened'],
    ['reopened', 're-opened'],
    ['IN_PROGRESS', 'in-progress'],
    ['In Progress', 'in-progress'],
    ['opened', 'open'],
    ['Open', 'open'],
    ['on hold', 'on-hold'],
    ['Canceled', 'cancelled'],
    [' closed\n', 'closed'],
  ])('%j is %s', (status, expected) => {
    expect(state(status).state).toBe(expected);
  });

  it('that is not documented is stored as it came', () => {
    expect(state('With Third Party')).toMatchObject({ state: 'unrecognised', stateText: 'With Third Party' });
  });

  it('that is absent or blank is unsaid', () => {
    for (const report of [read(''), read('<faultDetails/>'), state(' ')]) expect(report.state).toBe('unsaid');
  });
});

describe('times', () => {
  it.each([
    ['2026-06-09T11:15:17.0001Z', '2026-06-09T11:15:17.000Z'],
    ['2026-06-09T11:15:17Z', '2026-06-09T11:15:17.000Z'],
    ['2026-06-09T12:15:17.123456+01:00', '2026-06-09T11:15:17.123Z'],
  ])('%s are read whatever their fraction', (given, expected) => {
    expect(read(`<sentAt>${given}</sentAt>`).sentAt).toBe(expected);
  });

  it.each(['', 'yesterday', '2026-13-45T00:00:00Z'])('%j are no time', (given) => {
    expect(read(`<sentAt>${given}</sentAt>`).sentAt).toBeUndefined();
  });
});

describe('updates', () => {
  it('are read with the level of the samples and without it, one or many, by whom in any case', () => {
    const inside =
      '<updates><update><description>one</description><updatedBy>Seller</updatedBy></update></updates><updates><description>two</description><updatedBy>BUYER</updatedBy></updates>';
    expect(read(inside).updates).toEqual([
      { text: 'one', by: 'seller', at: undefined },
      { text: 'two', by: 'buyer', at: undefined },
    ]);
  });

  it('come oldest first, however they are listed', () => {
    const entry = (words: string, at: string): string =>
      `<update><description>${words}</description><updatedTime>${at}</updatedTime></update>`;
    const inside = `<updates>${entry('last', '2026-03-03T12:00:00Z')}${entry('first', '2026-03-03T09:30:00+01:00')}${entry('second', '2026-03-03T09:00:00Z')}</updates>`;
    expect(read(inside).updates.map(({ text }) => text)).toEqual(['first', 'second', 'last']);
  });

  it('without text are left out, and without times stay in their order', () => {
    const inside =
      '<updates><update/><update><description> </description></update><update><description>b</description></update><update><description>a</description></update></updates>';
    expect(read(inside).updates.map(({ text }) => text)).toEqual(['b', 'a']);
  });
});

describe('a closure code', () => {
  const closed = (code: string): SupplierReport =>
    read(
      `<appointments><appointment><appointmentClosureCode>${code}</appointmentClosureCode></appointment></appointments>`,
    );

  it.each([
    ['FR', undefined],
    ['NA', 'ACCESS_ISSUE'],
    ['HAZ', 'SITE_UNSAFE'],
    ['NAPUV', 'SITE_UNSAFE'],
    ['FTA', 'UNABLE_TO_ATTEND'],
    ['ASQ', 'CUSTOMER_CHANGED_MIND'],
    ['UNF', 'SUPPLIER_FAULT'],
    ['MBORC', 'SUPPLIER_FAULT'],
    ['SREQ', 'OTHER'],
    ['FNR', 'UNKNOWN_FAULT'],
    ['NDT', 'NETWORK_ISSUE'],
    [' fr ', undefined],
    ['constructor', 'OTHER'],
  ])('%s means %s', (code, problemCode) => {
    expect(closed(code).appointments).toMatchObject([
      { event: 'completed', problemCode, supplierCodes: [code.trim()] },
    ]);
  });
});

describe('an appointment', () => {
  const appointment = (inside: string): SupplierReport => read(`<appointment>${inside}</appointment>`);

  it.each([
    ['<appointmentConfirmationStatus>Confirmed</appointmentConfirmationStatus>', 'confirmed'],
    ['<appointmentConfirmationStatus>confirmed</appointmentConfirmationStatus>', 'confirmed'],
    ['<appointmentConfirmationStatus>FAILED</appointmentConfirmationStatus>', 'failed'],
    ['<appointmentConfirmationStatus>Confirmed or Failed</appointmentConfirmationStatus>', 'unrecognised'],
    ['<appointmentConfirmationStatus>constructor</appointmentConfirmationStatus>', 'unrecognised'],
    [
      '<appointmentConfirmationStatus>Confirmed</appointmentConfirmationStatus><appointmentCancelled>Y</appointmentCancelled>',
      'cancelled',
    ],
    [
      '<appointmentClosureCode>FR</appointmentClosureCode><appointmentCancelled>true</appointmentCancelled>',
      'cancelled',
    ],
    ['<appointmentCancelled>false</appointmentCancelled>', 'noted'],
    ['<appointmentCancelled>by the end user</appointmentCancelled>', 'unrecognised'],
    ['<appointmentReservationKey>K1</appointmentReservationKey>', 'noted'],
  ])('%s is %s', (inside, event) => {
    expect(appointment(inside).appointments).toMatchObject([{ event }]);
  });

  it('is the same in the singular of the schema and in the plural of the samples', () => {
    const inside =
      '<appointmentReservationKey>K1</appointmentReservationKey><appointmentDate>2026-03-30</appointmentDate>';
    expect(appointment(inside).appointments).toEqual(
      read(`<appointments><appointment>${inside}</appointment></appointments>`).appointments,
    );
  });

  it('without a time that London shows has no slot, and is reported in its own words', () => {
    const inside =
      '<appointmentDate>2026-03-29</appointmentDate><appointmentStartTime>01:30</appointmentStartTime><appointmentEndTime>05:00</appointmentEndTime>';
    const [fact] = appointment(inside).appointments;
    expect(fact?.slot).toBeUndefined();
    expect(fact?.sentence).toContain('2026-03-29 01:30-05:00');
  });

  it('missed by several has the first reason of the table, and every flag as a code', () => {
    const inside =
      '<faultDetails><missedAppointment><MBORC>Y</MBORC><endUserMissedAppointment>y</endUserMissedAppointment><Amended>true</Amended></missedAppointment></faultDetails>';
    expect(read(inside).appointments).toMatchObject([
      { event: 'missed', problemCode: 'ACCESS_ISSUE', supplierCodes: ['endUserMissedAppointment', 'MBORC', 'Amended'] },
    ]);
  });
});

describe('what a notification shows of our amendments', () => {
  it('is our comment, never the supplier’s', () => {
    const comment = (by: string): string =>
      `<comment><value>Back at six</value><commentedBy>${by}</commentedBy></comment>`;
    expect(read(comment('buyer')).observedEffects).toContainEqual({ name: 'comment', value: 'Back at six' });
    expect(read(comment('Seller')).observedEffects).toEqual([]);
  });

  it('is texts, contacts and every reservation key', () => {
    const { observedEffects } = read(
      '<endUserContactDetails><phone>1</phone><name>A</name></endUserContactDetails>' +
        '<faultDetails><description>D</description><siteAccessDetails>S</siteAccessDetails><triageFindings>T</triageFindings></faultDetails>' +
        '<appointments><appointment><appointmentReservationKey>K1</appointmentReservationKey></appointment><appointment><appointmentReservationKey>K2</appointmentReservationKey></appointment></appointments>',
    );
    expect(observedEffects.map(({ name, value }) => `${name}=${value}`).sort()).toEqual([
      'appointmentReservationKey=K1',
      'appointmentReservationKey=K2',
      'description=D',
      'endUserContactDetails=A|1|',
      'siteAccessDetails=S',
      'triageFindings=T',
    ]);
  });
});

describe('for any content of a notification', () => {
  const NAMES = [
    'faultDetails',
    'status',
    'updates',
    'update',
    'description',
    'appointments',
    'appointment',
    'appointmentDate',
    'appointmentStartTime',
    'missedAppointment',
    'comment',
    'value',
    'lateRepairNotification',
    'exclusions',
    'attachments',
    'sentAt',
    'x',
  ];
  const { tree } = fc.letrec<{ tree: Record<string, unknown> }>((tie) => ({
    tree: fc.dictionary(
      fc.constantFrom(...NAMES),
      fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.constantFrom('', 'true', '2026-03-30', '08:00', 'resolved', 'Llŷn'),
        tie('tree'),
        fc.array(tie('tree'), { minLength: 1, maxLength: 2 }),
      ),
      { maxKeys: 5 },
    ),
  }));

  it('it is read without an error', () => {
    fc.assert(
      fc.property(tree, (inside) => {
        const xml = writeXml({ notifyFaultReportUpdate: inside as Record<string, string> });
        expect(readFaultUpdate(readXml(Buffer.from(xml)), 'NETWORK_ISSUE').resolutionCode).toBe('NETWORK_ISSUE');
      }),
      { numRuns: 500 },
    );
  });
});

describe('the resolution code', () => {
  const closed = (...codes: string[]): string | undefined => {
    const appointments = codes.map(
      (code) => `<appointment><appointmentClosureCode>${code}</appointmentClosureCode></appointment>`,
    );
    const xml = `<notifyFaultReportUpdate><appointments>${appointments.join('')}</appointments></notifyFaultReportUpdate>`;
    return readFaultUpdate(readXml(Buffer.from(xml)), 'AS_SET').resolutionCode;
  };

  it.each([
    ['no dial tone', ['NDT'], 'NETWORK_ISSUE'],
    ['no access', ['na'], 'ACCESS_ISSUE'],
    ['no access, possible hazard', ['NAPUV'], 'ACCESS_ISSUE'],
    ['a visit that mended it', ['FR'], 'AS_SET'],
    ['an undocumented code', ['ZZZ'], 'AS_SET'],
    ['no visit at all', [], 'AS_SET'],
    ['the last of two visits', ['NA', 'NDT'], 'NETWORK_ISSUE'],
  ])('of %s', (_what, codes, code) => {
    expect(closed(...codes)).toBe(code);
  });
});
