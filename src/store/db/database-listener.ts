// Receives the announcements of other replicas (LISTEN), on a connection of its own that is replaced when it is lost.

import pg from 'pg';
import { CHANNEL } from './announce.queries.js';

const RECONNECT_AFTER_MS = 1_000;

export class DatabaseListener {
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /** `onAnnouncement` is called with every payload, and with undefined after a time in which some may have been missed. */
  constructor(
    private readonly url: string,
    private readonly onAnnouncement: (payload: string | undefined) => void,
  ) {}

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      keepAlive: true,
      application_name: 'problem-gateway-listen',
    });
    this.client = client;
    client.on('notification', ({ payload }) => this.onAnnouncement(payload));
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      this.onAnnouncement(undefined);
    } catch {
      this.reconnect(client);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private reconnect(lost: pg.Client): void {
    if (this.stopped || this.client !== lost) return;
    this.client = undefined;
    void lost.end().catch(() => undefined);
    this.timer = setTimeout(() => void this.start(), RECONNECT_AFTER_MS);
  }
}
