// A buyer for the tests of the CityFibre simulator: what it sends, and the listener where it takes notifications.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import type { KeyedCertificate, Pki } from '../../src/simulators/certificates.js';
import { startCityfibreSimulator } from '../../src/simulators/cityfibre/cityfibre-simulator.js';
import type { CityfibreSimulator } from '../../src/simulators/cityfibre/cityfibre-simulator.js';
import type { CityfibreSimulatorOptions } from '../../src/simulators/cityfibre/options.js';

export const schemaPath = fileURLToPath(
  new URL('../../src/suppliers/cityfibre/contract/fault-report.xsd', import.meta.url),
);
export const soap = 'http://schemas.xmlsoap.org/soap/envelope/';

export interface Reply {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

export interface Callback {
  path: string;
  xml: string;
  subject: string;
}

type Acknowledge = (xml: string) => { status: number; body: string };

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const part = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1];

export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 5000; !holds(); await sleep(5)) if (Date.now() > end) throw new Error('waited in vain');
}

/** What the schema has against a bare message; blank where nothing. */
export function faults(xml: string): string {
  const schema = XmlDocument.fromBuffer(readFileSync(schemaPath));
  const validator = XsdValidator.fromDoc(schema);
  const document = XmlDocument.fromString(xml);
  try {
    validator.validate(document);
    return '';
  } catch (error) {
    if (error instanceof XmlValidateError) return error.message;
    throw error;
  } finally {
    for (const one of [document, validator, schema]) one.dispose();
  }
}

export const envelope = (message: string): string =>
  `<e:Envelope xmlns:e="${soap}"><e:Body>${message}</e:Body></e:Envelope>`;

/** The acknowledgement of a buyer that took the notification. */
export function honest(xml: string): { status: number; body: string } {
  const body = `<receivedNotifyFaultReportUpdate><apiVersion>1.0</apiVersion>
    <buyerIdentifier>${part(xml, 'buyerIdentifier')}</buyerIdentifier><sentAt>2026-03-01T09:00:00Z</sentAt>
    <messageId>${part(xml, 'messageId')}</messageId><responseCode>200</responseCode></receivedNotifyFaultReportUpdate>`;
  return { status: 200, body: envelope(body) };
}

const head = (reference: string, messageId: string): string => `<apiVersion>1.0</apiVersion>
  <buyerIdentifier>BUYER1</buyerIdentifier><sentAt>2026-03-01T08:30:00Z</sentAt><messageId>${messageId}</messageId>
  <buyerFaultReference>${reference}</buyerFaultReference>`;

export function add(
  reference: string,
  { type = 'Impaired Service', service = 'S40117', key = '', extra = '' } = {},
): string {
  const appointment = `<appointment><appointmentReservationKey>${key}</appointmentReservationKey>
    <appointmentDate>2026-03-04</appointmentDate><appointmentStartTime>08:00</appointmentStartTime>
    <appointmentEndTime>13:00</appointmentEndTime></appointment>`;
  return envelope(`<addFaultReport>${head(reference, `add-${reference}`)}
    <reporterContactDetails><name>Desk Two</name><phone>02079460011</phone></reporterContactDetails>
    <endUserContactDetails><name>Ada Quill</name><phone>01632960022</phone></endUserContactDetails>
    <serviceAffected>${service}</serviceAffected>
    <faultDetails><description>Slow &amp; unsteady</description><type>${type}</type>
      <faultStartTime>2026-03-01T07:00:00Z</faultStartTime><faultLocation>3 Quay Row</faultLocation>
      <siteAccessDetails>Ring the bell</siteAccessDetails>
      <siteAccessContactDetails><name>Ada Quill</name></siteAccessContactDetails>
      <triageComplete>false</triageComplete><triageFindings>None yet</triageFindings></faultDetails>
    ${key === '' ? '' : appointment}${extra}</addFaultReport>`);
}

export const amend = (reference: string, inside = '<priorityLevel>2</priorityLevel>'): string =>
  envelope(`<amendFaultReport>${head(reference, `amend-${reference}`)}${inside}</amendFaultReport>`);
export const resolve = (reference: string, inside: string): string =>
  envelope(`<resolveResponse>${head(reference, `resolve-${reference}`)}${inside}</resolveResponse>`);
export const askUpdate = (reference: string, theirs: string): string =>
  envelope(`<requestFaultReportUpdate>${head(reference, `update-${reference}`)}
    <maintainerFaultReference>${theirs}</maintainerFaultReference></requestFaultReportUpdate>`);

let counter = 0;
export const fresh = (): string => `NORTHWIND-${(counter += 1)}`;

export class Buyer {
  callbacks: Callback[] = [];
  connections = 0;
  acknowledge: Acknowledge = honest;
  private readonly listener: Server;
  private readonly client: Agent;

  private constructor(private readonly pki: Pki) {
    const tls = { key: pki.gatewayServer.key, cert: pki.gatewayServer.cert, ca: pki.notificationCa.cert };
    this.client = this.agentFor(this.certificate);
    this.listener = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (incoming, response) => {
      let xml = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => (xml += chunk));
      incoming.on('end', () => {
        const subject = (incoming.socket as TLSSocket).getPeerCertificate().subjectaltname ?? '';
        this.callbacks.push({ path: incoming.url ?? '', xml, subject });
        const { status, body } = this.acknowledge(xml);
        response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
      });
    });
    this.listener.on('connection', () => (this.connections += 1));
  }

  static async open(pki: Pki): Promise<Buyer> {
    const buyer = new Buyer(pki);
    buyer.listener.listen(0, '127.0.0.1');
    await once(buyer.listener, 'listening');
    return buyer;
  }

  get certificate(): KeyedCertificate {
    const mine = this.pki.tenants['TENANT1'];
    if (mine === undefined) throw new Error('no certificate for TENANT1');
    return mine;
  }

  get callbackUrl(): string {
    return `https://127.0.0.1:${(this.listener.address() as AddressInfo).port}/cityfibre`;
  }

  agentFor(one: KeyedCertificate): Agent {
    return new Agent({ key: one.key, cert: one.cert, ca: this.pki.supplierCa.cert });
  }

  /** A simulator for this buyer, BUYER1, and for another, BUYER2, whose certificate nobody has. */
  start(options: Partial<CityfibreSimulatorOptions> = {}): Promise<CityfibreSimulator> {
    const { callbackUrl, pki } = this;
    return startCityfibreSimulator({
      ...{ port: 0, controlPort: 0, schemaPath },
      tls: { ...pki.supplierServer, clientCa: pki.supplierCa.cert },
      buyers: {
        BUYER1: { callbackUrl, allowedFingerprint256: this.certificate.fingerprint256 },
        BUYER2: { callbackUrl, allowedFingerprint256: 'AA' },
      },
      notify: { ...pki.notifyClient, ca: pki.gatewayCa.cert },
      timing: { retryFirstMs: 20, retryMaxMs: 80 },
      ...options,
    });
  }

  post(url: string, xml: string, agent = this.client, type = 'text/xml'): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': type, soapaction: '""', 'content-length': Buffer.byteLength(xml) };
      const call = request(url, { method: 'POST', agent, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      });
      call.on('error', reject);
      call.end(xml);
    });
  }

  /** Ready for the next test. */
  forget(): void {
    this.callbacks = [];
    this.acknowledge = honest;
  }

  close(): void {
    this.client.destroy();
    this.listener.closeAllConnections();
    this.listener.close();
  }
}
