// An HTTP listener that can be taken down and brought up again on the same port.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export class Listener {
  private server: Server | undefined;
  // The port may have to be known before what answers on it can be made.
  private handler: Handler = async (_request, response) => {
    response.writeHead(503).end();
  };

  constructor(
    private readonly host: string,
    private port: number,
    /** PEM. Left out: plain HTTP. */
    private readonly tls?: { key: string; cert: string },
  ) {}

  /** Where it can be reached from this machine, known once it is up. */
  get url(): string {
    const scheme = this.tls === undefined ? 'http' : 'https';
    return `${scheme}://${this.host === '0.0.0.0' ? '127.0.0.1' : this.host}:${this.port}`;
  }

  answerWith(handler: Handler): void {
    this.handler = handler;
  }

  async up(): Promise<void> {
    if (this.server) {
      return;
    }
    const serve = (request: IncomingMessage, response: ServerResponse): void => {
      // Nothing a caller sends may end the process.
      this.handler(request, response).catch(() => response.destroy());
    };
    const server = this.tls === undefined ? createServer(serve) : createTlsServer(this.tls, serve);
    server.listen(this.port, this.host);
    await once(server, 'listening');
    this.server = server;
    // Port 0 meant any; from now on it is this one, also after a time down.
    this.port = (server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    }
  }
}
