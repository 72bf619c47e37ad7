// The only HTTP client: one request over a pooled connection, and the one question that decides what may follow —
// can it have arrived?

import { Socket } from 'node:net';
import { type HttpModuleOptions, HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import axios, {
  AxiosError,
  AxiosHeaders,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { HEAD_LIMIT, readHeadsOf } from './answer-head.js';
import { ACCEPTED_CODINGS, CodingRefused, decoded } from './content-coding.js';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** The pool the request leaves by. */
    pool?: ConnectionPool;
  }
}

export interface OutgoingRequest {
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  headers: Record<string, string>;
  body: string | Buffer | undefined;
  /** Whole exchange, from asking for a connection to the last byte of the answer. Milliseconds. */
  timeoutMs: number;
}

export type Reply =
  | {
      kind: 'answered';
      status: number;
      /** By lower-case names, whatever names the peer chose: no prototype stands behind them. */
      headers: Record<string, string>;
      /** Without its content coding. */
      body: Buffer;
      /** Why `body` is still coded: the coding is not known, or not what the bytes are. */
      bodyFault?: string | undefined;
    }
  /** It surely did not arrive. `credentials`: our certificate was refused, which only a person can mend. */
  | { kind: 'not-sent'; why: string; credentials: boolean }
  /** It was written and no whole answer came back. */
  | { kind: 'maybe-sent'; why: string };

export interface PoolOptions {
  /** Connections to one origin at most; further requests wait for one. */
  connections: number;
  connectTimeoutMs: number;
  tls: { cert: string; key: string; ca: string } | { ca: string } | undefined;
}

/** Kept-alive connections with one identity: one pool per tenant and certificate. */
export class ConnectionPool {
  readonly dispatcher: Dispatcher;

  constructor({ connections, connectTimeoutMs, tls }: PoolOptions) {
    const connect = buildConnector({ timeout: connectTimeoutMs, ...tls });
    this.dispatcher = new Agent({
      connections,
      maxHeaderSize: HEAD_LIMIT,
      // Idle connections are given up before common peers do (5 s), so that a request seldom meets a closing one.
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 60_000,
      connect: (options, callback) => {
        connect(options, (...made) => {
          const [, socket] = made;
          if (socket instanceof Socket) {
            // A TLS alert is followed by the end of the stream, and undici would tell of the latter alone.
            socket.once('error', () => socket.destroy());
            readHeadsOf(socket);
          }
          callback(...made);
        });
      },
    });
  }

  /** Lets running requests end. */
  async close(): Promise<void> {
    await this.dispatcher.close();
  }
}

/** Larger answers are not read to their end: no documented one comes near it. */
const ANSWER_LIMIT = 4 * 1024 * 1024;

const NOT_SENT = 'ERR_NOT_SENT';
const MAYBE_SENT = 'ERR_MAYBE_SENT';

/**
 * Carries an axios request over an undici pool. Rejects with code ERR_NOT_SENT where nothing was written, and
 * ERR_MAYBE_SENT where the request was written and no whole answer was read.
 */
export function overPool(config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  return new Promise((resolve, reject) => {
    const { pool } = config;
    if (pool === undefined || config.url === undefined) throw new Error('A request needs a pool and an address.');
    const url = new URL(config.url);
    const answer = new AnswerCollector(config, resolve, reject);
    pool.dispatcher.dispatch(
      {
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: (config.method ?? 'GET').toUpperCase(),
        headers: { ...headersOf(config.headers), 'accept-encoding': ACCEPTED_CODINGS },
        body: (config.data as string | Buffer | undefined) ?? null,
        // The exchange has one clock of its own, below.
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      answer,
    );
  });
}

/** Axios holds headers as members of an object; one without a value is not sent. */
function headersOf(given: object): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given) as [string, string | string[] | false | null | undefined][]) {
    if (value !== undefined && value !== null && value !== false) headers[name] = String(value);
  }
  return headers;
}

/**
 * Names that a peer chose are kept from axios, which takes headers for an object with methods, and from prototypes. Repeated
 * headers stand in a row.
 */
function answerHeaders(given: NodeJS.Dict<string | string[]>): Record<string, string> {
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(given)) headers[name] = String(value).trim();
  return headers;
}

class AnswerCollector implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | undefined;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private status = 0;
  private headers: NodeJS.Dict<string | string[]> = {};
  private ended = false;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly config: InternalAxiosRequestConfig,
    private readonly resolve: (response: AxiosResponse) => void,
    private readonly reject: (error: AxiosError) => void,
  ) {
    const limit = config.timeout ?? 60_000;
    this.timer = setTimeout(() => this.abandon(`no whole answer within ${limit} ms`), limit);
  }

  /** Called when the request is about to be written to a connected, authenticated socket. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.ended) {
      controller.abort(new Error('given up before it was sent'));
      return;
    }
    this.controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: NodeJS.Dict<string | string[]>,
  ): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > ANSWER_LIMIT) this.abandon(`the answer is larger than ${ANSWER_LIMIT} bytes`);
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.end()) return;
    const headers = answerHeaders(this.headers);
    const body = Buffer.concat(this.chunks);
    // Most answers have no coding, and are not made to wait.
    if (headers['content-encoding'] === undefined) this.answer({ headers, body });
    else void withoutCoding(headers, body).then((answer) => this.answer(answer));
  }

  private answer(data: Answer): void {
    this.resolve({ status: this.status, statusText: '', headers: new AxiosHeaders(), data, config: this.config });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** The connection is not used again: aborting destroys it. */
  private abandon(why: string): void {
    const { controller } = this;
    this.fail(new Error(why));
    controller?.abort(new Error(why));
  }

  private fail(error: Error): void {
    if (!this.end()) return;
    const code = this.controller === undefined ? NOT_SENT : MAYBE_SENT;
    this.reject(new AxiosError(describe(error), code, this.config, undefined, undefined));
  }

  private end(): boolean {
    if (this.ended) return false;
    this.ended = true;
    clearTimeout(this.timer);
    return true;
  }
}

interface Answer {
  headers: Record<string, string>;
  body: Buffer;
  bodyFault?: string;
}

async function withoutCoding(headers: Record<string, string>, body: Buffer): Promise<Answer> {
  try {
    return { headers, body: await decoded(body, headers['content-encoding'], ANSWER_LIMIT) };
  } catch (error) {
    if (!(error instanceof CodingRefused)) throw error;
    return { headers, body, bodyFault: error.message };
  }
}

function describe(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined ? error.message : `${code}: ${error.message}`;
}

/**
 * A TLS alert about our certificate. Under TLS 1.3 it arrives after the request was written, yet the peer read nothing:
 * its handshake never ended.
 */
const CERTIFICATE_REFUSED = /ERR_SSL_\w*ALERT_\w*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)|alert number (4[2-689]|116)\b/i;

@Injectable()
export class Transport {
  private readonly axios: AxiosInstance;

  /** Without the observable around each request: its teardown makes an error of every answer, to cancel what is over. */
  constructor(http: HttpService) {
    this.axios = http.axiosRef;
    withoutDefaults(this.axios);
  }

  /** Sends once. Never throws for what the network or the peer does. */
  async send(pool: ConnectionPool, exchange: OutgoingRequest): Promise<Reply> {
    const { method, url, headers, body, timeoutMs } = exchange;
    try {
      const { status, data } = await this.axios.request<Answer>({
        pool,
        method,
        url,
        headers,
        data: body,
        timeout: timeoutMs,
      });
      return { kind: 'answered', status, ...data };
    } catch (error) {
      if (!(error instanceof AxiosError) || (error.code !== NOT_SENT && error.code !== MAYBE_SENT)) throw error;
      const credentials = CERTIFICATE_REFUSED.test(error.message);
      if (error.code === NOT_SENT || credentials) return { kind: 'not-sent', why: error.message, credentials };
      return { kind: 'maybe-sent', why: error.message };
    }
  }
}

/**
 * Axios copies its defaults into every request, and `overPool` reads none of them. Without them nothing is transformed, and
 * every status is an answer.
 */
function withoutDefaults({ defaults }: AxiosInstance): void {
  for (const name of Object.keys(defaults)) {
    if (name !== 'adapter') Reflect.deleteProperty(defaults, name);
  }
}

/** How @nestjs/axios is set up for `Transport`. */
export const TRANSPORT_OPTIONS = { adapter: overPool } satisfies HttpModuleOptions;

/** A transport outside the application, for one task. */
export function openTransport(): Transport {
  return new Transport(new HttpService(axios.create(TRANSPORT_OPTIONS)));
}
