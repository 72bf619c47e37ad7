// The HTTPS listener buyers call: demands their certificate, reads SOAP, answers SOAP, and breaks as ordered.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { bareStatus } from './answers.js';
import type { Answer } from './answers.js';
import { perform, readArrival } from './arrival.js';
import type { Arrival } from './arrival.js';
import type { Behaviours } from './behaviour.js';
import type { Contract } from './contract.js';
import type { Desk } from './desk.js';
import type { Journal } from './journal.js';
import { planFor } from './misbehave.js';
import type { Reject } from './misbehave.js';
import { operations } from './operations.js';
import type { CityfibreSimulatorOptions } from './options.js';

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
    const name = operationName(request);
    if (pathOf(request) !== `${this.basePath}/${name}` || !Object.hasOwn(operations, name)) return 404;
    if (request.method !== 'POST') return 405;
    return /^(text|application)\/xml\b/i.test(request.headers['content-type'] ?? '') ? undefined : 415;
  }

  private arrive(request: IncomingMessage, bytes: Buffer): Arrival {
    const name = operationName(request);
    const operation = operations[name];
    if (operation === undefined) throw new Error(`There is no operation ${name}.`); // refused before
    const { fingerprint256 } = (request.socket as TLSSocket).getPeerCertificate();
    return readArrival({ name, operation, fingerprint: fingerprint256 }, bytes, this.parts.contract);
  }

  private async handle(arrival: Arrival, response: ServerResponse): Promise<void> {
    const { journal, behaviours, desk } = this.parts;
    const { buyers } = this.options;
    const { signal } = this.fallen;
    const { buyer, reference, name, message, xml } = arrival;
    const about = { buyer, reference, path: `${this.basePath}/${name}` };
    journal.record({ ...about, direction: 'in', kind: message?.name ?? 'unreadable', xml });
    const plan = planFor(behaviours.takeForRequest(name, reference), this.rejection(arrival));
    await pause(plan.waitBefore, undefined, { signal });
    const honest = plan.process ? perform(arrival, { desk, buyers, pending: plan.pending }) : undefined;
    const answer = plan.answer(honest);
    await pause(plan.waitAfter, undefined, { signal });
    const sent = plan.share > 0 ? answer : undefined;
    const told = sent ? { kind: sent.kind, xml: sent.body, httpStatus: sent.httpStatus } : { kind: 'nothing', xml: '' };
    journal.record({ ...about, ...told, direction: 'out', ...(plan.note === undefined ? {} : { note: plan.note }) });
    if (sent === undefined) response.destroy();
    else if (plan.share < 1) sendPart(response, sent, plan.share);
    else send(response, sent);
  }

  private rejection({ operation, message }: Arrival): Reject {
    const { desk } = this.parts;
    return message && ((order) => operation.dialect.reject(message, order, desk.clock.now()));
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}

function operationName(request: IncomingMessage): string {
  return pathOf(request).split('/').at(-1) ?? '';
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
