// aBILLity's adapter on a bench: real translation, client and transport, over an HTTP peer that says what a test wants.

import { HttpService } from '@nestjs/axios';
import axios, { AxiosError, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import type { ReportProblem } from '../../../src/domain/request.js';
import { reportedProblem } from '../../../src/domain/problem.js';
import type { SupplierRequest } from '../../../src/domain/supplier/port.js';
import { type Exchange, ExchangeLog } from '../../../src/runtime/exchange-log.js';
import { type GatewaySettings, Settings } from '../../../src/runtime/settings/settings.js';
import { compiler } from '../../../src/runtime/settings/settings.compiler.js';
import { Transport, TRANSPORT_OPTIONS } from '../../../src/protocol/http/transport.js';
import { AbillityAdapter } from '../../../src/suppliers/abillity/abillity.adapter.js';
import { AbillityClient } from '../../../src/suppliers/abillity/abillity.client.js';
import { ABILLITY_SECTION } from '../../../src/suppliers/abillity/abillity.schema.js';
import { type AbillitySettings, AbillityTenants } from '../../../src/suppliers/abillity/abillity.settings.js';
import { IncidentNotes } from '../../../src/suppliers/abillity/notifications/incident-notes.js';
import type { LineDetails } from '../../../src/suppliers/abillity/requests/line-details.js';
import type { LineTest } from '../../../src/suppliers/abillity/requests/line-test.js';
import { LineCalls } from '../../../src/suppliers/abillity/requests/line-calls.js';
import { NO_SECTIONS } from '../../support/no-sections.js';

export const TENANT = 'NORTHWIND';
export const NOW = new Date('2026-03-03T10:15:30.000Z');

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** What the peer does with one call. */
export type Peer = { status: number; body?: unknown; type?: string } | 'not-sent' | 'maybe-sent';

export interface AbillityBench {
  supplier: AbillityAdapter;
  asked: Asked[];
  exchanges: Exchange[];
}

const ENDPOINT = 'https://abillity.test';

/** A section with its defaults, as the settings file gives it. */
export function sectionWith(changes: object = {}): AbillitySettings {
  const section = {
    ...{ endpoint: ENDPOINT, systemInformation: 'NORTHBRAND', username: 'desk', passwordFile: 'pass-word\n' },
    owner: { id: 1 },
    siteContactId: 3,
    types: [{ id: 8, symptoms: [9, 10], categories: [1] }],
    problems: {
      OUTAGE: { type: 8, symptom: 9, category: 1, sqc: 'NDT' },
      STABILITY: { type: 8, symptom: 10, sqc: 'NSY' },
    },
    ...changes,
  };
  const schema = structuredClone(ABILLITY_SECTION) as { properties: Record<string, object> };
  schema.properties['passwordFile'] = { type: 'string' };
  const validate = compiler('.', new Set()).compile(schema);
  if (!validate(section)) throw new Error(JSON.stringify(validate.errors));
  return section as unknown as AbillitySettings;
}

/** The peer's answers are given in turn; asking more often fails. */
export function abillityBench(changes: object, peers: Peer[]): AbillityBench {
  const asked: Asked[] = [];
  const left = [...peers];
  const adapter = async (config: InternalAxiosRequestConfig): Promise<object> => {
    const { url = '', method = '' } = config;
    const headers = Object.fromEntries(
      Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    const body = config.data === undefined ? '' : String(config.data);
    asked.push({ method: method.toUpperCase(), path: url.slice(ENDPOINT.length), headers, body });
    const next = left.shift();
    if (next === undefined) throw new Error('The bench was asked more often than it has answers.');
    if (next === 'not-sent') throw new AxiosError('no connection', 'ERR_NOT_SENT');
    if (next === 'maybe-sent') throw new AxiosError('no whole answer', 'ERR_MAYBE_SENT');
    const text = typeof next.body === 'string' ? next.body : JSON.stringify(next.body ?? null);
    const type = next.type ?? 'application/json';
    const answer = { headers: { 'content-type': type }, body: Buffer.from(text) };
    return { status: next.status, statusText: '', headers: new AxiosHeaders(), data: answer, config };
  };
  const http = axios.create({ ...TRANSPORT_OPTIONS, adapter: adapter as never });
  const current = { tenants: { [TENANT]: { supplier: 'abillity', abillity: sectionWith(changes) } } };
  const settings = new Settings('bench.yaml', NO_SECTIONS, {
    settings: current as unknown as GatewaySettings,
    files: new Map(),
    warnings: [],
  });
  const tenants = new AbillityTenants(settings);
  const log = new Exchanges();
  const client = new AbillityClient(new Transport(new HttpService(http)), tenants, log, settings);
  const calls = new LineCalls(client, tenants);
  const supplier = new AbillityAdapter(tenants, client, calls, new IncidentNotes(client, tenants));
  return { supplier, asked, exchanges: log.kept };
}

class Exchanges extends ExchangeLog {
  readonly kept: Exchange[] = [];

  protected override store(exchange: Exchange): void {
    this.kept.push(exchange);
  }
}

export const LINE: LineDetails = {
  ...{ lineType: 'PSTN', maintenanceLevel: 2, maintenanceText: '2' },
  ...{ sqcs: ['NDT', 'NSY', 'ESF', 'CSS'], features: [] },
};
export const PASSED: LineTest = { outcome: 1, faultLocation: undefined, diagnosis: undefined, message: undefined };
export const FAILED_AT_CUSTOMER: LineTest = { ...PASSED, outcome: 2, faultLocation: 'CA' };

export const characteristics = (values: Record<string, string>): ReportProblem['characteristics'] =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

export function question(changes: Partial<ReportProblem> = {}, more: Partial<SupplierRequest> = {}): SupplierRequest {
  const request: ReportProblem = {
    ...{ id: 12, problemType: 'OUTAGE', problemText: 'There is no dial tone.', serviceId: '01632960123' },
    serviceSpecification: { id: 'wlr3', name: undefined },
    ...{ address: undefined, serviceTestId: undefined, serviceTestReference: undefined },
    ...{ parentServiceProblemId: undefined, characteristics: undefined, primaryContact: undefined },
    ...{ secondaryContact: undefined, appointmentReservationId: undefined, appointmentReservationReference: undefined },
    ...{ hazards: undefined, onSiteRestrictions: undefined, notes: undefined },
    ...changes,
  };
  return {
    ...{ tenant: TENANT, command: { operation: 'report-problem', request }, reference: 'PRB_PINNED' },
    ...{
      messageId: '3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964',
      ourReference: `${TENANT}-12`,
      supplierReference: undefined,
    },
    ...{ problem: reportedProblem(TENANT, request), problemKnown: true, reservation: undefined },
    ...{ receivedAt: NOW, now: NOW, stepResults: { line: LINE, test: PASSED } },
    ...more,
  };
}
