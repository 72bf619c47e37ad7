// The gateway as a whole: opened, listening, and closed in order. Used by the process, the demo and the tests alike.

import 'reflect-metadata';
import { Server as SecureServer } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { PlatformRegistry } from './platforms/platform.registry.js';
import { ErrorFilter } from './http-api/error.filter.js';
import { edgeOptions, encodingFault, errorBody, guardEdge, readJson } from './http-api/edge.js';
import { journalRequest, captureAnswers } from './http-api/request-journal.js';
import { logRequest, logUnauthenticated } from './http-api/request-log.js';
import { type CallRequest, TenantGuard } from './http-api/auth/tenant.guard.js';
import { SettingsWatch } from './engine/settings-watch.js';
import { isPage, servePages, SUPPLIER_API_PAGES } from './http-api/pages.js';
import { openOperations } from './operations/operations.app.js';
import { CountedLines } from './runtime/counted-lines.js';
import { ExchangeLog } from './runtime/exchange-log.js';
import { ListenerGuard } from './runtime/listener-guard.js';
import { Log } from './runtime/log.js';
import { type Settings, SettingsRefused } from './runtime/settings/settings.js';
import { Journal } from './store/journal/journal.js';
import { openStore } from './store/open-store.js';
import { NotificationListener } from './engine/notifications/listener.js';

const BODY_LIMIT = 1024 * 1024;
/** Below the ten seconds after which the process ends whatever runs. */
const FINISH_WITHIN_MS = 8_000;

export interface Gateway {
  /** Base address of the Supplier API. */
  url: string;
  /** Base address of the operations API. */
  operationsUrl: string;
  notificationsPort: number;
  app: NestFastifyApplication;
  /** Stops taking, finishes what runs, leaves the rest in the store. */
  close(): Promise<void>;
}

export async function openGateway(settings: Settings, log: Log): Promise<Gateway> {
  const store = await openStore(settings.current, log);
  let created: NestFastifyApplication | undefined;
  try {
    const app = await createApp(settings, log, store.database);
    created = app;
    const objections = await app.get(SettingsWatch).objections(settings.current);
    if (objections.length > 0) throw new SettingsRefused(settings.path, objections);
    const { host, port } = settings.current.http;
    await app.listen(port, oneAddress(host));
    const operations = await openOperations(app, (server) => {
      servePages(server, 'operations-api.yaml');
      servePages(server, 'supplier-api.yaml', SUPPLIER_API_PAGES);
    });
    const journal = app.get(Journal);
    journal.start();
    const url = (await app.getUrl()).replace('[::1]', 'localhost');
    log.info('gateway.ready', { url, operations: operations.url, tenants: Object.keys(settings.current.tenants) });
    return {
      url,
      operationsUrl: operations.url,
      notificationsPort: app.get(NotificationListener).address().port,
      app,
      close: async () => {
        // A connection that was busy when the server closed stays open for a caller that has nothing more to say.
        const idle = setInterval(() => app.getHttpServer().closeIdleConnections(), 100);
        // What takes longer is left in the store, as after a crash.
        await Promise.race([app.close(), sleep(FINISH_WITHIN_MS, undefined, { ref: false })]);
        clearInterval(idle);
        await operations.close();
        await journal.close();
        await store.close();
      },
    };
  } catch (error) {
    await created?.close().catch(() => undefined);
    await store.close();
    throw error;
  }
}

type Store = Awaited<ReturnType<typeof openStore>>;

/** The Nest application, not yet listening. */
export async function createApp(
  settings: Settings,
  log: Log,
  database: Store['database'],
): Promise<NestFastifyApplication> {
  const { http, listeners } = settings.current;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    ...edgeOptions(listeners, http.tls),
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings, log, database), adapter, {
    logger: false,
    abortOnError: false,
    // `readJson` takes no forms, and says what is wrong in our words.
    bodyParser: false,
  });
  app.useGlobalFilters(new ErrorFilter(log));
  const server = adapter.getInstance<FastifyInstance>();
  followCertificate(settings, server);
  ListenerGuard.protect(server.server, 'supplier-api', listeners, { refuse: errorBody, log });
  guardEdge(server);
  readJson(server);
  captureAnswers(server);
  if (http.pages) servePages(server, 'supplier-api.yaml');
  const guard = app.get(TenantGuard);
  // Calling back, because a promise at every step adds up.
  server.addHook('onRequest', (request: FastifyRequest, _reply, done) => {
    // Who may not come in is told so before a byte of the body is read.
    const admitted = request.is404 || isOpen(request.url) ? undefined : guard.authenticate(request);
    if (admitted !== undefined) admitted.then(() => done(encodingFault(request)), done);
    else done(encodingFault(request));
  });
  const exchanges = app.get(ExchangeLog);
  const unauthenticated = new CountedLines(log);
  const platforms = app.get(PlatformRegistry);
  server.addHook('onResponse', (request: CallRequest, reply: FastifyReply, done) => {
    // Who was admitted asked for nothing that is open.
    if (request.call !== undefined || !isOpen(request.url)) {
      if (request.client === undefined) logUnauthenticated(unauthenticated, request, reply);
      else logRequest(log, request, reply);
      journalRequest(exchanges, platforms.of(request.call?.tenant).id, request, reply);
    }
    done();
  });
  return app;
}

/** New connections are served with a renewed certificate; the others go on. */
function followCertificate(settings: Settings, { server }: FastifyInstance): void {
  settings.onChange(({ http }) => {
    if (http.tls !== undefined && server instanceof SecureServer) server.setSecureContext(http.tls);
  });
}

/** Fastify opens a second server for the other address of `localhost`, which no limit would guard. */
function oneAddress(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

/** Health and the documents are for everybody, and not worth a line. */
function isOpen(url: string): boolean {
  return url.startsWith('/health/') || isPage(url);
}
