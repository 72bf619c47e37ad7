// One HTTP request and its answer, with the few things the simulator does to them.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const MAX_BODY_BYTES = 1024 * 1024;
const SECRET_HEADERS = new Set(['authorization', 'cookie']);

export type ErrorCode = 'INVALID_REQUEST' | 'MALFORMED_REQUEST' | 'NOT_AUTHORISED' | 'NOT_FOUND' | 'GATEWAY_FAULT';

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export function errorAnswer(status: number, code: ErrorCode, ...messages: string[]): Answer {
  return { status, body: { uuid: randomUUID(), code, messages } };
}

export class HttpExchange {
  readonly at = new Date();
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the journal shows as the request's body. */
  shownBody: unknown;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    this.method = request.method ?? 'GET';
    this.path = url.pathname;
    this.query = url.searchParams;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name.toLowerCase()];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** Every header as text, with credentials blanked. */
  shownHeaders(): Record<string, string> {
    const shown = Object.entries(this.request.headers).map(([name, value]) => {
      const text = String(value);
      return [name, SECRET_HEADERS.has(name) ? text.replace(/\s.*$|^\S+$/s, ' ***') : text];
    });
    return Object.fromEntries(shown) as Record<string, string>;
  }

  async read(): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) {
        throw new Error('The body is larger than this simulator reads.');
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  answer({ status, body, headers = {} }: Answer): void {
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
    this.response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers }).end(text);
  }

  /** Hangs up: the caller cannot know whether the request was taken in. */
  drop(): void {
    this.request.socket.destroy();
  }

  /** Waits, but no longer than the caller does. */
  async pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.response.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Calls back once with the status that was sent, or 0 when there was none. */
  onEnd(callback: (status: number) => void): void {
    this.response.once('close', () => callback(this.response.writableEnded ? this.response.statusCode : 0));
  }
}
