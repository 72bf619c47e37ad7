// A real PostgreSQL that can be stopped and started under a gateway, at one address that never changes.

import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedServer, startEmbeddedServer } from '../../src/store/embedded-postgres.js';

export class TestDatabase {
  private server: EmbeddedServer | undefined;
  /** The server's own address: name, password and database stay the same over a restart. */
  private address = '';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly folder: string,
    private readonly door: Server,
  ) {}

  static async start(folder: string): Promise<TestDatabase> {
    const door = createServer();
    const database = new TestDatabase(join(folder, 'database'), door);
    door.on('connection', (socket) => database.pass(socket));
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    await database.resume();
    return database;
  }

  /** For gateways and for SQL of the test's own; good while the server is stopped and after it is back. */
  get url(): string {
    const door = this.door.address();
    const url = new URL(this.address);
    url.port = String(typeof door === 'object' && door !== null ? door.port : 0);
    return url.href;
  }

  /** The server is gone, and whoever connects is cut off. */
  async pause(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await server?.stop();
    for (const socket of this.sockets) socket.destroy();
  }

  async resume(): Promise<void> {
    this.server = await startEmbeddedServer({ folder: this.folder, log: () => undefined });
    this.address = this.server.url;
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    await this.pause();
    await new Promise((resolve) => this.door.close(resolve));
  }

  private pass(from: Socket): void {
    const { server } = this;
    if (server === undefined) {
      from.destroy();
      return;
    }
    const to = connect(server.port, '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
