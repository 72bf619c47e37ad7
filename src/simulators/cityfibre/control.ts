// The small HTTP interface on loopback by which people and tests steer the simulator.
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NoSuchTime } from './clock.js';
import { helpText } from './control-help.js';
import { routes } from './control-routes.js';
import type { Steering } from './control-routes.js';
import { NothingToDecide } from './desk.js';
import { Misfit } from './json-shape.js';
import { NoSuchTicket } from './ticket.js';

export class ControlServer {
  private readonly server: Server;

  constructor(private readonly steering: Steering) {
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(helpText(this.url));
      return;
    }
    try {
      const body = await readJson(request);
      for (const [method, path, handler] of routes) {
        const match = path.exec(pathname);
        if (request.method !== method || match === null) continue;
        const call = { reference: decodeURIComponent(match[1] ?? ''), query: searchParams, body };
        return answer(response, 200, await handler(this.steering, call));
      }
      answer(response, 404, { message: 'There is no such call; GET / lists them.' });
    } catch (error) {
      answer(response, statusOf(error), { message: error instanceof Error ? error.message : String(error) });
    }
  }
}

function statusOf(error: unknown): number {
  if (error instanceof NoSuchTicket) return 404;
  if (error instanceof NothingToDecide) return 409;
  if (error instanceof NoSuchTime) return 400;
  return error instanceof Misfit || error instanceof SyntaxError || error instanceof URIError ? 400 : 500;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text.trim() === '' ? {} : (JSON.parse(text) as unknown);
}

function answer(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(content, null, 2)}\n`);
}
