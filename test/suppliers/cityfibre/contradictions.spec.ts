// The 57 contradictions between CityFibre's tables, samples, schema and prose (facts, 1.15): each that can occur on the wire
// has a test of its own that the gateway survives it, and does what the list concludes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Command } from '../../../src/domain/request.js';
import type { Outcome } from '../../../src/domain/outcome.js';
import { readXml } from '../../../src/protocol/xml/xml.js';
import { eventOf } from '../../../src/suppliers/cityfibre/notifications/event.js';
import { API_VERSION } from '../../../src/suppliers/cityfibre/requests/parts.js';
import { writeQuery, writeReservation } from '../../../src/suppliers/cityfibre/requests/appointments.js';
import { writeRequestUpdate } from '../../../src/suppliers/cityfibre/requests/request-update.js';
import { bare, wrap } from '../../../src/protocol/soap.js';
import { STORE_NOTIFICATIONS } from '../../../src/store/notifications/inbox.queries.js';
import { RECONCILE_ALL_OPEN } from '../../../src/store/schedules/due-problems.queries.js';
import type { HttpResponse } from '../../support/cases.js';
import {
  inEnvelope,
  NOTIFICATIONS,
  type NotificationName,
  notificationText,
} from '../../support/notification-texts.js';
import { cityfibreBench, faultsOf, tooLong } from './bench.js';
import {
  elementsOf,
  messageIn,
  NOW,
  problemBefore,
  questionOf,
  reading,
  TENANT,
  translatorWith,
} from './translation.js';
import { WHOLE_APPOINTMENTS, WHOLE_COMMANDS } from './whole-commands.js';

const sample = (name: NotificationName): string =>
  notificationText(name, { reference: 'NORTHWIND-40112', messageId: 'CF-00003', sentAt: '2026-03-03T10:00:00.0001Z' });
const inside = (...parts: string[]): string =>
  `<notifyFaultReportUpdate><buyerFaultReference>NORTHWIND-40112</buyerFaultReference>${parts.join('')}</notifyFaultReportUpdate>`;
const withStatus = (status: string, more = ''): string =>
  inside(`<faultDetails><status>${status}</status>${more}</faultDetails>`);
const reported = (text: string, before: Parameters<typeof reading>[1] = {}) => reading(text, before).news.kci;
const notesOf = (text: string): string[] => (reported(text)?.supplierNotes ?? []).map(({ note }) => note);
const drift = (text: string): string[] => reading(text).report.drift.map(({ kind, element }) => `${kind} ${element}`);

type Operation = keyof typeof WHOLE_COMMANDS;

/** What is sent for a whole command, as text. */
function sent(operation: Operation, changes: object = {}, at = 0): string {
  const situation = WHOLE_COMMANDS[operation][at] as (typeof WHOLE_COMMANDS)['report-problem'][0];
  const command = { operation, request: { ...situation.request, ...changes } } as unknown as Command;
  const message = translatorWith().write(questionOf(command, situation));
  if ('reasons' in message) throw new Error(message.reasons.join(' '));
  return message.body;
}

const valueOf = (message: string, path: string): string | undefined =>
  elementsOf(messageIn(message), '')
    .find((element) => element.startsWith(`/${path}=`))
    ?.slice(path.length + 2);

const response = (status: number, body: string, type = 'text/xml'): HttpResponse => ({
  status,
  headers: { 'content-type': type },
  body: Buffer.from(body),
});

/** What comes of an answer to a command. */
async function outcome(operation: Operation, status: number, body: string, type?: string): Promise<Outcome> {
  const situation = WHOLE_COMMANDS[operation].at(-1) as (typeof WHOLE_COMMANDS)['report-problem'][0];
  const command = { operation, request: { ...situation.request, tenantNotes: undefined } } as unknown as Command;
  const question = questionOf(command, situation);
  const { supplier } = cityfibreBench({}, [response(status, body, type)]);
  const message = supplier.write(question);
  if ('reasons' in message) throw new Error(message.reasons.join(' '));
  return supplier.send(question, message);
}

const answer = (root: string, parts: string): string =>
  `<${root}><apiVersion>1.0</apiVersion><buyerIdentifier>SPDEV1</buyerIdentifier><sentAt>2026-03-03T10:00:00Z</sentAt><messageId>SP-00001</messageId>${parts}</${root}>`;
const amended = (parts: string): string =>
  answer('receivedAmendFaultReport', `<buyerFaultReference>SP-123ABC</buyerFaultReference>${parts}`);
const appointment = (parts: string): string =>
  inside(
    '<faultDetails><status>in-progress</status></faultDetails>',
    `<appointments><appointment><appointmentReservationKey>RK-77</appointmentReservationKey>${parts}</appointment></appointments>`,
  );
const LONG = 'It still drops every single evening at about nine, for an hour or two.';

const asking = {
  tenant: TENANT,
  ourReference: 'NORTHWIND-40112',
  supplierReference: 'TIC-000111',
  messageId: 'M',
  now: NOW,
};
const call = { tenant: TENANT, messageId: 'M', conversationId: 'C', now: NOW, buyerIdentifier: 'SPDEV1' };

type Survival = [number: number, contradiction: string, survives: () => void | Promise<void>];

const SHAPE: Survival[] = [
  [
    1,
    'the answers to notifications close under another name',
    () => {
      const { acknowledgement } = reading(sample('accepted'));
      expect(messageIn(acknowledgement).name).toBe('receivedNotifyFaultReportUpdate');
      expect(faultsOf(acknowledgement)).toEqual([]);
    },
  ],
  [
    2,
    'the name of that answer is not declared in the schema, so it is a setting',
    () => {
      const translator = translatorWith({ acknowledgementRoot: 'receivedRequestFaultReportUpdate' });
      const arrival = { body: Buffer.from(sample('accepted')), contentType: undefined };
      const { body } = translator.acknowledge(arrival, translator.open(arrival), NOW);
      expect(messageIn(body).name).toBe('receivedRequestFaultReportUpdate');
    },
  ],
  [
    3,
    'twelve webhooks share one root: the content tells which it is',
    () => {
      expect(NOTIFICATIONS.map((name) => eventOf(messageIn(sample(name))))).toEqual([...NOTIFICATIONS]);
    },
  ],
  [
    4,
    'appointments are a list in samples and one in the schema: both are read',
    () => {
      const plural = appointment('<appointmentConfirmationStatus>Confirmed</appointmentConfirmationStatus>');
      const singular = plural.replace(/<\/?appointments>/g, '');
      expect(reading(singular).report.appointments).toEqual(reading(plural).report.appointments);
      expect(reading(plural).report.appointments).toHaveLength(1);
      expect(drift(plural)).toContain('unknown-element appointments');
    },
  ],
  [
    5,
    'the appointment is one in requests, several in notifications',
    () => {
      expect(valueOf(sent('report-problem'), 'appointment/appointmentReservationKey')).toBe('KEY345');
      expect(sent('report-problem')).not.toContain('<appointments>');
    },
  ],
  [
    6,
    'updates with and without their inner level are the same updates',
    () => {
      const update = '<description>Seen</description><updatedBy>seller</updatedBy>';
      const nested = inside(`<updates><update>${update}</update></updates>`);
      expect(notesOf(inside(`<updates>${update}</updates>`))).toEqual(notesOf(nested));
      expect(notesOf(nested)).toEqual(['Seen']);
    },
  ],
  [
    7,
    'an error message is text, JSON in text, or elements, and is never cut',
    async () => {
      const json = '{"maintainerFaultReference": "No workflow found with that reference"}';
      const reasons = async (text: string): Promise<unknown> =>
        outcome(
          'amend-problem',
          400,
          amended(`<status>rejected</status><responseCode>400</responseCode><errorMessage>${text}</errorMessage>`),
        );
      expect(await reasons(json)).toMatchObject({
        reasons: ['maintainerFaultReference: No workflow found with that reference'],
      });
      expect(await reasons('x'.repeat(500))).toMatchObject({ reasons: ['x'.repeat(500)] });
      expect(await reasons('<reason>No such fault</reason>')).toMatchObject({ reasons: ['reason: No such fault'] });
      expect(notesOf(inside(`<errorMessage>${json}</errorMessage>`))).toEqual([
        `The supplier reports an error: ${json}`,
      ]);
    },
  ],
  [
    8,
    'a report may hold errorMessage, resolveAccepted and lateRepairNotification: they are never sent',
    () => {
      expect(sent('report-problem')).not.toMatch(/errorMessage|resolveAccepted|lateRepairNotification/);
    },
  ],
  [
    9,
    'supplierDiagnostics is in prose only: it is survived and noted as drift',
    () => {
      const text = withStatus('in-progress', '<supplierDiagnostics><ont>Down</ont></supplierDiagnostics>');
      expect(reported(text)).toMatchObject({ reasonCode: 'UPDATE' });
      expect(drift(text)).toContain('unknown-element faultDetails/supplierDiagnostics');
    },
  ],
  [
    10,
    'the answer to a verdict may repeat verdict and reference, which its schema forbids',
    async () => {
      const parts =
        '<resolveAccepted>true</resolveAccepted><buyerFaultReference>R</buyerFaultReference><responseCode>200</responseCode>';
      expect(await outcome('answer-resolution', 200, answer('receivedResolvedResponse', parts))).toMatchObject({
        kind: 'done',
      });
    },
  ],
  [
    11,
    'the answer to a question for the report has fields or none',
    async () => {
      for (const body of ['', answer('receivedRequestFaultReportUpdate', '<responseCode>200</responseCode>')]) {
        expect(await cityfibreBench({}, [response(200, body)]).supplier.requestUpdate(asking)).toBe(true);
      }
    },
  ],
  [
    12,
    'a fault comes as its pages print it, as SOAP has it, in any namespace, or as HTML',
    async () => {
      const soap = (inner: string): string =>
        `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inner}</s:Body></s:Envelope>`;
      for (const body of [
        '<fault><faultcode>500</faultcode><faultmessage>Broken XML</faultmessage></fault>',
        '<fault xmlns="urn:x"><faultmessage>Broken XML</faultmessage></fault>',
        soap('<s:Fault><faultcode>s:Client</faultcode><faultstring>Broken XML</faultstring></s:Fault>'),
      ]) {
        expect(await outcome('amend-problem', 500, body)).toMatchObject({
          kind: 'failed',
          why: expect.stringContaining('Broken XML'),
        });
      }
      expect(await outcome('amend-problem', 502, '<html><p>Bad gateway<br></html>', 'text/html')).toMatchObject({
        kind: 'unknown',
      });
      expect(await outcome('amend-problem', 500, 'upstream timed out', 'text/plain')).toMatchObject({
        kind: 'unknown',
      });
    },
  ],
  [
    13,
    'messages come with and without an envelope, and leave with one',
    () => {
      expect(reading(inEnvelope(sample('resolved'))).report).toEqual(reading(sample('resolved')).report);
      expect(readXml(Buffer.from(sent('amend-problem'))).name).toBe('Envelope');
    },
  ],
  [
    14,
    'no default namespace leaks from the envelope into the message',
    () => {
      expect(sent('report-problem')).not.toMatch(/xmlns="/);
      expect(messageIn(sent('report-problem')).namespace).toBe('');
    },
  ],
  [
    15,
    'the media type is text/xml by SOAP and application/xml by the pages: a setting',
    async () => {
      const types: (string | undefined)[] = [];
      for (const settings of [{}, { contentType: 'application/xml' }]) {
        const { supplier, asked } = cityfibreBench(settings, [response(200, '')]);
        await supplier.requestUpdate(asking);
        types.push(asked[0]?.headers['content-type']);
      }
      expect(types).toEqual(['text/xml; charset=utf-8', 'application/xml']);
      for (const contentType of ['application/xml', 'text/xml; charset=UTF-8']) {
        const opened = translatorWith().open({ body: Buffer.from(sample('accepted')), contentType });
        expect(opened.unreadable).toBeUndefined();
      }
    },
  ],
  [
    16,
    'the published schema imports another from the network: ours does not',
    () => {
      const schema = join(import.meta.dirname, '../../../src/suppliers/cityfibre/contract/fault-report.xsd');
      expect(readFileSync(schema, 'utf8')).not.toMatch(/xs:(import|include)/);
    },
  ],
  [
    17,
    'contacts may repeat themselves and be empty',
    () => {
      const contact = '<endUserContactDetails><phone>1</phone><phone>2</phone><email/></endUserContactDetails>';
      for (const text of [inside(contact), inside('<endUserContactDetails/>')]) {
        expect(drift(text).filter((note) => note.includes('Contact'))).toEqual([]);
        expect(reading(text).report.observedEffects).toEqual(
          text.includes('phone')
            ? [{ name: 'endUserContactDetails', value: '|1|' }]
            : [{ name: 'endUserContactDetails', value: '||' }],
        );
      }
    },
  ],
];

const VALUES: Survival[] = [
  [
    18,
    'states are spelt in several ways, and unknown ones are kept',
    () => {
      const state = (status: string): string => reading(withStatus(status)).report.state;
      expect(['Pending', 'Re-Opened', 'In Progress', 'on_hold', 'opened', 'CANCELLED'].map(state)).toEqual([
        'pending',
        're-opened',
        'in-progress',
        'on-hold',
        'open',
        'cancelled',
      ]);
      expect(reported(withStatus('frozen'))).toMatchObject({
        reasonCode: 'ADDITIONAL',
        supplierCodes: ['frozen'],
        problem: { status: 'IN_PROGRESS' },
      });
    },
  ],
  [
    19,
    'authors are written with and without capitals',
    () => {
      const by = (author: string): unknown =>
        reading(
          inside(`<updates><update><description>Seen</description><updatedBy>${author}</updatedBy></update></updates>`),
        ).report.updates[0]?.by;
      expect(['Buyer', 'buyer', 'Seller', 'seller'].map(by)).toEqual(['buyer', 'buyer', 'seller', 'seller']);
    },
  ],
  [
    20,
    '"Confirmed or Failed" is neither',
    () => {
      expect(reported(sample('appointment-confirmation'))).toMatchObject({
        problem: { status: 'IN_PROGRESS' },
        supplierCodes: ['Confirmed or Failed'],
      });
      expect(reading(sample('appointment-confirmation')).report.appointments[0]?.event).toBe('unrecognised');
    },
  ],
  [
    21,
    'fault types outside the list are taken, and only the three are sent',
    () => {
      expect(reported(withStatus('in-progress', '<type>Customer Reported Problem</type>'))).toMatchObject({
        reasonCode: 'UPDATE',
      });
      const types = ['OUTAGE', 'PERFORMANCE', 'STABILITY', 'SYNCHRONISATION', 'CUSTOMER', 'CPE'].map((problemType) =>
        valueOf(sent('report-problem', { problemType }), 'faultDetails/type'),
      );
      expect(new Set(types)).toEqual(new Set(['Service Outage', 'Performance Issue', 'Impaired Service']));
    },
  ],
  [
    22,
    'an appointment with a type that must not have one is for CityFibre to refuse, and is read where it is reported',
    async () => {
      const body = answer(
        'receivedFaultReport',
        '<buyerFaultReference>R</buyerFaultReference><status>rejected</status><responseCode>403</responseCode><errorMessage>No appointment for this type</errorMessage>',
      );
      expect(await outcome('report-problem', 403, body)).toMatchObject({
        kind: 'rejected',
        reasons: ['No appointment for this type'],
      });
      expect(reading(sample('in-progress')).report.appointments).toHaveLength(1);
    },
  ],
  [
    23,
    'truth has three codings',
    () => {
      const event = (cancelled: string): unknown =>
        reading(appointment(`<appointmentCancelled>${cancelled}</appointmentCancelled>`)).report.appointments[0]?.event;
      expect(['true', 'Y', 'Yes', '1'].map(event)).toEqual(Array(4).fill('cancelled'));
      expect(['false', 'N', 'no', '0'].map(event)).toEqual(Array(4).fill('noted'));
      expect(event('by phone')).toBe('unrecognised');
      const missed = reported(
        sample('appointment-missed').replace('<sellerMissedAppointment>N', '<sellerMissedAppointment>Y'),
      );
      expect(missed).toMatchObject({ problemCode: 'UNABLE_TO_ATTEND' });
    },
  ],
  [
    24,
    'times have any fraction and offset, ours at most 25 characters',
    () => {
      for (const time of ['2026-03-03T10:00:00.0001Z', '2026-03-03T11:00:00.123456+01:00', '2026-03-03T10:00:00Z']) {
        expect(reading(inside(`<sentAt>${time}</sentAt>`)).report.sentAt?.slice(0, 19)).toBe('2026-03-03T10:00:00');
      }
      expect(valueOf(sent('report-problem'), 'sentAt')?.length).toBeLessThanOrEqual(25);
    },
  ],
  [
    25,
    'the tables limit what we send, and nothing limits what we take',
    () => {
      for (const operation of Object.keys(WHOLE_COMMANDS) as Operation[]) expect(tooLong(sent(operation))).toEqual([]);
      const reference = 'T'.repeat(100);
      expect(
        reading(inside(`<maintainerFaultReference>${reference}</maintainerFaultReference>`)).report.supplierReference,
      ).toBe(reference);
    },
  ],
  [
    26,
    'the reason of a rejection has 36 characters: the whole of it is a comment',
    () => {
      const { messages } = resolution(LONG);
      expect(valueOf(messages[1] ?? '', 'rejectedReason')?.length).toBeLessThanOrEqual(36);
      expect(valueOf(messages[0] ?? '', 'comment/value')).toBe(LONG);
    },
  ],
  [
    27,
    'text of several lines is not blank',
    () => {
      expect(faultsOf(sent('report-problem', { hazards: 'One\n\n  Two' }))).toEqual([]);
      expect(drift(sample('resolved')).filter((note) => note.startsWith('bad-value'))).toEqual([]);
      expect(
        drift(withStatus('resolved', '<faultLocation>\n  1 Quay Row\n  Harbourside\n</faultLocation>')),
      ).not.toContain('bad-value faultDetails/faultLocation');
    },
  ],
  [
    28,
    'a blank serviceAffected is no reason to refuse',
    () => {
      const text = sample('resolved').replace(/<serviceAffected>.*<\/serviceAffected>/, '<serviceAffected/>');
      expect(reported(text)).toMatchObject({ problem: { status: 'RESOLVED' } });
      expect(drift(text)).toContain('bad-value serviceAffected');
      expect(valueOf(sent('report-problem'), 'serviceAffected')).toBe('SRV40501');
      expect(sent('amend-problem')).not.toContain('serviceAffected');
    },
  ],
  [
    29,
    'addressKey stands in two namespaces, by the message',
    () => {
      const query = wrap(writeQuery(call, { ...WHOLE_APPOINTMENTS['list-appointments'], classifications: undefined }));
      const reserve = wrap(writeReservation(call, WHOLE_APPOINTMENTS['reserve-appointment']));
      expect(valueOf(query, 'addressKey')).toBe('200004033694');
      expect(valueOf(reserve, 'cfh:addressKey')).toBe('200004033694');
    },
  ],
  [
    30,
    'a comment with blanks around it is reported without',
    () => {
      expect(
        notesOf(inside('<comment><value>  Please wait. </value><commentedBy>seller</commentedBy></comment>')),
      ).toEqual(['Please wait.']);
    },
  ],
];

const REQUIRED: Survival[] = [
  [
    31,
    'a report holds all seven members the schema wants, given or not',
    () => {
      const least = sent('report-problem', { ...nothing, problemText: 'Nothing works.' });
      expect(faultsOf(least)).toEqual([]);
      expect(elementsOf(messageIn(least)).filter((element) => /=\s*$/.test(element))).toEqual([]);
    },
  ],
  [
    32,
    'notifications leave out the triage members their schema requires',
    () => {
      for (const name of NOTIFICATIONS) {
        expect(drift(sample(name))).toEqual(
          expect.arrayContaining([
            'missing-element faultDetails/triageComplete',
            'missing-element faultDetails/triageFindings',
          ]),
        );
        expect(reading(sample(name)).report.state).not.toBe('unrecognised');
      }
    },
  ],
  [
    33,
    'what the tables require of notifications may be left out',
    () => {
      expect(reported(withStatus('in-progress'))).toMatchObject({
        reasonCode: 'UPDATE',
        problem: { status: 'IN_PROGRESS' },
      });
    },
  ],
  [
    34,
    'sentAt is required here and forgotten there: read without, sent always',
    () => {
      expect(reading(sample('on-hold')).report.sentAt).toBeUndefined();
      expect(reported(sample('on-hold'))).toMatchObject({ reasonCode: 'INFORMATION_REQUIRED' });
      for (const operation of Object.keys(WHOLE_COMMANDS) as Operation[])
        expect(valueOf(sent(operation), 'sentAt')).toBe(NOW.toISOString());
    },
  ],
  [
    35,
    'updates are there where no table has them, and missing where one requires them',
    () => {
      expect(reported(sample('rejected'))?.supplierNotes.length).toBeGreaterThan(0);
      const silent = sample('on-hold').replace(/<updates>.*<\/updates>/s, '');
      expect(reported(silent)).toMatchObject({ reasonCode: 'INFORMATION_REQUIRED', text: expect.stringMatching(/\S/) });
    },
  ],
  [
    36,
    'only the missed appointment holds missedAppointment, whatever the tables say',
    () => {
      const others = NOTIFICATIONS.filter((name) => name !== 'appointment-missed');
      for (const name of others)
        expect(reading(sample(name)).report.appointments.some(({ event }) => event === 'missed')).toBe(false);
      expect(reported(sample('appointment-missed'))).toMatchObject({ reasonCode: 'REAPPOINT' });
    },
  ],
  [
    37,
    'a missed appointment comes without updates, a closure in one of several shapes',
    () => {
      expect(reading(sample('appointment-missed')).report.updates).toEqual([]);
      for (const text of [sample('closed'), withStatus('closed')])
        expect(reported(text)).toMatchObject({ reasonCode: 'COMPLETED' });
    },
  ],
  [
    38,
    'a verdict is always said, and a rejection always has a reason',
    () => {
      expect(valueOf(sent('answer-resolution', { tenantNotes: undefined }), 'resolveAccepted')).toBe('false');
      expect(valueOf(sent('answer-resolution', { tenantNotes: undefined }), 'rejectedReason')).toMatch(/\S/);
      expect(valueOf(sent('answer-resolution', {}, 2), 'resolveAccepted')).toBe('true');
    },
  ],
  [
    39,
    "the question for a report needs CityFibre's reference: only problems that have one are asked about",
    () => {
      expect(faultsOf(bare(writeRequestUpdate(asking, 'SPDEV1')))).toEqual([]);
      expect(RECONCILE_ALL_OPEN.text).toContain('supplier_reference is not null');
    },
  ],
  [
    40,
    'an amendment may hold a state: none is sent',
    () => {
      expect(sent('amend-problem')).not.toMatch(/<status/);
    },
  ],
];

const MEANING: Survival[] = [
  [
    41,
    "maintainerFaultReference is CityFibre's reference, and not sent with a report",
    () => {
      expect(sent('report-problem')).not.toContain('maintainerFaultReference');
      expect(reading(sample('accepted')).news.problem.supplierServiceProblemReference).toBe('TIC-040112');
      expect(valueOf(sent('amend-problem'), 'maintainerFaultReference')).toBe('TIC-000111');
    },
  ],
  [
    42,
    'a printed placeholder and a blank are no reference',
    () => {
      const known = problemBefore({ supplierServiceProblemReference: 'TIC-1' });
      for (const name of ['in-progress', 'rejected'] as const) {
        expect(reading(sample(name)).report.supplierReference).toBeUndefined();
        expect(reading(sample(name), { problem: known }).news.problem.supplierServiceProblemReference).toBe('TIC-1');
      }
      const arrival = {
        body: Buffer.from(inside().replace('NORTHWIND-40112', '(Not in report; only after creation)')),
        contentType: undefined,
      };
      expect(translatorWith().open(arrival).ourReference).toBeUndefined();
    },
  ],
  [
    43,
    'messageId is echoed exactly, and an answer is known by its connection',
    async () => {
      expect(valueOf(reading(sample('accepted').replace('CF-00003', ' CF 3 ')).acknowledgement, 'messageId')).toBe(
        ' CF 3 ',
      );
      const other = amended('<status>accepted</status><responseCode>200</responseCode>');
      expect(await outcome('amend-problem', 200, other)).toMatchObject({ kind: 'done' });
    },
  ],
  [
    44,
    'one messageId stands for several notifications: none is taken for a repeat',
    () => {
      const first = reading(sample('in-progress'));
      const second = reading(sample('on-hold'), { problem: first.news.problem, reported: first.news.reported });
      expect(first.report.messageId).toBe(second.report.messageId);
      expect(second.news.kci).toMatchObject({ reasonCode: 'INFORMATION_REQUIRED' });
      expect(STORE_NOTIFICATIONS.text).toMatch(/on conflict \(supplier, digest\)/);
    },
  ],
  [
    45,
    'answers name other references and buyers than the request',
    async () => {
      const body = amended('<status>accepted</status><responseCode>200</responseCode>').replace('SPDEV1', 'TEST');
      expect(await outcome('amend-problem', 200, body)).toMatchObject({ kind: 'done' });
    },
  ],
  [
    46,
    'an update that says closed does not close: the state does',
    () => {
      expect(sample('resolved')).toContain('Closed - buyer accepted resolution.');
      expect(reported(sample('resolved'))).toMatchObject({ problem: { status: 'RESOLVED' } });
    },
  ],
  [
    47,
    'an appointment that is Confirmed and cancelled is cancelled; one that nobody missed is missed',
    () => {
      const both =
        '<appointmentConfirmationStatus>Confirmed</appointmentConfirmationStatus><appointmentCancelled>true</appointmentCancelled>';
      expect(reported(appointment(both))).toMatchObject({
        reasonCode: 'REAPPOINT',
        problemCode: 'OTHER',
        problem: { status: 'PENDING' },
      });
      expect(reported(sample('appointment-missed'))).toMatchObject({ reasonCode: 'REAPPOINT', problemCode: 'OTHER' });
    },
  ],
  [
    48,
    'the code in the body and the HTTP status are two things, and any refusal wins',
    async () => {
      const refused = amended(
        '<status>accepted</status><responseCode>400</responseCode><errorMessage>No</errorMessage>',
      );
      expect(await outcome('amend-problem', 200, refused)).toMatchObject({ kind: 'rejected', reasons: ['No'] });
      expect(
        await outcome('amend-problem', 400, amended('<status>accepted</status><responseCode>200</responseCode>')),
      ).toMatchObject({ kind: 'rejected' });
      expect(valueOf(reading(sample('rejected')).acknowledgement, 'responseCode')).toBe('200');
    },
  ],
  [
    49,
    '403 with an answer refuses a report; without one, and elsewhere, it is about our access, as 401 is',
    async () => {
      const refusal = answer('receivedFaultReport', '<status>rejected</status><responseCode>403</responseCode>');
      expect(await outcome('report-problem', 403, refusal)).toMatchObject({ kind: 'rejected' });
      expect(await outcome('report-problem', 403, '')).toMatchObject({ kind: 'queued', credentials: true });
      expect(await outcome('amend-problem', 403, '')).toMatchObject({ kind: 'queued', credentials: true });
      expect(await outcome('report-problem', 401, '')).toMatchObject({ kind: 'queued', credentials: true });
    },
  ],
  [
    50,
    '500 means that our XML is broken: it is not repeated blindly',
    async () => {
      expect(
        await outcome('report-problem', 500, '<fault><faultmessage>Broken XML</faultmessage></fault>'),
      ).toMatchObject({ kind: 'failed' });
      expect(await outcome('report-problem', 500, '')).toMatchObject({ kind: 'unknown' });
    },
  ],
  [
    51,
    'a rejection after the closure by silence is refused and told so',
    async () => {
      const late = answer(
        'receivedResolvedResponse',
        '<responseCode>400</responseCode><errorMessage>Already closed</errorMessage>',
      );
      expect(await outcome('answer-resolution', 400, late)).toMatchObject({
        kind: 'rejected',
        reasons: ['Already closed'],
      });
      const silent = reading(sample('resolved'));
      expect(
        reported(sample('closed'), { problem: silent.news.problem, reported: silent.news.reported }),
      ).toMatchObject({
        reasonCode: 'COMPLETED',
      });
    },
  ],
  [
    52,
    'an outage without an appointment is refused, not left waiting',
    async () => {
      const body = answer(
        'receivedFaultReport',
        '<buyerFaultReference>R</buyerFaultReference><status>rejected</status><responseCode>400</responseCode><errorMessage>A reservation key is missing</errorMessage>',
      );
      expect(await outcome('report-problem', 400, body)).toMatchObject({
        kind: 'rejected',
        reasons: ['A reservation key is missing'],
      });
      expect(
        sent('report-problem', { appointmentReservationId: undefined, appointmentReservationReference: undefined }),
      ).not.toContain('<appointment>');
    },
  ],
  [
    54,
    'versions differ by page: 1.0 is sent, any is taken',
    () => {
      expect(API_VERSION).toBe('1.0');
      for (const version of ['1.1', 'v1', ''])
        expect(reported(sample('resolved').replace('<apiVersion>1.0', `<apiVersion>${version}`))).toMatchObject({
          reasonCode: 'UPDATE',
        });
    },
  ],
  [
    55,
    'a late repair is in the schema only, and is told',
    () => {
      const late =
        '<lateRepairNotification><totalDelayInDays>3</totalDelayInDays><sellerDelayDays>2</sellerDelayDays></lateRepairNotification>';
      expect(reported(inside(late))).toMatchObject({ reasonCode: 'ADDITIONAL', problem: { status: 'IN_PROGRESS' } });
      expect(notesOf(inside(late))).toEqual(['Late repair: 3 days in total, 2 days by the supplier.']);
    },
  ],
  [
    56,
    'a report may hold what only notifications mean: it is never sent',
    () => {
      expect(sent('report-problem')).not.toMatch(/missedAppointment|lateRepairNotification/);
    },
  ],
  [
    57,
    'the two parties have many names',
    () => {
      const by = (author: string): unknown =>
        reading(inside(`<comment><value>Seen</value><commentedBy>${author}</commentedBy></comment>`)).report.comment
          ?.by;
      expect(['Buyer', 'Reporter', 'ISP'].map(by)).toEqual(Array(3).fill('buyer'));
      expect(['seller', 'Supplier', 'maintainer', 'CityFibre'].map(by)).toEqual(Array(4).fill('seller'));
      expect(by('somebody')).toBeUndefined();
    },
  ],
];

/** What no message can show, and why. */
const NOT_ON_THE_WIRE: Record<number, string> = {
  53: 'Names of pages and of an API in prose: every message has the one root that contradiction 3 tests.',
};

const nothing = Object.fromEntries(
  [
    'characteristics',
    'primaryContact',
    'secondaryContact',
    'appointmentReservationId',
    'appointmentReservationReference',
    'hazards',
    'onSiteRestrictions',
    'notes',
    'address',
    'serviceTestReference',
    'serviceTestId',
    'parentServiceProblemId',
  ].map((name) => [name, undefined]),
);

function resolution(tenantNotes: string): { messages: string[] } {
  const [situation] = WHOLE_COMMANDS['answer-resolution'];
  const command = {
    operation: 'answer-resolution',
    request: { status: 'REJECTED', tenantNotes },
  } as unknown as Command;
  const message = translatorWith().write(questionOf(command, situation ?? {}));
  if ('reasons' in message) throw new Error(message.reasons.join(' '));
  return { messages: [message.before?.body ?? '', message.body] };
}

const ALL = [...SHAPE, ...VALUES, ...REQUIRED, ...MEANING];

describe.each([
  ['message shape', SHAPE],
  ['values and limits', VALUES],
  ['required or not', REQUIRED],
  ['meaning', MEANING],
])('%s', (_part, contradictions) => {
  it.each(contradictions)('contradiction %i: %s', async (_number, _contradiction, survives) => {
    await survives();
  });
});

it('every contradiction has its test, or a reason why none can show it', () => {
  const numbers = [...ALL.map(([number]) => number), ...Object.keys(NOT_ON_THE_WIRE).map(Number)];
  expect(numbers.sort((one, other) => one - other)).toEqual(Array.from({ length: 57 }, (_, at) => at + 1));
});
