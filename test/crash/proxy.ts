// A TCP proxy that passes bytes through, shows each chunk to whoever watches, and does to it what the watcher says.

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresWire } from './postgres-wire.js';

/** `up`: from who connected to who listens; `down`: back. */
export type Way = 'up' | 'down';

export interface Passage {
  link: string;
  way: Way;
  bytes: number;
  /** On a link to PostgreSQL: the statements begun (up) or ended (down) by this chunk. */
  statements: string[];
}

/** What becomes of a chunk. The default is that it passes. */
export interface Treatment {
  /** First of all, before anything is passed on. */
  waitMs?: number;
  /** How much of the chunk passes. */
  share?: 0 | 0.5 | 1;
  /** Done once that much has passed. */
  then?: () => void;
  /** What becomes of the connection afterwards; `silent` keeps it open and passes nothing more, ever. */
  connection?: 'cut' | 'silent';
}

export interface ProxyOptions {
  link: string;
  /** Port to listen on; left out: any. */
  port?: number;
  /** Where a new connection goes; asked for every connection. */
  target: () => number;
  speaks?: 'postgres';
  watch: (passage: Passage) => Treatment | undefined;
}

export class Proxy {
  private readonly options: ProxyOptions;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly pairs = new Set<Pair>();
  /** The most connections there were at one time. */
  mostOpen = 0;

  private constructor(options: ProxyOptions) {
    this.options = options;
    this.server = createServer((socket) => this.join(socket));
  }

  static async open(options: ProxyOptions): Promise<Proxy> {
    const proxy = new Proxy(options);
    proxy.server.listen(options.port ?? 0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Breaks every connection there is; new ones are taken. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cutAll();
    await closed;
  }

  private join(client: Socket): void {
    const server = connect(this.options.target(), '127.0.0.1');
    const wire = this.options.speaks === 'postgres' ? new PostgresWire() : undefined;
    const pair: Pair = { client, server, wire, silent: false };
    this.pairs.add(pair);
    client.once('close', () => this.pairs.delete(pair));
    this.mostOpen = Math.max(this.mostOpen, this.pairs.size);
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        // What was passed on before is still written out.
        const other = socket === client ? server : client;
        if (!pair.silent) other.end(() => other.destroy());
      });
    }
    this.pump(pair, 'up');
    this.pump(pair, 'down');
  }

  private pump(pair: Pair, way: Way): void {
    const [from, to] = way === 'up' ? [pair.client, pair.server] : [pair.server, pair.client];
    from.on('data', (chunk: Buffer) => {
      if (pair.silent) return;
      const treatment = this.options.watch(this.passage(pair, way, chunk));
      if (treatment === undefined) {
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
        return;
      }
      from.pause();
      void this.treat(pair, to, chunk, treatment).then(() => from.resume());
    });
    from.on('end', () => {
      if (!pair.silent) to.end();
    });
  }

  private passage({ wire }: Pair, way: Way, chunk: Buffer): Passage {
    const { link } = this.options;
    const ended = way === 'down' ? wire?.down(chunk) : undefined;
    const statements = way === 'up' ? (wire?.up(chunk) ?? []) : ended === undefined ? [] : [ended];
    return { link, way, bytes: chunk.length, statements };
  }

  private async treat(
    pair: Pair,
    to: Socket,
    chunk: Buffer,
    { waitMs = 0, share = 1, then, connection }: Treatment,
  ): Promise<void> {
    if (waitMs > 0) await pause(waitMs);
    const part = chunk.subarray(0, Math.ceil(chunk.length * share));
    if (part.length > 0 && !to.destroyed) await new Promise((resolve) => to.write(part, resolve));
    then?.();
    if (connection === 'cut') {
      pair.client.destroy();
      pair.server.destroy();
    }
    pair.silent ||= connection === 'silent';
  }
}

interface Pair {
  client: Socket;
  server: Socket;
  wire: PostgresWire | undefined;
  silent: boolean;
}
