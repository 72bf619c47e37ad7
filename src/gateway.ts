// The gateway as a whole: opened, listening, and closed in order. Used by the process, the demo and the tests alike.

import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppModule } from './app.module.js';
import { ErrorFilter } from './fibre-cafe/requests/error.filter.js';
import { logRequest } from './fibre-cafe/requests/request-log.js';
import { SettingsWatch } from './flows/settings-watch.js';
import { Log } from './platform/log.js';
import { type Settings, SettingsRefused } from './platform/settings.js';
import { openStore } from './store/open-store.js';
import { NotificationListener } from './suppliers/notification.listener.js';

const BODY_LIMIT = 1024 * 1024;

export interface Gateway {
  /** Base address of the Supplier API. */
  url: string;
  notificationsPort: number;
  app: NestFastifyApplication;
  /** Stops taking, finishes what runs, leaves the rest in the store. */
  close(): Promise<void>;
}

export async function openGateway(settings: Settings, log: Log): Promise<Gateway> {
  const store = await openStore(settings.current, log);
  try {
    const app = await createApp(settings, log, store.database);
    const objections = await app.get(SettingsWatch).objections(settings.current);
    if (objections.length > 0) throw new SettingsRefused(settings.path, objections);
    const { host, port } = settings.current.http;
    await app.listen(port, host);
    const url = (await app.getUrl()).replace('[::1]', 'localhost');
    log.info('gateway.ready', { url, tenants: Object.keys(settings.current.tenants) });
    return {
      url,
      notificationsPort: app.get(NotificationListener).address().port,
      app,
      close: async () => {
        await app.close();
        await store.close();
      },
    };
  } catch (error) {
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
  const { tls } = settings.current.http;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    ...(tls === undefined ? {} : { https: tls }),
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(settings, log, database), adapter, {
    logger: false,
    abortOnError: false,
    // Fastify's own JSON parser: it says what is wrong by code, and takes no forms.
    bodyParser: false,
  });
  app.useGlobalFilters(new ErrorFilter(log));
  const server = adapter.getInstance();
  server.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.url.startsWith('/health/')) logRequest(log, request, reply);
  });
  return app;
}
