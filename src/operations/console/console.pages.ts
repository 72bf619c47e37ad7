// The operations console: files built beforehand, served at /console with a policy that lets nothing else run.

import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../../runtime/settings/settings.js';

/** The same from the sources and from what is built of them. */
const BUILT = fileURLToPath(new URL('../../../dist/console/', import.meta.url));
const INDEX = 'index.html';
const NOT_BUILT = 'The operations console is not part of this build: npm run build makes it.\n';

/** Nothing inline, nothing from outside, in no frame; the issuer alone may be asked besides the gateway. */
function policy(issuer: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${URL.parse(issuer)?.origin ?? ''}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function serveConsole(server: FastifyInstance, settings: Settings): void {
  server.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!isConsole(request.url)) return;
    void reply.headers({
      'content-security-policy': policy(settings.current.authentication.issuer),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });
  server.get('/console/configuration.json', async (_request, reply) => {
    void reply.header('cache-control', 'no-cache');
    return configuration(settings);
  });
  if (existsSync(BUILT)) serveBuilt(server);
  else server.get('/console/*', async (_request, reply) => reply.code(404).type('text/plain').send(NOT_BUILT));
  server.get('/console', async (_request, reply) => reply.redirect('/console/', 308));
}

function serveBuilt(server: FastifyInstance): void {
  void server.register(fastifyStatic, {
    root: BUILT,
    prefix: '/console/',
    wildcard: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // A file below assets has its own digest in its name.
      const immutable = path.includes('/assets/');
      void reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  // Every other address is a screen of the page.
  server.get('/console/*', (_request, reply) => reply.sendFile(INDEX));
}

function isConsole(url: string): boolean {
  return url === '/console' || url.startsWith('/console/') || url.startsWith('/console?');
}

/** What the page must know before anybody has signed in. Nothing of it is secret. */
function configuration({ current }: Settings): object {
  const { authentication, operations } = current;
  return {
    environment: operations.environment,
    issuer: authentication.issuer,
    clientId: operations.console.clientId,
    scopes: operations.authentication,
  };
}
