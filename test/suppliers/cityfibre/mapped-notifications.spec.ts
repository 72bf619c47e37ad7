// Nothing CityFibre says is dropped in silence: every leaf of a notification and of an answer is read and changes what comes of
// it, or is ignored for a written reason and changes nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../../src/domain/request.js';
import { type Mapping, rowsOf } from '../../../src/protocol/mapping-table.js';
import type { Reply } from '../../../src/protocol/http/transport.js';
import { readXml, type XmlElement } from '../../../src/protocol/xml/xml.js';
import { shapeOf, type Shape } from '../../../src/suppliers/cityfibre/contract/shapes.js';
import { CITYFIBRE_MAPPINGS } from '../../../src/suppliers/cityfibre/mappings/cityfibre.mappings.js';
import { readFaultUpdate } from '../../../src/suppliers/cityfibre/notifications/fault-update.js';
import { fileNotification } from '../../../src/suppliers/cityfibre/notifications/open.js';
import { EVENTS, eventOf } from '../../../src/suppliers/cityfibre/notifications/event.js';
import { readAnswer, readAppointmentAnswer } from '../../../src/suppliers/cityfibre/requests/answer.js';
import { readReservation, readSlots } from '../../../src/suppliers/cityfibre/requests/appointments.js';
import { NOTIFICATIONS, notificationText } from '../../support/notification-texts.js';
import { trackedXml } from '../../support/tracked.js';
import { messageIn, problemBefore, reading, translatorWith } from './translation.js';
import { WHOLE_NOTIFICATIONS } from './whole-notification.js';

const mappingOf = (name: string): Mapping => {
  const found = CITYFIBRE_MAPPINGS.messages.find((mapping) => mapping.name === name);
  if (found === undefined) throw new Error(`There is no mapping ${name}.`);
  return found;
};
const notification = mappingOf('fault-update');
const isIgnored = (mapping: Mapping, path: string): boolean =>
  rowsOf(mapping, path).length > 0 && rowsOf(mapping, path).every((row) => 'ignored' in row);

interface Leaf {
  path: string;
  /** Places of children, from the root. */
  places: number[];
}

function leavesOf(element: XmlElement, path: string[] = [], places: number[] = []): Leaf[] {
  if (element.children.length === 0) return [{ path: path.join('/'), places }];
  return element.children.flatMap((child, at) => leavesOf(child, [...path, child.name], [...places, at]));
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function textOf({ name, children, text }: XmlElement): string {
  return `<${name}>${children.length === 0 ? escape(text) : children.map(textOf).join('')}</${name}>`;
}

/** The message with one leaf told otherwise, in every way that may matter. */
function variants(root: XmlElement, { places }: Leaf): string[] {
  return ['X', 'Y', 'buyer', 'Failed', 'true', '7', '09:00', '2026-03-30', '2026-03-03T09:59:00Z', '500'].map(
    (value) => {
      const changed = structuredClone(root);
      const leaf = places.reduce((at, place) => at.children[place] ?? at, changed);
      leaf.text = leaf.text === value ? 'other' : value;
      return textOf(changed);
    },
  );
}

/** Everything that comes of a notification but its drift, which every departure is. */
function comesOf(text: string): string {
  const { report, news, acknowledgement } = reading(text);
  const { ourReference } = translatorWith().open({ body: Buffer.from(text), contentType: undefined });
  return JSON.stringify({ report: { ...report, drift: [] }, news, acknowledgement, ourReference });
}

describe('a notification', () => {
  const roots = WHOLE_NOTIFICATIONS.map((text) => readXml(Buffer.from(text)));
  const paths = [...new Set(roots.flatMap((root) => leavesOf(root).map(({ path }) => path)))];

  it('is read whole, but for what its mapping ignores', () => {
    for (const root of [...roots, ...NOTIFICATIONS.map((name) => messageIn(sample(name)))]) {
      const copy = trackedXml(root);
      fileNotification(copy.value, false);
      readFaultUpdate(copy.value, 'NETWORK_ISSUE');
      expect(copy.unread().filter((path) => !isIgnored(notification, path))).toEqual([]);
    }
  });

  it('has a row for every leaf, and a leaf for every row', () => {
    expect(paths.filter((path) => rowsOf(notification, path).length === 0)).toEqual([]);
    expect(notification.rows.filter(({ from }) => !paths.includes(from))).toEqual([]);
    const schema = leavesOfShape(shapeOf('notifyFaultReportUpdate'));
    expect(schema.filter((path) => !paths.includes(path))).toEqual([]);
  });

  it.each(paths)('%s changes the result, or is ignored for a reason', (path) => {
    const changes = roots.some((root) => {
      const before = comesOf(textOf(root));
      const leaves = leavesOf(root).filter((leaf) => leaf.path === path);
      return leaves.some((leaf) => variants(root, leaf).some((text) => comesOf(text) !== before));
    });
    expect([path, changes]).toEqual([path, !isIgnored(notification, path)]);
  });
});

function sample(name: (typeof NOTIFICATIONS)[number]): string {
  return notificationText(name, { reference: 'NORTHWIND-40112', messageId: 'CF-1', sentAt: '2026-03-03T10:00:00Z' });
}

function leavesOfShape({ members }: Shape, path: string[] = []): string[] {
  if (members === undefined) return [path.join('/')];
  return [...members].flatMap(([name, { shape }]) => leavesOfShape(shape, [...path, name]));
}

describe('an event', () => {
  it.each(NOTIFICATIONS)('%s is recognised, and leads to the KCI of its row', (name) => {
    const row = CITYFIBRE_MAPPINGS.events.find(({ event }) => event === name);
    const status = name === 'accepted' || name === 'rejected' ? 'SENT_TO_SUPPLIER' : 'IN_PROGRESS';
    const state = { accepted: undefined, amended: 'accepted', 'appointment-missed': 'accepted' }[name as string];
    const reported = { state: state as 'accepted' | undefined };
    const { news } = reading(sample(name), { problem: problemBefore({ status }), reported });
    expect(eventOf(messageIn(sample(name)))).toBe(name);
    expect(news.kci).toBeDefined();
    const expected =
      name === 'appointment-confirmation'
        ? ['unchanged', 'UPDATE', '']
        : [row?.status, row?.reasonCode, row?.problemCode];
    const after = news.problem.status;
    expect([
      expected[0] === 'unchanged' ? 'unchanged' : after,
      news.kci?.reasonCode,
      news.kci?.problemCode ?? '',
    ]).toEqual(expected);
  });

  it('has a row for each kind', () => {
    expect(CITYFIBRE_MAPPINGS.events.map(({ event }) => event)).toEqual([...EVENTS]);
  });
});

describe('an answer', () => {
  const head =
    '<apiVersion>1.0</apiVersion><buyerIdentifier>B</buyerIdentifier><sentAt>2026-03-03T10:00:00Z</sentAt><messageId>M</messageId>';
  const slot =
    '<appointmentDate>2026-03-31</appointmentDate><appointmentStartTime>08:00</appointmentStartTime><appointmentEndTime>13:00</appointmentEndTime>';
  const ala =
    '<message><messageId>M</messageId><correlationId>C</correlationId><sentAt>2026-03-03T10:00:00Z</sentAt></message><buyer><buyerIdentifier>B</buyerIdentifier></buyer><seller><sellerIdentifier>CITYFIBRE</sellerIdentifier></seller>';
  const faultReport = `${head}<buyerFaultReference>R</buyerFaultReference><status>accepted</status><responseCode>200</responseCode><errorMessage>None</errorMessage><attachments><attachment><filename>f</filename><url>u</url><uploaded>true</uploaded></attachment></attachments>`;
  const problem = (operation: Operation) => (reply: Reply) => readAnswer(operation, reply);
  const read = {
    list: (reply: Reply) => {
      const answer = readAppointmentAnswer(reply, 'queryAppointmentAvailabilityResponse');
      return 'kind' in answer ? answer : readSlots(answer);
    },
    reserve: (reply: Reply) => {
      const answer = readAppointmentAnswer(reply, 'reserveAppointmentResponse');
      return 'kind' in answer ? answer : readReservation(answer);
    },
  };
  const fault = '<faultcode>c</faultcode><faultactor>a</faultactor>';

  it.each([
    [
      'amend-problem answer',
      problem('amend-problem'),
      `<receivedAmendFaultReport>${faultReport}</receivedAmendFaultReport>`,
      200,
    ],
    [
      'amend-problem answer',
      problem('amend-problem'),
      `<receivedAmendFaultReport>${faultReport}</receivedAmendFaultReport>`,
      400,
    ],
    [
      'report-problem answer',
      problem('report-problem'),
      `<receivedFaultReport>${faultReport}</receivedFaultReport>`,
      400,
    ],
    [
      'answer-resolution answer',
      problem('answer-resolution'),
      `<receivedResolvedResponse>${head}<resolveAccepted>true</resolveAccepted><buyerFaultReference>R</buyerFaultReference><responseCode>200</responseCode><errorMessage>None</errorMessage></receivedResolvedResponse>`,
      400,
    ],
    ['fault', problem('amend-problem'), `<fault>${fault}<faultmessage>m</faultmessage></fault>`, 500],
    ['fault', problem('amend-problem'), `<Fault>${fault}<faultstring>s</faultstring></Fault>`, 500],
    ['fault', problem('amend-problem'), `<Fault>${fault}<Reason><Text>t</Text></Reason></Fault>`, 500],
    ['fault', problem('amend-problem'), `<Fault>${fault}<detail>d</detail></Fault>`, 500],
    [
      'list-appointments answer',
      read.list,
      `<queryAppointmentAvailabilityResponse>${ala}<queryAppointmentAvailabilityAccepted><appointmentSlots><appointmentSlot>${slot}</appointmentSlot></appointmentSlots></queryAppointmentAvailabilityAccepted></queryAppointmentAvailabilityResponse>`,
      200,
    ],
    [
      'list-appointments answer',
      read.list,
      `<queryAppointmentAvailabilityResponse>${ala}<queryAppointmentAvailabilityRejected>No</queryAppointmentAvailabilityRejected></queryAppointmentAvailabilityResponse>`,
      200,
    ],
    [
      'reserve-appointment answer',
      read.reserve,
      `<reserveAppointmentResponse>${ala}<reserveAppointmentAccepted><appointment>${slot}<appointmentReservationKey>K</appointmentReservationKey><appointmentReservationValidUntil>2026-03-03T22:00:00Z</appointmentReservationValidUntil></appointment></reserveAppointmentAccepted></reserveAppointmentResponse>`,
      200,
    ],
    [
      'reserve-appointment answer',
      read.reserve,
      `<reserveAppointmentResponse>${ala}<reserveAppointmentRejected>No</reserveAppointmentRejected></reserveAppointmentResponse>`,
      200,
    ],
  ] as const)('%s: every leaf matters or is ignored (%#)', (name, reader, text, status) => {
    const mapping = mappingOf(name);
    const root = readXml(Buffer.from(text));
    const come = (body: string): string =>
      JSON.stringify(
        (reader as (reply: Reply) => unknown)({ kind: 'answered', status, headers: {}, body: Buffer.from(body) }),
      );
    for (const leaf of leavesOf(root)) {
      const changes = variants(root, leaf).some((other) => come(other) !== come(text));
      expect([leaf.path, rowsOf(mapping, leaf.path).length > 0, changes]).toEqual([
        leaf.path,
        true,
        !isIgnored(mapping, leaf.path),
      ]);
    }
  });
});

const SHARED = join(import.meta.dirname, '..', '..', '..', '..', 'shared');
const published = existsSync(SHARED) ? describe : describe.skip;

published('the pages the project was made from', () => {
  const seeds = existsSync(SHARED) ? readdirSync(join(SHARED, 'seeds')).sort() : [];
  const seed = (number: number): string => readFileSync(join(SHARED, 'seeds', seeds[number] ?? ''), 'utf8');
  /** Fields under one heading, as the pages print them: - `name` (type. */
  const fieldsOf = (page: string, from: string, to?: string): string[] => {
    const section = page.slice(page.indexOf(from), to === undefined ? undefined : page.indexOf(to));
    return [...section.matchAll(/- `([^`]+)` \(/g)].map(([, field = '']) => field.replaceAll('.', '/'));
  };
  const stands = (field: string, ...names: string[]): boolean =>
    names.map(mappingOf).some(({ rows, added, unsent, name }) => {
      const places =
        name.endsWith(' answer') || name === 'fault' || name === 'fault-update'
          ? []
          : [...rows, ...added].flatMap((row) => ('to' in row ? row.to : []));
      const known = [...rows.map(({ from }) => from), ...places, ...unsent.map((one) => one.field)].map((one) =>
        one.replaceAll('.', '/'),
      );
      return known.some((one) => one === field || one.startsWith(`${field}/`) || field.startsWith(`${one}/`));
    });

  it('every field of amendFaultReport (seed 000) is in a mapping table', () => {
    const page = seed(0);
    const request = fieldsOf(page, '## Request fields', '## Response 200');
    const response = fieldsOf(page, '## Response 200');
    expect(request.length + response.length).toBeGreaterThan(60);
    expect(request.filter((field) => !stands(field, 'amend-problem'))).toEqual([]);
    const inside = (field: string): string => field.replace(/^fault\//, '');
    expect(
      response.filter((field) => field !== 'fault' && !stands(inside(field), 'amend-problem answer', 'fault')),
    ).toEqual([]);
  });

  it('every field of notifyInProgress (seed 003) is in a mapping table', () => {
    const fields = fieldsOf(seed(3), '## Request fields');
    expect(fields.length).toBeGreaterThan(25);
    expect(fields.filter((field) => !stands(field, 'fault-update'))).toEqual([]);
  });

  it('every sampled or declared element of the Ticketing pages (seed 002) is in a mapping table', () => {
    const samples = join(SHARED, 'contracts', 'cityfibre');
    const tables: [RegExp, ...string[]][] = [
      [/^add-fault-report\.request/, 'report-problem'],
      [/^amend\.request/, 'amend-problem'],
      [/^resolve-response\.request/, 'answer-resolution'],
      [/^request-update\.request/, 'ask-for-update'],
      [/^query-.*\.request/, 'list-appointments'],
      [/^reserve-.*\.request/, 'reserve-appointment'],
      [/^add-fault-report\.response/, 'report-problem answer'],
      [/^amend\.response/, 'amend-problem answer'],
      [/^resolve-response\.response/, 'answer-resolution answer'],
      [/^request-update\.response/, 'ask-for-update answer'],
      [/^query-.*\.response/, 'list-appointments answer'],
      [/^reserve-.*\.response/, 'reserve-appointment answer'],
      [/^notify-.*\.request/, 'fault-update'],
    ];
    let elements = 0;
    for (const [pattern, name = ''] of tables) {
      for (const file of readdirSync(samples).filter((one) => pattern.test(one) && one.endsWith('.xml'))) {
        const text = readFileSync(join(samples, file), 'utf8');
        const paths = leavesOf(messageIn(text))
          .map(({ path }) => path)
          .filter((path) => path !== 'queryAppointmentAvailabilityAccepted/appointmentSlots');
        elements += paths.length;
        expect([file, paths.filter((path) => !stands(path, name) && !stands(`cfh:${path}`, name))]).toEqual([file, []]);
      }
    }
    expect(elements).toBeGreaterThan(300);
  });

  it('every name in the tables and the schema of the Ticketing pages (seed 002) is in a mapping table', () => {
    const page = seed(2);
    const declared = [...page.matchAll(/<xs:element name="(\w+)"/g)].map(([, name = '']) => name);
    const listed = [...page.matchAll(/^([A-Za-z:]+)\n(?:required\n)?(?:string|integer|boolean)\b/gm)].map(
      ([, name = '']) => name,
    );
    const roots = new Set([
      ...CITYFIBRE_MAPPINGS.messages.flatMap(({ source, target }) => [source.split(',')[0], target]),
      'receivedNotifyFaultReportUpdate',
    ]);
    const words = new Set(
      CITYFIBRE_MAPPINGS.messages.flatMap(({ rows, added, unsent }) =>
        [
          ...rows.flatMap((row) => [row.from, ...('to' in row ? row.to : [])]),
          ...added.flatMap(({ to }) => to),
          ...unsent.map(({ field }) => field),
        ].flatMap((path) => path.split(/[/.]/)),
      ),
    );
    const missing = [...declared, ...listed].filter((name) => !words.has(name) && !roots.has(name));
    expect(listed.length).toBeGreaterThan(50);
    expect([...new Set(missing)]).toEqual([]);
  });
});
