// What every answer of an HTTP API has in common, and what is refused before a route is looked at.

import { randomUUID } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  contentCoding,
  endGently,
  framingFault,
  isUnread,
  type ListenerLimits,
  serverOptions,
} from '../runtime/listener-guard.js';
import type { CallRequest } from './auth/tenant.guard.js';
import { type ErrorCode, Refusal } from './refusal.js';

/** Longer than any reference or id, so that a long one is answered by its operation. */
const PATH_PARAMETER_LIMIT = 300;
/** Objects, lists and members of a body at most. A list of 100 entries makes some 300 of them. */
const THINGS = 10_000;
const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

/** Options of Fastify: the limits of the listener, and errors of its own in our words. */
export function edgeOptions(limits: ListenerLimits, tls?: { key: string; cert: string }): Record<string, unknown> {
  const { requestTimeout, keepAliveTimeout, ...server } = serverOptions(limits);
  return {
    requestTimeout,
    keepAliveTimeout,
    ...(tls === undefined ? { http: server } : { https: { ...tls, ...server } }),
    routerOptions: { maxParamLength: PATH_PARAMETER_LIMIT },
    frameworkErrors: refuseBadUrl,
  };
}

/** The body of an error before there is a request to answer. */
export function errorBody(status: number, sentence: string): { type: string; body: string } {
  const code: ErrorCode = status === 404 ? 'NOT_FOUND' : 'MALFORMED_REQUEST';
  const body = JSON.stringify({ uuid: randomUUID(), code, messages: [sentence] });
  return { type: 'application/json; charset=utf-8', body };
}

/** Fastify routes no request whose path it cannot decode, and calls no hook for it. */
function refuseBadUrl(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const tooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
  const status = tooLong ? 414 : 400;
  const sentence = tooLong
    ? `A part of the path must not be longer than ${PATH_PARAMETER_LIMIT} characters.`
    : 'The path must be valid percent-encoded UTF-8.';
  const { type, body } = errorBody(status, sentence);
  protectAnswer(reply);
  void reply.status(status).header('content-type', type).send(body);
}

/** Before every other hook and every route. */
export function guardEdge(server: FastifyInstance): void {
  const routes: { method: string; pattern: RegExp }[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    const pattern = new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`);
    for (const one of [method].flat()) routes.push({ method: one, pattern });
  });
  server.addHook('onRequest', (request: CallRequest, reply, done) => {
    protectAnswer(reply);
    const id = request.headers['x-request-id'];
    if (typeof id === 'string' && PRINTABLE.test(id)) void reply.header('x-request-id', id);
    const refusal = framing(request.raw) ?? nullCharacter(request.url);
    if (refusal === undefined && request.is404) {
      const path = request.url.split('?')[0] ?? '';
      const allowed = routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
      if (allowed.length > 0) {
        void reply.header('allow', [...new Set(allowed)].join(', '));
        done(new Refusal(405, 'MALFORMED_REQUEST', [`The method ${request.method} is not offered here.`]));
        return;
      }
    }
    done(refusal);
  });
  server.addHook('onSend', (request: CallRequest, reply, payload, done) => {
    if (request.drift !== undefined && request.drift.length > 0) {
      void reply.header('warning', `299 - "unknown members: ${request.drift.map(quotable).join(', ')}"`);
    }
    if (reply.statusCode >= 400 && isUnread(request.raw)) {
      void reply.header('connection', 'close');
      endGently(request.raw);
    }
    done(null, payload);
  });
}

/** Asked after a caller was let in, of a body whose encoding would have to be undone. */
export function encodingFault(request: FastifyRequest): Refusal | undefined {
  const coding = contentCoding(request.raw);
  return coding === undefined ? undefined : Refusal.malformed('The body must not have a Content-Encoding.');
}

/** JSON alone, and UTF-8 alone. What is wrong with a body is told by who reads it, after the caller was let in. */
export function readJson(server: FastifyInstance): void {
  // Taken by Fastify unless told otherwise.
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request: CallRequest, bytes, done) => {
    done(null, jsonIn(request, bytes as Buffer));
  });
}

/** The value, or the refusal. Names such as `__proto__` are members like any other: DTOs take over what they know. */
function jsonIn(request: CallRequest, bytes: Buffer): unknown {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    return Refusal.malformed('The charset of the body must be UTF-8.');
  }
  if (isCrowded(bytes)) {
    return Refusal.malformed(`The body must not have more than ${THINGS} objects, lists and members together.`);
  }
  if (!isUtf8(bytes)) return Refusal.malformed('The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  request.came = text;
  if (text === '') return Refusal.malformed('The body must not be empty.');
  try {
    // RFC 8259, 8.1: a byte order mark may be ignored.
    return JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text) as unknown;
  } catch {
    return Refusal.malformed('The body is not valid JSON.');
  }
}

/**
 * More objects, lists and members than any request has: reading 1 MB of them would hold up everybody for longer than all the
 * rest of a request. Counted in the bytes, those within texts too.
 */
function isCrowded(bytes: Buffer): boolean {
  let things = 0;
  let last = 0;
  for (const byte of bytes) {
    if (byte <= 0x20) continue;
    const begins = byte === 0x7b || byte === 0x5b || (byte === 0x3a && last === 0x22);
    if (begins && ++things > THINGS) return true;
    last = byte;
  }
  return false;
}

function protectAnswer(reply: FastifyReply): void {
  void reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
}

function framing(request: IncomingMessage): Refusal | undefined {
  const fault = framingFault(request);
  return fault === undefined ? undefined : Refusal.malformed(fault);
}

/** PostgreSQL keeps no NUL in a text, so nothing can be found by one. */
function nullCharacter(url: string): Refusal | undefined {
  const at = url.search(/%00/);
  if (at === -1) return undefined;
  const query = url.indexOf('?');
  if (query === -1 || at < query) return new Refusal(404, 'NOT_FOUND', ['There is no such operation here.']);
  return Refusal.invalid('The query must not hold the character NUL.');
}

function quotable(name: string): string {
  return name.replace(/[^\x20-\x7e]|["\\]/g, '?');
}
