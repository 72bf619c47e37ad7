// An HTTP listener that can be taken down and brought up again on the same port.
import { once } from 'node:events';
import { createServer } from 'node:http';
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
  ) {}

  /** Where it can be reached from this machine, known once it is up. */
  get url(): string {
    return `http://${this.host === '0.0.0.0' ? '127.0.0.1' : this.host}:${this.port}`;
  }

  answerWith(handler: Handler): void {
    this.handler = handler;
  }

  async up(): Promise<void> {
    if (this.server) {
      return;
    }
    const server = createServer((request, response) => {
      // Nothing a caller sends may end the process.
      this.handler(request, response).catch(() => response.destroy());
    });
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
