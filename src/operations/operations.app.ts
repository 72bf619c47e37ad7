// The operations API as a listener of its own, beside the one the platform reaches.

import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { edgeOptions, encodingFault, errorBody, guardEdge, readJson } from '../http-api/edge.js';
import { logUnauthenticated } from '../http-api/request-log.js';
import { ErrorFilter } from '../http-api/error.filter.js';
import type { CallRequest } from '../http-api/auth/tenant.guard.js';
import { CountedLines, shown } from '../runtime/counted-lines.js';
import { ListenerGuard } from '../runtime/listener-guard.js';
import { Log } from '../runtime/log.js';
import { Settings } from '../runtime/settings/settings.js';
import { serveConsole } from './console/console.pages.js';
import { OperationsModule } from './operations.module.js';
import { ActRecorder, type OperatorRequest } from '../http-api/auth/scope.guard.js';

const BODY_LIMIT = 64 * 1024;

export interface Operations {
  url: string;
  close(): Promise<void>;
}

export async function openOperations(
  gateway: INestApplicationContext,
  servePages: (server: FastifyInstance) => void,
): Promise<Operations> {
  const app = await createOperationsApp(gateway);
  const server = app.getHttpAdapter().getInstance();
  servePages(server);
  const settings = gateway.get(Settings);
  serveConsole(server, settings);
  const { host, port } = settings.current.operations;
  await app.listen(port, host);
  const url = (await app.getUrl()).replace('[::1]', 'localhost');
  gateway.get(Log).info('operations.listening', { url });
  return { url, close: () => app.close() };
}

/** Not yet listening. */
export async function createOperationsApp(gateway: INestApplicationContext): Promise<NestFastifyApplication> {
  const { listeners } = gateway.get(Settings).current;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    ...edgeOptions(listeners),
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  const app = await NestFactory.create<NestFastifyApplication>(OperationsModule.over(gateway), adapter, {
    logger: false,
    abortOnError: false,
    bodyParser: false,
  });
  const log = gateway.get(Log);
  app.useGlobalFilters(new ErrorFilter(log));
  const server = adapter.getInstance<FastifyInstance>();
  ListenerGuard.protect(server.server, 'operations-api', listeners, { refuse: errorBody, log });
  guardEdge(server);
  readJson(server);
  const recorder = app.get(ActRecorder);
  const unauthenticated = new CountedLines(log);
  server.addHook('onRequest', (request, _reply, done) => done(encodingFault(request)));
  server.addHook('onResponse', async (request: OperatorRequest & CallRequest, reply: FastifyReply) => {
    if (!request.url.startsWith('/v1/')) return;
    await recorder.end(request, reply);
    if (request.bearer === undefined) logUnauthenticated(unauthenticated, request, reply);
    else logAct(log, request, reply);
  });
  return app;
}

function logAct(log: Log, { bearer, method, url, refusal }: OperatorRequest & CallRequest, reply: FastifyReply): void {
  log.write(reply.statusCode >= 500 ? 'error' : 'info', 'operation.answered', {
    client: bearer?.client,
    method,
    path: shown(url.split('?')[0]),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    ...(refusal === undefined ? {} : { errorId: refusal.id, messages: refusal.messages }),
  });
}
