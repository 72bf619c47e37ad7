// HTTP as bytes on a socket: what no client library would send, and what comes back.

import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure, type ConnectionOptions } from 'node:tls';
import { once } from 'node:events';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export class RawConnection {
  private bytes = Buffer.alloc(0);
  readonly ended: Promise<void>;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.bytes = Buffer.concat([this.bytes, chunk])));
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async open(port: number, tls?: ConnectionOptions): Promise<RawConnection> {
    const socket =
      tls === undefined ? connectPlain(port, '127.0.0.1') : connectSecure({ ...tls, port, host: 'localhost' });
    const connection = new RawConnection(socket);
    const ready = once(socket, tls === undefined ? 'connect' : 'secureConnect').catch(() => undefined);
    await Promise.race([ready, connection.ended]);
    return connection;
  }

  send(text: string | Buffer): this {
    if (this.socket.writable) this.socket.write(text);
    return this;
  }

  /** Everything that came, once the other side has ended the connection. */
  async all(): Promise<string> {
    await this.ended;
    return this.bytes.toString('latin1');
  }

  get received(): string {
    return this.bytes.toString('latin1');
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The first answer in what a connection said. */
export function firstAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((one) => [one.split(':')[0]?.toLowerCase() ?? '', one.slice(one.indexOf(':') + 1).trim()]),
  );
  const length = Number(headers['content-length'] ?? 0);
  return { status: Number(line.split(' ')[1]), headers, body: rest.join('\r\n\r\n').slice(0, length) };
}

/** Sends a text on a connection of its own, and reads until the other side ends it. */
export async function exchange(port: number, text: string | Buffer, tls?: ConnectionOptions): Promise<RawAnswer> {
  const connection = (await RawConnection.open(port, tls)).send(text);
  return firstAnswer(await connection.all());
}
