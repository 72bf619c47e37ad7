// Drift: what is found in the published shapes and in broken ones, and that it agrees with the schema's own verdict.

import { describe, expect, it } from '@jest/globals';
import { readXml, type XmlElement } from '../../../src/protocol/xml/xml.js';
import { CityfibreContract } from '../../../src/suppliers/cityfibre/cityfibre.contract.js';
import { beyondSchema, driftOf } from '../../../src/suppliers/cityfibre/notifications/drift.js';
import { type NotificationName, notificationText } from '../../support/notification-texts.js';
import { messageIn } from './translation.js';
import { WHOLE_NOTIFICATIONS } from './whole-notification.js';

const facts = { reference: 'NORTHWIND-40112', messageId: 'CF-1', sentAt: '2026-03-03T10:00:00Z' };
const found = (text: string): string[] => driftOf(messageIn(text)).map(({ kind, element }) => `${kind} ${element}`);
const sample = (name: NotificationName): string => notificationText(name, facts);

const ALWAYS = [
  'missing-element faultDetails/triageComplete',
  'missing-element faultDetails/triageFindings',
  'unknown-value faultDetails/type',
];
const PLACEHOLDER = 'placeholder maintainerFaultReference';
const PLURAL = 'unknown-element appointments';

describe('the drift of the published notifications', () => {
  it.each<[NotificationName, string[]]>([
    ['accepted', []],
    ['amended', [PLACEHOLDER]],
    ['in-progress', [PLACEHOLDER, PLURAL]],
    ['appointment-confirmation', [PLACEHOLDER, PLURAL]],
    ['appointment-missed', []],
    ['appointment-cancelled', [PLACEHOLDER, PLURAL]],
    ['appointment-completed', [PLACEHOLDER, PLURAL]],
    ['on-hold', [PLACEHOLDER, 'missing-element sentAt', 'other-spelling updates/update/updatedBy']],
    ['resolved', [PLACEHOLDER]],
    ['closed', [PLACEHOLDER]],
    ['cancelled', [PLACEHOLDER]],
    ['rejected', [PLACEHOLDER]],
  ])('%s', (name, more) => {
    expect(found(sample(name)).sort()).toEqual([...ALWAYS, ...more].sort());
    expect(driftOf(messageIn(sample(name))).every(({ event }) => event === name)).toBe(true);
  });

  it('names each departure once, however often it occurs', () => {
    expect(new Set(found(sample('on-hold'))).size).toBe(found(sample('on-hold')).length);
  });
});

/** A message without any drift, to break in one way at a time. */
const clean = (WHOLE_NOTIFICATIONS[0] ?? '')
  .replace(/<supplierDiagnostics>.*<\/supplierDiagnostics>/, '')
  .replace(/<appointments>.*<\/appointments>/, '');

describe('the drift of a notification', () => {
  it('is empty where the contract is obeyed', () => {
    expect(found(clean)).toEqual([]);
  });

  it.each([
    ['an unknown element', '<comment>', '<mood>good</mood><comment>', 'unknown-element mood'],
    [
      'an unknown element inside another',
      '<triageComplete>',
      '<supplierDiagnostics/><triageComplete>',
      'unknown-element faultDetails/supplierDiagnostics',
    ],
    ['an unknown attribute', '<comment>', '<comment lang="cy">', 'unknown-element comment/@lang'],
    [
      'a namespace',
      '<notifyFaultReportUpdate>',
      '<notifyFaultReportUpdate xmlns="urn:x">',
      'unknown-element notifyFaultReportUpdate in a namespace',
    ],
    ['a missing element', '<serviceAffected>SRV40501</serviceAffected>', '', 'missing-element serviceAffected'],
    ['no sentAt', /<sentAt>.*<\/sentAt>/, '', 'missing-element sentAt'],
    ['no state', '<status>in-progress</status>', '', 'missing-element faultDetails/status'],
    [
      'a repeated element',
      '<priorityLevel>2</priorityLevel>',
      '<priorityLevel>2</priorityLevel><priorityLevel>3</priorityLevel>',
      'repeated-element priorityLevel',
    ],
    ['a state in capitals', 'in-progress', 'In Progress', 'other-spelling faultDetails/status'],
    ['an unlisted state', 'in-progress', 'opened', 'unknown-value faultDetails/status'],
    ['an unlisted type', 'Service Outage', 'Customer Reported Problem', 'unknown-value faultDetails/type'],
    ['an author in capitals', '<updatedBy>seller', '<updatedBy>Seller', 'other-spelling updates/update/updatedBy'],
    ['a flag that is no letter of truth', '<MBORC>N', '<MBORC>?', 'unknown-value faultDetails/missedAppointment/MBORC'],
    ['an unlisted closure code', 'HAZ', 'SP', 'unknown-value appointment/appointmentClosureCode'],
    [
      'a value over its limit',
      'RK-77',
      'R'.repeat(37),
      'bad-value faultDetails/missedAppointment/appointmentReservationKey',
    ],
    ['a time that is none', '2026-03-02T10:00:00Z', 'yesterday', 'bad-value reportDateTime'],
    ['a blank where there must be text', 'Ring the lower bell', '  ', 'bad-value faultDetails/siteAccessDetails'],
    [
      'the printed placeholder',
      'TIC-000111',
      '(Not in report; only after creation)',
      'placeholder maintainerFaultReference',
    ],
    ['a blank reference', 'TIC-000111', '', 'placeholder maintainerFaultReference'],
    [
      'updates without their level',
      /<updates>.*<\/updates>/,
      '<updates><description>Seen</description></updates>',
      'unknown-element updates/description',
    ],
  ] as const)('%s', (_what, from, to, note) => {
    const notes = found(clean.replace(from, to));
    expect(notes).toContain(note);
    expect(
      notes.filter(
        (one) => one !== note && !one.includes('appointmentReservationKey') && !one.includes('appointmentClosureCode'),
      ),
    ).toEqual([]);
  });

  it('is bounded where every element is unknown', () => {
    const strangers = Array.from({ length: 500 }, (_, at) => `<stranger${at}${'x'.repeat(300)}/>`).join('');
    const notes = driftOf(messageIn(`<notifyFaultReportUpdate>${strangers}</notifyFaultReportUpdate>`));
    expect(notes).toHaveLength(100);
    expect(Math.max(...notes.map(({ element }) => element.length))).toBeLessThanOrEqual(200);
  });
});

describe('what the schema is said to object to', () => {
  const contract = new CityfibreContract();
  const texts = [
    '',
    ' ',
    'x',
    'xxxxxx',
    'é'.repeat(36),
    '😀'.repeat(36),
    'x'.repeat(37),
    'true',
    '1',
    'TRUE',
    ' true ',
    '-1',
    '1.0',
    '+5',
    'accepted',
    ' accepted',
    'Accepted',
    'opened',
    'buyer',
    'Buyer',
    'Confirmed',
    'Confirmed or Failed',
    '2026-02-03',
    '2026-02-30',
    '2024-02-29',
    '2026-02-03Z',
    '2026-02-03T04:05:06',
    '2026-02-03T04:05:06.0001Z',
    '2026-02-30T04:05:06Z',
    '2026-02-03T24:00:00Z',
    '2026-02-03T25:00:00Z',
    '2026-02-03 04:05:06Z',
    '2026-02-03T04:05:06+01:00',
  ];

  const write = ({ name, children, text }: XmlElement): string =>
    `<${name}>${children.length === 0 ? text : children.map(write).join('')}</${name}>`;

  function* changes(element: XmlElement): Generator<XmlElement> {
    if (element.children.length === 0) {
      for (const text of texts) yield { ...element, text };
      return;
    }
    const stranger = { name: 'stranger', namespace: '', text: '', attributes: {}, children: [] };
    yield { ...element, children: [...element.children].reverse() };
    yield { ...element, children: [...element.children, stranger] };
    for (const [at, child] of element.children.entries()) {
      const around = (...inside: XmlElement[]): XmlElement => ({
        ...element,
        children: element.children.toSpliced(at, 1, ...inside),
      });
      yield around();
      yield around(child, child);
      for (const changed of changes(child)) yield around(changed);
    }
  }

  it('is what it objects to, over every change to one element', () => {
    let [valid, invalid] = [0, 0];
    for (const changed of changes(readXml(Buffer.from(clean)))) {
      const text = write(changed);
      const agreed = beyondSchema(readXml(Buffer.from(text))).length === 0;
      if (agreed !== (contract.faults(text).length === 0)) throw new Error(`the schema thinks otherwise of ${text}`);
      if (agreed) valid++;
      else invalid++;
    }
    expect(valid).toBeGreaterThan(500);
    expect(invalid).toBeGreaterThan(500);
  });
});
