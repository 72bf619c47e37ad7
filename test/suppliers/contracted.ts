// What the contract test needs of each supplier: its bench, commands that say everything they can, and its words for what a
// peer can answer. A supplier is added here.

import { AxiosError } from 'axios';
import type { Command, Operation } from '../../src/domain/request.js';
import type { SupplierMappings } from '../../src/protocol/mapping-table.js';
import type { AppointmentCall, SupplierRequest, Supplier } from '../../src/domain/supplier/port.js';
import type { Exchange } from '../../src/runtime/exchange-log.js';
import { ABILLITY_MAPPINGS } from '../../src/suppliers/abillity/mappings/abillity.mappings.js';
import { CITYFIBRE_MAPPINGS } from '../../src/suppliers/cityfibre/mappings/cityfibre.mappings.js';
import { abillityBench, characteristics, LINE, PASSED, question } from './abillity/bench.js';
import { received } from '../scenarios/scripted-supplier.js';
import { cityfibreBench } from './cityfibre/bench.js';
import { NOW, questionOf, TENANT } from './cityfibre/translation.js';
import { WHOLE_APPOINTMENTS, WHOLE_COMMANDS } from './cityfibre/whole-commands.js';

/** What the peer does with one call. */
export type Peer = { status: number; body: string; type: string } | 'not-sent' | 'maybe-sent';

export interface OnTheBench {
  supplier: Supplier;
  exchanges: Exchange[];
}

export interface Contracted {
  open: (peers: Peer[], settings?: object) => OnTheBench;
  mappings: SupplierMappings;
  /** A question for each command it offers, every member given. */
  questions: Partial<Record<Operation, SupplierRequest>>;
  /** A request for each other operation it offers, every member given. */
  wholeRequests: Partial<Record<Operation, object>>;
  /** The bodies of its answers to a report. */
  answers: { type: string; yes: string; no: { status: number; body: string; reason: string } };
  /** Settings under which a session is opened first, and what its peer answers then. */
  session?: { settings: object; login: Peer };
  /** What must stand in no redacted entry of the journal. */
  secrets: string[];
}

export const CALL: AppointmentCall = { tenant: TENANT, messageId: 'm', conversationId: 'c', now: NOW };

const CHARACTERISTICS = {
  ...{ SQC: 'ESF', SYMPTOM_ID: '9', CATEGORY_ID: '1', TRC_CHARGEBAND: '2', AFFECTED_LINES: '2', DOWN_TIME: '2 h' },
  ...{ ACCESS_AVAILABILITY: '8 h', ACCESS_FROM: '2026-03-04T09:00', ACCESS_TO: '2026-03-04T17:00', FEATURE: 'F1' },
  ...{ PIN: '4711', INTERMITTENT: 'true', CARE_LEVEL: 'C2', OPENREACH_REFERENCE: 'OR1', NO_TEST_REASON: 'R1' },
  ...{ TEMP_CALL_ROUTE: 'DIVERT', DIVERT_TO_NUMBER: '01632960333', SUSPEND_CPS: 'true', '24HR_ACCESS': 'false' },
  ...{ APPOINTMENT_DATE: '2026-06-02', APPOINTMENT_SLOT: '08:00-13:00', END_USER_CPE: 'Invented Box 3' },
  SAMPLE_CALL: '01632960101, 01632960202, 2026-03-02T18:05:00Z',
};

const abillityReport = question(
  {
    ...WHOLE_COMMANDS['report-problem'].at(-1)?.request,
    ...{ serviceId: '01632960123', serviceSpecification: { id: 'wlr3', name: 'WLR3' } },
    characteristics: characteristics(CHARACTERISTICS),
  },
  {
    stepResults: {
      line: { ...LINE, lineType: 'ISDN30e', features: [{ id: 'F1', hasPin: true }] },
      test: PASSED,
    },
  },
);

const cityfibreQuestions = Object.fromEntries(
  Object.entries(WHOLE_COMMANDS).map(([operation, [first]]) => [
    operation,
    questionOf({ operation, request: first?.request } as unknown as Command, first ?? {}),
  ]),
);

export const CONTRACTED: Record<string, Contracted> = {
  abillity: {
    open: (peers, settings = {}) => abillityBench(settings, peers),
    mappings: ABILLITY_MAPPINGS,
    questions: { 'report-problem': abillityReport },
    wholeRequests: {
      'reserve-appointment': {
        ...WHOLE_APPOINTMENTS['reserve-appointment'],
        address: { id: '01632960123', type: 'CLI' },
      },
      'test-service': {
        ...{ id: 777, serviceId: '01632960123', serviceSpecification: { id: 'wlr3', name: 'WLR3' } },
        problemType: 'OUTAGE',
      },
    },
    answers: {
      type: 'application/json',
      yes: JSON.stringify({ IncidentID: 7000001, Message: 'Fault reported.' }),
      no: { status: 400, body: JSON.stringify({ Message: 'Not today.' }), reason: 'Not today.' },
    },
    session: {
      settings: { authentication: 'token' },
      login: { status: 200, type: 'application/json', body: JSON.stringify({ Token: 'token-of-the-session' }) },
    },
    secrets: ['pass-word', 'token-of-the-session', '4711', '01632960333', 'Ada', 'ada@home.example'],
  },
  cityfibre: {
    open: (peers, settings = {}) =>
      cityfibreBench(
        { ...settings },
        peers.map((peer) => (typeof peer === 'string' ? broken(peer) : answer(peer))),
      ),
    mappings: CITYFIBRE_MAPPINGS,
    questions: cityfibreQuestions,
    wholeRequests: WHOLE_APPOINTMENTS,
    answers: {
      type: 'text/xml',
      yes: received('receivedFaultReport', 'pending', 201),
      no: {
        status: 400,
        body: received('receivedFaultReport', 'rejected', 400, 'Not today.'),
        reason: 'Not today.',
      },
    },
    secrets: ['PRIVATE KEY', 'Ada', 'ada@home.example', '01632 960301'],
  },
};

function broken(how: 'not-sent' | 'maybe-sent'): Error {
  return new AxiosError(how, how === 'not-sent' ? 'ERR_NOT_SENT' : 'ERR_MAYBE_SENT');
}

function answer({ status, body, type }: Exclude<Peer, string>) {
  return { status, headers: { 'content-type': type }, body: Buffer.from(body) };
}
