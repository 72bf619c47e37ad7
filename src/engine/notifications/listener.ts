// Receives the notifications of suppliers: a TLS listener of its own that demands a client certificate.

import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { Injectable } from '@nestjs/common';
import { ReplyTracker } from '../requests/reply-tracker.js';
import { CallerAccess } from './caller-access.js';
import { CallerGone, NotificationRefused, pathOf, readPlainBody } from './notification-request.js';
import { ReceiveNotification } from './receive.js';
import { type Exchange, ExchangeLog } from '../../runtime/exchange-log.js';
import { CountedLines } from '../../runtime/counted-lines.js';
import { endGently, isUnread, ListenerGuard, serverOptions } from '../../runtime/listener-guard.js';
import { errorFacts, Log } from '../../runtime/log.js';
import { type GatewaySettings, Settings } from '../../runtime/settings/settings.js';
import { SupplierRegistry } from '../../suppliers/supplier.registry.js';

@Injectable()
export class NotificationListener {
  private server: Server | undefined;
  private readonly access: CallerAccess;
  private readonly unauthenticated: CountedLines;

  constructor(
    suppliers: SupplierRegistry,
    private readonly settings: Settings,
    private readonly receiver: ReceiveNotification,
    private readonly replies: ReplyTracker,
    private readonly exchanges: ExchangeLog,
    private readonly log: Log,
  ) {
    this.access = new CallerAccess(suppliers, settings.current.notifications);
    this.unauthenticated = new CountedLines(log);
    settings.onChange((next) => this.apply(next));
  }

  async start(): Promise<void> {
    const { notifications, listeners } = this.settings.current;
    const server = createServer(
      { ...tlsOptions(notifications), ...serverOptions(listeners), requestCert: true, rejectUnauthorized: true },
      (request, response) => {
        void this.handle(request, response);
      },
    );
    this.server = server;
    this.access.apply(notifications);
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

  /** Accepts nothing more. Notifications that are being stored are stored and acknowledged. */
  async stop(): Promise<void> {
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
    this.access.apply(notifications);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new Date();
    let body: Buffer | undefined;
    try {
      const { subject, supplier } = this.access.authorise(request);
      body = await readPlainBody(request);
      const { reply, notificationId, quarantined, ids } = await this.receiver.receive({
        supplier,
        path: pathOf(request),
        subject,
        contentType: request.headers['content-type'],
        body,
      });
      response.once('finish', () => this.replies.notification(notificationId));
      response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
      const outcome = quarantined === undefined ? 'stored' : 'quarantined';
      // The bytes are stored with the notification.
      this.record(request, at, { status: reply.status, outcome, why: quarantined, answer: reply.body, ids });
    } catch (error) {
      const status = this.refuse(request, response, error);
      const refused = error instanceof NotificationRefused || error instanceof CallerGone;
      const outcome = refused ? 'refused' : 'not-stored';
      // The bytes of a refused caller are not stored.
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
      party: this.access.supplierAt(pathOf(request)) ?? 'unknown',
      operation: `${request.method ?? ''} ${pathOf(request)}`,
    } as const;
    const ms = Date.now() - at.getTime();
    const exchange = { ...edge, at, ms, attempt: 1, request: undefined, answer: undefined, ...what };
    // A caller without access leaves no entry in the journal.
    if (what.status === 403) this.exchanges.count(exchange);
    else this.exchanges.record(exchange);
  }

  private refuse(request: IncomingMessage, response: ServerResponse, error: unknown): number {
    const facts = { path: pathOf(request), address: response.socket?.remoteAddress };
    if (error instanceof NotificationRefused) {
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
    // Not stored, so not acknowledged: the supplier must send it again.
    this.log.alarm('notification.not-stored', {
      ...facts,
      ...errorFacts(error),
      advice: 'Notifications are refused until the database takes them. Check the database.',
    });
    if (!response.headersSent) response.writeHead(503, { 'retry-after': '5', connection: 'close' }).end();
    return response.statusCode;
  }
}

function tlsOptions({ tls }: GatewaySettings['notifications']) {
  return { key: tls.key, cert: tls.cert, ca: tls.clientCa, minVersion: 'TLSv1.2' as const };
}
