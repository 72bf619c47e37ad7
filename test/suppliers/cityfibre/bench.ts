// CityFibre's adapter on a bench: real translation, client and transport, over an HTTP peer that says what a test wants.

import { HttpService } from '@nestjs/axios';
import axios, { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { type Exchange, ExchangeLog } from '../../../src/runtime/exchange-log.js';
import { type GatewaySettings, Settings } from '../../../src/runtime/settings/settings.js';
import { Transport, TRANSPORT_OPTIONS } from '../../../src/protocol/http/transport.js';
import { makeCertificates } from '../../../src/simulators/certificates.js';
import { CityfibreAdapter } from '../../../src/suppliers/cityfibre/cityfibre.adapter.js';
import { CityfibreClient } from '../../../src/suppliers/cityfibre/cityfibre.client.js';
import { CityfibreContract } from '../../../src/suppliers/cityfibre/cityfibre.contract.js';
import { CityfibreTenants } from '../../../src/suppliers/cityfibre/cityfibre.settings.js';
import type { Bench, HttpResponse } from '../../support/cases.js';
import { NO_SECTIONS } from '../../support/no-sections.js';

export interface Asked {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

export interface CityfibreBench extends Bench {
  supplier: CityfibreAdapter;
  asked: Asked[];
  /** What the journal would be given, as it crossed. */
  exchanges: Exchange[];
}

export const ENDPOINT = 'https://faults.cityfibre.test/cfsit/api2';
const { tenants: certificates, supplierCa } = await makeCertificates(['NORTHWIND']);
export const contract = new CityfibreContract();

class Exchanges extends ExchangeLog {
  readonly kept: Exchange[] = [];

  protected override store(exchange: Exchange): void {
    this.kept.push(exchange);
  }
}

/** `responses` are given in turn; asking more often fails. */
export function cityfibreBench(settings: Record<string, unknown>, responses: (HttpResponse | Error)[]): CityfibreBench {
  const asked: Asked[] = [];
  const sent: string[] = [];
  const left = [...responses];
  const adapter = async (config: InternalAxiosRequestConfig): Promise<object> => {
    const { url = '', method = '' } = config;
    const headers = Object.fromEntries(
      Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    asked.push({ url, method, headers, body: String(config.data) });
    sent.push(String(config.data));
    const next = left.shift();
    if (next === undefined) throw new Error('The bench was asked more often than it has answers.');
    if (next instanceof Error) throw next;
    const answer = { headers: next.headers, body: next.body };
    return { status: next.status, statusText: '', headers: new AxiosHeaders(), data: answer, config };
  };
  const http = axios.create({ ...TRANSPORT_OPTIONS, adapter: adapter as never });
  const all = settingsWith(settings);
  const tenants = new CityfibreTenants(all);
  const log = new Exchanges();
  const client = new CityfibreClient(new Transport(new HttpService(http)), tenants, log, all);
  return { supplier: new CityfibreAdapter(tenants, client, contract), asked, sent, exchanges: log.kept };
}

function settingsWith(section: Record<string, unknown>): Settings {
  const cityfibre = {
    endpoint: ENDPOINT,
    buyerIdentifier: 'NWIND1',
    cert: certificates['NORTHWIND']?.cert,
    key: certificates['NORTHWIND']?.key,
    ca: supplierCa.cert,
    reporter: { name: 'Northwind Fault Desk', phone: '01632 960100', email: 'faults@northwind.example' },
    contentType: 'text/xml; charset=utf-8',
    timeout: 60_000,
    connections: 8,
    amendmentConfirmedBy: 'answer',
    resolutionCode: 'NETWORK_ISSUE',
    ...section,
  };
  const current = { tenants: { NORTHWIND: { supplier: 'cityfibre', cityfibre } } } as unknown as GatewaySettings;
  return new Settings('bench.yaml', NO_SECTIONS, { settings: current, files: new Map(), warnings: [] });
}

/** What the schema has against a message, taken out of its envelope first. */
export function faultsOf(body: string): string[] {
  const document = XmlDocument.fromString(body);
  try {
    const message = document.get('/*[local-name()="Envelope"]/*[local-name()="Body"]/*');
    return contract.faults(message instanceof XmlElement ? message.toString() : body);
  } finally {
    document.dispose();
  }
}

/** Longest value of each member by CityFibre's field tables, where they are stricter than its schema. */
const TABLE_LIMITS: Record<string, number> = {
  apiVersion: 36,
  buyerIdentifier: 36,
  messageId: 36,
  buyerFaultReference: 36,
  maintainerFaultReference: 36,
  parentFaultReference: 36,
  appointmentReservationKey: 36,
  rejectedReason: 36,
  sentAt: 25,
  reportDateTime: 25,
  faultStartTime: 25,
  commentedTime: 25,
};

/** Members of a message that are longer than the tables allow. */
export function tooLong(body: string): string[] {
  const document = XmlDocument.fromString(body);
  try {
    return Object.entries(TABLE_LIMITS).flatMap(([name, limit]) =>
      document
        .find(`//*[local-name()="${name}"]`)
        .filter((node) => node.content.length > limit)
        .map((node) => `${name}: ${node.content}`),
    );
  } finally {
    document.dispose();
  }
}

/** Every text of a message, one after another. */
export function textsOf(body: string): string {
  const document = XmlDocument.fromString(body);
  try {
    return document.root.content;
  } finally {
    document.dispose();
  }
}
