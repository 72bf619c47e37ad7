// What protects a listener from its callers: time limits, bounds on connections and on pipelined requests, and framing that
// two readers could understand differently.

import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { CountedLines } from './counted-lines.js';
import type { Log } from './log.js';

/** Settings of every listener. Durations in milliseconds. */
export interface ListenerLimits {
  /** From the beginning of a connection, or of a request on it, to the end of the request's headers. */
  headersWithin: number;
  /** From the beginning of a request to the end of its body. */
  requestWithin: number;
  /** How long bytes of an answer may wait for a caller that does not read them. */
  readWithin: number;
  /** How long a connection without a request stays open. */
  idleFor: number;
  connections: number;
  connectionsPerAddress: number;
}

/** Requests of one connection that may wait for their answers at a time. */
const PIPELINED = 4;
/** How long a caller that was refused may go on sending before its connection is cut, so that it can read the refusal. */
const LINGER_MS = 1_000;

type AnyServer = Server | SecureServer;
type Refuse = (status: number, sentence: string) => { type: string; body: string } | undefined;

/** Options of `createServer`. They check the time limits every second, or a limit of 30 s would be one of 60. */
export function serverOptions({ headersWithin, requestWithin, idleFor }: ListenerLimits) {
  return {
    headersTimeout: Math.min(headersWithin, requestWithin),
    requestTimeout: requestWithin,
    keepAliveTimeout: idleFor,
    connectionsCheckingInterval: Math.max(50, Math.min(1_000, headersWithin / 4)),
    handshakeTimeout: headersWithin,
    // `framingFault` says it in a sentence.
    requireHostHeader: false,
  };
}

/** Where two readers of the same bytes could disagree on what they say; undefined where they cannot. */
export function framingFault({ headers, rawHeaders }: IncomingMessage): string | undefined {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]?.toLowerCase() === 'host') hosts++;
  if (hosts !== 1) return 'The request must have one Host header.';
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') {
    return 'The Transfer-Encoding must be chunked, alone.';
  }
  return undefined;
}

/** The Content-Encoding of a body, where it is one that would have to be undone. */
export function contentCoding({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const coding = headers['content-encoding']?.trim().toLowerCase();
  return coding === undefined || coding === '' || coding === 'identity' ? undefined : coding;
}

/** A body was announced and has not come, at least not to its end. */
export function isUnread(request: IncomingMessage): boolean {
  const { headers, complete } = request;
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
}

/**
 * Lets the connection end after the answer that is about to be written. A caller may still be sending then: what it sends is
 * thrown away for a second, because a connection cut under its hands would take the answer along.
 */
export function endGently({ socket }: IncomingMessage): void {
  socket.destroySoon = () => linger(socket);
}

function linger(socket: Socket): void {
  socket.end();
  socket.resume();
  const late = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(late));
}

interface Waiting {
  /** Requests whose answers were not yet written. */
  requests: number;
  response: ServerResponse;
  /** Too many requests came at once: after the answers to the first of them the connection ends. */
  full: boolean;
}

/** Guards one server from its start to its end. */
export class ListenerGuard {
  private readonly perAddress = new Map<string, number>();
  private readonly waiting = new Map<Socket, Waiting>();
  /** Since when bytes wait for the caller of a connection. */
  private readonly unreadSince = new Map<Socket, number>();
  private readonly refused: CountedLines;

  private constructor(
    private readonly name: string,
    private readonly limits: ListenerLimits,
    private readonly refuse: Refuse,
    log: Log,
  ) {
    this.refused = new CountedLines(log);
  }

  /** `refuse` writes the body of a refusal the server makes before a request is whole, if the listener has such bodies. */
  static protect(server: AnyServer, name: string, limits: ListenerLimits, more: { refuse: Refuse; log: Log }): void {
    new ListenerGuard(name, limits, more.refuse, more.log).watch(server);
  }

  private watch(server: AnyServer): void {
    server.maxConnections = this.limits.connections;
    server.on('drop', (dropped?: { remoteAddress?: string }) => this.drop(dropped?.remoteAddress, 'connections'));
    server.on('connection', (socket: Socket) => this.take(socket));
    const handlers = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (this.admits(request.socket, response)) for (const handle of handlers) handle(request, response);
    });
    server.removeAllListeners('clientError');
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.answerBroken(error, socket as Socket));
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      endGently(request);
      const said = this.refuse(417, 'The Expect header must be 100-continue.');
      response.writeHead(417, answerHeaders(said)).end(said?.body);
    });
    const sweep = setInterval(() => this.sweep(), Math.max(50, Math.min(1_000, this.limits.readWithin / 4))).unref();
    server.once('close', () => clearInterval(sweep));
  }

  private take(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const open = (this.perAddress.get(address) ?? 0) + 1;
    if (open > this.limits.connectionsPerAddress) {
      socket.destroy();
      this.drop(address, 'connectionsPerAddress');
      return;
    }
    this.perAddress.set(address, open);
    socket.once('close', () => {
      const left = (this.perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.perAddress.set(address, left);
      else this.perAddress.delete(address);
    });
  }

  private drop(address: string | undefined, limit: 'connections' | 'connectionsPerAddress' | 'pipelined'): void {
    this.refused.note('warn', 'listener.connection-refused', `${this.name} ${limit}`, {
      listener: this.name,
      limit,
      most: limit === 'pipelined' ? PIPELINED : this.limits[limit],
      address,
    });
  }

  private admits(socket: Socket, response: ServerResponse): boolean {
    const waiting = this.waiting.get(socket) ?? { requests: 0, response, full: false };
    if (waiting.full) return false;
    if (waiting.requests >= PIPELINED) {
      waiting.full = true;
      // What has arrived already is still made into requests; no more shall arrive. A listener of one's own has node read the
      // socket as a stream: what its parser reads from the handle itself cannot be paused.
      socket.on('data', () => undefined).pause();
      this.drop(socket.remoteAddress, 'pipelined');
      return false;
    }
    waiting.requests++;
    waiting.response = response;
    this.waiting.set(socket, waiting);
    response.once('close', () => {
      waiting.requests--;
      if (waiting.requests > 0) return;
      this.waiting.delete(socket);
      if (waiting.full) socket.destroySoon();
    });
    return true;
  }

  /** Ends connections whose callers have not read for too long. */
  private sweep(): void {
    const now = performance.now();
    for (const socket of this.waiting.keys()) if (!this.unreadSince.has(socket)) this.unreadSince.set(socket, now);
    for (const [socket, since] of this.unreadSince) {
      if (socket.destroyed || socket.writableLength === 0) this.unreadSince.delete(socket);
      else if (now - since > this.limits.readWithin) socket.destroy();
    }
  }

  /** What is no request, or did not become one in time. */
  private answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const answering = this.waiting.get(socket)?.response.headersSent === true;
    if (!socket.writable || answering) {
      socket.destroy();
      return;
    }
    const [status, sentence] = BROKEN[error.code ?? ''] ?? [400, 'The request is not valid HTTP.'];
    socket.write(answerText(status, this.refuse(status, sentence)));
    linger(socket);
  }
}

function answerText(status: number, said: ReturnType<Refuse>): string {
  const headers = Object.entries(answerHeaders(said)).map(([name, value]) => `${name}: ${value}`);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${said?.body ?? ''}`;
}

function answerHeaders(said: ReturnType<Refuse>): Record<string, string> {
  return {
    connection: 'close',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(said === undefined ? {} : { 'content-type': said.type }),
    'content-length': String(Buffer.byteLength(said?.body ?? '')),
  };
}

const BROKEN: Partial<Record<string, [status: number, sentence: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The headers and the address of the request must not be larger than 16 kB.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The extensions of the chunks must not be larger than 16 kB.'],
};
