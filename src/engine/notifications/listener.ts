// Where suppliers notify: a TLS listener of its own that demands a client certificate and lets in only named subjects.

import { X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ReplyTracker } from '../requests/reply-tracker.js';
import { ReceiveNotification } from './receive.js';
import { type Exchange, ExchangeLog } from '../../runtime/exchange-log.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { type GatewaySettings, Settings } from '../../runtime/settings/settings.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';

/** No documented notification comes near it. */
const BODY_LIMIT = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;

class Unauthorised extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

@Injectable()
export class NotificationListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;
  private addresses: BlockList | undefined;
  private readonly subjects = new WeakMap<TLSSocket, { allowedSubjects: string[]; subject: string }>();
  private readonly supplier: string;

  constructor(
    suppliers: SupplierRegistry,
    private readonly settings: Settings,
    private readonly receiveFlow: ReceiveNotification,
    private readonly answered: ReplyTracker,
    private readonly exchanges: ExchangeLog,
    private readonly log: Log,
  ) {
    this.supplier = suppliers.notifier?.id ?? '';
    settings.onChange((next) => this.apply(next));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { notifications } = this.settings.current;
    const server = createServer(
      { ...tlsOptions(notifications), requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        void this.handle(request, response);
      },
    );
    this.server = server;
    this.addresses = blockList(notifications.allowedAddresses);
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.keepAliveTimeout = 65_000;
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
      this.log.warn('notification.handshake-refused', {
        address: socket.remoteAddress,
        why: error.code ?? error.message,
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(notifications.port, notifications.host, resolve);
    });
    this.log.info('notifications.listening', { address: this.address() });
  }

  /** Stops taking; what is being kept is kept and acknowledged. */
  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const late = setTimeout(() => server.closeAllConnections(), 5_000);
    await closed;
    clearTimeout(late);
  }

  address(): { host: string; port: number } {
    const address = this.server?.address();
    if (address === null || typeof address !== 'object') throw new Error('the notification listener is not listening');
    return { host: address.address, port: address.port };
  }

  private apply({ notifications }: GatewaySettings): void {
    this.server?.setSecureContext(tlsOptions(notifications));
    this.addresses = blockList(notifications.allowedAddresses);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new Date();
    let body: Buffer | undefined;
    try {
      const subject = this.authorise(request);
      body = await readBody(request);
      const { reply, notificationId, quarantined, ids } = await this.receiveFlow.receive({
        supplier: this.supplier,
        path: pathOf(request),
        subject,
        contentType: request.headers['content-type'],
        body,
      });
      response.once('finish', () => this.answered.notification(notificationId));
      response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
      const outcome = quarantined === undefined ? 'stored' : 'quarantined';
      // Its bytes are kept with the notification.
      this.record(request, at, { status: reply.status, outcome, why: quarantined, answer: reply.body, ids });
    } catch (error) {
      const status = this.refuse(request, response, error);
      const refused = error instanceof Unauthorised;
      const outcome = refused ? 'refused' : 'not-kept';
      // Who is not welcome leaves no bytes here.
      const left = refused ? undefined : body;
      this.record(request, at, { status, outcome, why: errorText(error), request: left, ids: {} });
    }
  }

  private record(
    request: IncomingMessage,
    at: Date,
    what: Pick<Exchange, 'status' | 'outcome' | 'why' | 'ids'> & Partial<Pick<Exchange, 'request' | 'answer'>>,
  ): void {
    const edge = {
      side: 'notification',
      party: this.supplier,
      operation: `${request.method ?? ''} ${pathOf(request)}`,
    } as const;
    const ms = Date.now() - at.getTime();
    this.exchanges.record({ ...edge, at, ms, attempt: 1, request: undefined, answer: undefined, ...what });
  }

  /** Returns the certificate's subject, or throws: address, certificate, method, path, in this order. */
  private authorise(request: IncomingMessage): string {
    const socket = request.socket as TLSSocket;
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (this.addresses?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') === false) {
      throw new Unauthorised(403, `the address ${address} is not in notifications.allowedAddresses`);
    }
    const { path } = this.settings.current.notifications;
    const subject = this.subjectOf(socket);
    if (request.method !== 'POST') throw new Unauthorised(405, `the method ${request.method ?? ''} is not POST`);
    const root = path.replace(/\/$/, '');
    if (pathOf(request) !== root && !pathOf(request).startsWith(`${root}/`)) {
      throw new Unauthorised(404, `the path is not below ${path}`);
    }
    return subject;
  }

  /** Looked at once for each connection and settings: it presents one certificate in all its life. */
  private subjectOf(socket: TLSSocket): string {
    const { allowedSubjects } = this.settings.current.notifications;
    const known = this.subjects.get(socket);
    if (known?.allowedSubjects === allowedSubjects) return known.subject;
    const certificate = socket.getPeerX509Certificate();
    if (certificate === undefined || !isAllowed(certificate, allowedSubjects)) {
      const who = certificate === undefined ? 'no certificate' : identities(certificate).join(', ');
      throw new Unauthorised(403, `the certificate (${who}) is not in notifications.allowedSubjects`);
    }
    const subject = certificate.subject.replaceAll('\n', ', ');
    this.subjects.set(socket, { allowedSubjects, subject });
    return subject;
  }

  private refuse(request: IncomingMessage, response: ServerResponse, error: unknown): number {
    const facts = { path: pathOf(request), address: response.socket?.remoteAddress };
    if (error instanceof Unauthorised) {
      this.log.warn('notification.refused', { ...facts, status: error.status, why: error.message });
      response.writeHead(error.status, { connection: 'close' }).end();
      return error.status;
    }
    // Not kept, so not acknowledged: the supplier must send it again.
    this.log.alarm('notification.not-kept', {
      ...facts,
      ...errorFacts(error),
      advice: 'Notifications are refused until the store can keep them: check the database.',
    });
    if (!response.headersSent) response.writeHead(503, { 'retry-after': '5', connection: 'close' }).end();
    return response.statusCode;
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function tlsOptions({ tls }: GatewaySettings['notifications']) {
  return { key: tls.key, cert: tls.cert, ca: tls.clientCa, minVersion: 'TLSv1.2' as const };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // Read to its end all the same: a caller still writing would not read the answer.
      if (size <= BODY_LIMIT) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > BODY_LIMIT) reject(new Unauthorised(413, `the body is larger than ${BODY_LIMIT} bytes`));
      // Copied also where it is one: a piece of what the socket read holds on to all of that.
      else resolve(Buffer.concat(chunks));
    });
    request.on('error', reject);
    request.on('close', () => reject(new Error('the caller went away')));
  });
}

/** Every name a certificate can be allowed by. */
export function identities(certificate: X509Certificate): string[] {
  const names = (certificate.subjectAltName ?? '').split(', ').filter((name) => name !== '');
  const commonName = /^CN=(.+)$/m.exec(certificate.subject)?.[0];
  return [...names, ...(commonName === undefined ? [] : [commonName]), `SHA256:${certificate.fingerprint256}`];
}

function isAllowed(certificate: X509Certificate, allowed: string[]): boolean {
  const names = new Set(identities(certificate).map((name) => name.toLowerCase()));
  return allowed.some((subject) => names.has(subject.toLowerCase()));
}

function blockList(allowed: 'any' | string[]): BlockList | undefined {
  if (allowed === 'any') return undefined;
  const list = new BlockList();
  for (const entry of allowed) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
