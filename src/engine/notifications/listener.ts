// Where suppliers notify: a TLS listener of its own that demands a client certificate and lets in only named subjects.

import { X509Certificate } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type BlockList, isIPv6 } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ReplyTracker } from '../requests/reply-tracker.js';
import { blockList } from './allowed-addresses.js';
import { ReceiveNotification } from './receive.js';
import { type Exchange, ExchangeLog } from '../../runtime/exchange-log.js';
import { CountedLines, shown } from '../../runtime/counted-lines.js';
import { endGently, framingFault, isUnread, ListenerGuard, serverOptions } from '../../runtime/listener-guard.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { type GatewaySettings, Settings } from '../../runtime/settings/settings.js';
import { ACCEPTED_CODINGS, CodingRefused, decoded, unknownCoding } from '../../protocol/http/content-coding.js';
import { type Notifying, SupplierRegistry } from '../../suppliers/supplier.registry.js';

/** No documented notification comes near it. */
const BODY_LIMIT = 1024 * 1024;

class Unauthorised extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** The supplier ended the connection, or was too slow, before its notification was whole: it knows, and sends it again. */
class CallerGone extends Error {
  override readonly message = 'the caller went away';
}

/** RFC 9110, 15.5.16: what we do not read is said with what we do. */
const CODING_STATUS = { 'unknown-coding': 415, 'too-large': 413, broken: 400 } as const;

@Injectable()
export class NotificationListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;
  private addresses: BlockList | undefined;
  private readonly subjects = new WeakMap<TLSSocket, { allowedSubjects: string[]; subject: string }>();
  private readonly unauthenticated: CountedLines;

  constructor(
    private readonly suppliers: SupplierRegistry,
    private readonly settings: Settings,
    private readonly receiveFlow: ReceiveNotification,
    private readonly answered: ReplyTracker,
    private readonly exchanges: ExchangeLog,
    private readonly log: Log,
  ) {
    this.unauthenticated = new CountedLines(log);
    settings.onChange((next) => this.apply(next));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { notifications, listeners } = this.settings.current;
    const server = createServer(
      { ...tlsOptions(notifications), ...serverOptions(listeners), requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        void this.handle(request, response);
      },
    );
    this.server = server;
    this.addresses = blockList(notifications.allowedAddresses);
    ListenerGuard.protect(server, 'notifications', listeners, { refuse: () => undefined, log: this.log });
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
      const why = error.code ?? error.message;
      this.unauthenticated.note('warn', 'notification.handshake-refused', why, { address: socket.remoteAddress, why });
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
      const { subject, supplier } = this.authorise(request);
      body = await readPlainBody(request);
      const { reply, notificationId, quarantined, ids } = await this.receiveFlow.receive({
        supplier,
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
      const refused = error instanceof Unauthorised || error instanceof CallerGone;
      const outcome = refused ? 'refused' : 'not-kept';
      // Who is not welcome leaves no bytes here.
      const left = refused ? undefined : body;
      this.record(request, at, { status, outcome, why: String(errorFacts(error)['error']), request: left, ids: {} });
    }
  }

  private record(
    request: IncomingMessage,
    at: Date,
    what: Pick<Exchange, 'status' | 'outcome' | 'why' | 'ids'> & Partial<Pick<Exchange, 'request' | 'answer'>>,
  ): void {
    const edge = {
      side: 'notification',
      party: this.supplierAt(pathOf(request)) ?? 'unknown',
      operation: `${request.method ?? ''} ${pathOf(request)}`,
    } as const;
    const ms = Date.now() - at.getTime();
    const exchange = { ...edge, at, ms, attempt: 1, request: undefined, answer: undefined, ...what };
    // Whoever was not let in leaves no entry.
    if (what.status === 403) this.exchanges.count(exchange);
    else this.exchanges.record(exchange);
  }

  /** Returns the certificate's subject and the supplier, or throws: address, certificate, method, path, in this order. */
  private authorise(request: IncomingMessage): { subject: string; supplier: string } {
    const socket = request.socket as TLSSocket;
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    if (this.addresses?.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') === false) {
      throw new Unauthorised(403, `the address ${address} is not in notifications.allowedAddresses`);
    }
    const subject = this.subjectOf(socket);
    const framing = framingFault(request);
    if (framing !== undefined) throw new Unauthorised(400, framing);
    const coding = unknownCoding(request.headers['content-encoding']);
    if (coding !== undefined) throw refusedCoding(coding);
    if (request.method !== 'POST') throw new Unauthorised(405, `the method ${request.method ?? ''} is not POST`);
    const supplier = this.supplierAt(pathOf(request));
    if (supplier === undefined) throw new Unauthorised(404, 'the path is not below the callback address of a supplier');
    return { subject, supplier };
  }

  /** The supplier whose callback addresses are above this path. */
  private supplierAt(path: string): string | undefined {
    const roots = callbackRoots(this.suppliers.notifying(), this.settings.current.notifications.path);
    return roots.find(({ root }) => path === root || path.startsWith(`${root}/`))?.supplier;
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
      const what = { ...facts, status: error.status, why: error.message };
      this.unauthenticated.note('warn', 'notification.refused', String(error.status), what);
      if (isUnread(request)) endGently(request);
      response.writeHead(error.status, { ...error.headers, connection: 'close' }).end();
      return error.status;
    }
    if (error instanceof CallerGone) {
      this.log.warn('notification.cut-off', facts);
      return response.statusCode;
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

/**
 * Where each supplier notifies. `path` is the setting: the root itself where one supplier notifies, else what stands before
 * the root of each.
 */
export function callbackRoots(
  suppliers: readonly Notifying[],
  path: string | undefined,
): { supplier: string; root: string }[] {
  const given = path?.replace(/\/$/, '');
  return suppliers.map(({ id, notifications }) => ({
    supplier: id,
    root: given === undefined ? notifications.root : suppliers.length === 1 ? given : `${given}${notifications.root}`,
  }));
}

function tlsOptions({ tls }: GatewaySettings['notifications']) {
  return { key: tls.key, cert: tls.cert, ca: tls.clientCa, minVersion: 'TLSv1.2' as const };
}

function pathOf(request: IncomingMessage): string {
  return shown((request.url ?? '/').split('?')[0]) ?? '/';
}

/** Without its content coding. */
async function readPlainBody(request: IncomingMessage): Promise<Buffer> {
  const body = await readBody(request);
  try {
    return await decoded(body, request.headers['content-encoding'], BODY_LIMIT);
  } catch (error) {
    throw error instanceof CodingRefused ? refusedCoding(error) : error;
  }
}

function refusedCoding({ kind, message }: CodingRefused): Unauthorised {
  return new Unauthorised(CODING_STATUS[kind], message, { 'accept-encoding': ACCEPTED_CODINGS });
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
    request.on('error', () => reject(new CallerGone()));
    request.on('close', () => reject(new CallerGone()));
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
