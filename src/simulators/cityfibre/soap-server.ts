// The HTTPS listener buyers call: demands their certificate, reads SOAP, answers SOAP, and breaks as ordered.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { bareStatus, fault } from './answers.js';
import type { Answer } from './answers.js';
import type { Behaviours } from './behaviour.js';
import { againstTables } from './contract.js';
import type { Complaint, Contract } from './contract.js';
import type { Desk } from './desk.js';
import type { Journal } from './journal.js';
import { planFor } from './misbehave.js';
import type { Plan } from './misbehave.js';
import { operations, refuse } from './operations.js';
import type { CityfibreSimulatorOptions } from './options.js';
import { bodyOf, BrokenXml, textAt, toTree, withDocument } from './xml.js';
import type { Element } from './xml.js';

interface Arrival {
  operation: string;
  xml: string;
  buyer: string;
  reference: string;
  /** Undefined where it could not be read; `broken` then says why. */
  message?: Element;
  broken?: string;
  complaints: Complaint[];
  fingerprint: string;
}

const bodyLimit = 1024 * 1024;

export class SoapServer {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private fallen = new AbortController();
  private port: number;
  private readonly basePath: string;

  constructor(
    private readonly options: CityfibreSimulatorOptions,
    private readonly parts: {
      desk: Desk;
      behaviours: Behaviours;
      journal: Journal;
      contract: Contract;
      log: (line: string) => void;
    },
  ) {
    this.port = options.port;
    this.basePath = (options.basePath ?? '/cfstaging/api2').replace(/\/$/, '');
  }

  get url(): string {
    const host = this.options.host ?? '127.0.0.1';
    return `https://${host === '0.0.0.0' ? 'localhost' : host}:${this.port}${this.basePath}`;
  }

  /** Listens; after `down` again on the same port. */
  async up(): Promise<void> {
    if (this.server) return;
    const { key, cert, clientCa } = this.options.tls;
    const tls = { key, cert, ca: clientCa, requestCert: true, rejectUnauthorized: true, keepAliveTimeout: 65_000 };
    const server = createServer(tls, (request, response) => void this.serve(request, response));
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, this.options.host ?? '127.0.0.1', resolve);
    });
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Refuses connections from now on and breaks those that are open. */
  async down(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.fallen.abort(); // what was being delayed dies with the connections
    this.fallen = new AbortController();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const unfit = this.unfit(request);
      const bytes = await readBody(request);
      if (unfit !== undefined || bytes === undefined) return send(response, bareStatus(unfit ?? 413));
      await this.handle(this.arrive(request, bytes), response);
    } catch (error) {
      // The buyer hung up half way, or the server went down meanwhile; anything else is worth reading.
      this.parts.log(`a request came to nothing: ${String(error)}`);
      response.destroy();
    }
  }

  private unfit(request: IncomingMessage): number | undefined {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const operation = path.slice(this.basePath.length + 1);
    if (!path.startsWith(`${this.basePath}/`) || !Object.hasOwn(operations, operation)) return 404;
    if (request.method !== 'POST') return 405;
    return /^(text|application)\/xml\b/i.test(request.headers['content-type'] ?? '') ? undefined : 415;
  }

  private arrive(request: IncomingMessage, bytes: Buffer): Arrival {
    const operation = (request.url ?? '').split('?')[0]?.split('/').at(-1) ?? '';
    const { fingerprint256 } = (request.socket as TLSSocket).getPeerCertificate();
    const head = { operation, xml: bytes.toString('utf8'), fingerprint: fingerprint256 };
    try {
      return withDocument(bytes, (document) => {
        const element = bodyOf(document);
        const message = toTree(element);
        const buyer = textAt(message, 'buyerIdentifier') ?? '';
        const reference = textAt(message, 'buyerFaultReference')?.trim() ?? '';
        const complaints = [...this.parts.contract.againstSchema(element), ...againstTables(message)];
        return { ...head, buyer, reference, message, complaints };
      });
    } catch (error) {
      if (error instanceof BrokenXml)
        return { ...head, buyer: '', reference: '', complaints: [], broken: error.message };
      throw error;
    }
  }

  private async handle(arrival: Arrival, response: ServerResponse): Promise<void> {
    const { journal, behaviours } = this.parts;
    const { signal } = this.fallen;
    const { buyer, reference, operation, message, xml } = arrival;
    const about = { buyer, reference, path: `${this.basePath}/${operation}` };
    journal.record({ ...about, direction: 'in', kind: message?.name ?? 'unreadable', xml });
    const plan = planFor(behaviours.takeForRequest(operation, reference), message);
    await pause(plan.waitBefore, undefined, { signal });
    const honest = plan.process ? this.process(arrival, plan) : undefined;
    const answer = plan.answer(honest);
    await pause(plan.waitAfter, undefined, { signal });
    const sent = plan.share > 0 ? answer : undefined;
    const told = sent ? { kind: sent.kind, xml: sent.body, httpStatus: sent.httpStatus } : { kind: 'nothing', xml: '' };
    journal.record({ ...about, ...told, direction: 'out', ...(plan.note === undefined ? {} : { note: plan.note }) });
    if (sent === undefined) response.destroy();
    else if (plan.share < 1) sendPart(response, sent, plan.share);
    else send(response, sent);
  }

  private process(arrival: Arrival, plan: Plan): Answer {
    const { operation, message, buyer, reference, xml, complaints } = arrival;
    if (message === undefined) return fault(500, '500', `Broken XML: ${arrival.broken}`);
    if (message.name !== operation) return fault(500, '500', `Broken XML: ${message.name} sent to ${operation}`);
    if (!this.maySpeak(arrival)) return fault(403, '403', 'Unauthenticated');
    if (complaints.length > 0) return refuse(message, complaints);
    const perform = operations[operation];
    if (perform === undefined) return bareStatus(404);
    return perform({ buyer, reference, message, xml, pending: plan.pending }, this.parts.desk);
  }

  private maySpeak({ buyer, fingerprint }: Arrival): boolean {
    const known = this.options.buyers[buyer];
    return known !== undefined && (known.allowedFingerprint256 ?? fingerprint) === fingerprint;
  }
}

/** Undefined where it is too long; the rest is read all the same, so that the answer can be sent. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= bodyLimit) chunks.push(chunk);
  }
  return length <= bodyLimit ? Buffer.concat(chunks) : undefined;
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.httpStatus, headers(answer)).end(answer.body);
}

function sendPart(response: ServerResponse, answer: Answer, share: number): void {
  const bytes = Buffer.from(answer.body);
  response.writeHead(answer.httpStatus, headers(answer));
  response.write(bytes.subarray(0, Math.floor(bytes.length * share)), () => response.destroy());
}

function headers(answer: Answer): Record<string, string | number> {
  const base = { 'content-type': answer.contentType, 'content-length': Buffer.byteLength(answer.body) };
  return answer.retryAfter === undefined ? base : { ...base, 'retry-after': answer.retryAfter };
}
