// Reaches CityFibre: a tenant's address, certificate and connections. No translation.

import { X509Certificate } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { ConnectionPool, type Reply, Transport } from '../../protocol/http/transport.js';
import { type CityfibreSettings, CityfibreTenants } from './cityfibre.settings.js';

interface Line {
  settings: CityfibreSettings;
  pool: ConnectionPool;
  /** When our certificate lapses, milliseconds since 1970. */
  certificateLapses: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

@Injectable()
export class CityfibreClient implements OnApplicationShutdown {
  private readonly lines = new Map<string, Line>();

  constructor(
    private readonly transport: Transport,
    private readonly tenants: CityfibreTenants,
    private readonly exchanges: ExchangeLog,
    settings: Settings,
  ) {
    settings.onChange(() => this.dropChanged());
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.lines.values()].map(({ pool }) => pool.close()));
  }

  /** Posts one message. A certificate that has lapsed is not presented: nothing is sent. */
  async post(tenant: string, operation: string, body: string): Promise<Reply> {
    const line = this.lineOf(tenant);
    const { settings, pool } = line;
    if (line.certificateLapses < Date.now()) {
      return { kind: 'not-sent', why: `the client certificate of ${tenant} has expired`, credentials: true };
    }
    const at = new Date();
    const reply = await this.transport.send(pool, {
      method: 'POST',
      url: `${settings.endpoint}/${operation}`,
      headers: { 'Content-Type': settings.contentType, Accept: 'text/xml, application/xml', soapaction: '""' },
      body,
      timeoutMs: settings.timeout,
    });
    this.exchanges.recordOutgoing(
      { side: 'south', party: 'cityfibre', operation, at, request: body, ids: { tenant } },
      reply,
    );
    return reply;
  }

  private lineOf(tenant: string): Line {
    const known = this.lines.get(tenant);
    if (known !== undefined) return known;
    const settings = this.tenants.of(tenant);
    const { cert, key, ca, connections } = settings;
    const line = {
      settings,
      pool: new ConnectionPool({ connections, connectTimeoutMs: CONNECT_TIMEOUT_MS, tls: { cert, key, ca } }),
      certificateLapses: Date.parse(new X509Certificate(cert).validTo),
    };
    this.lines.set(tenant, line);
    return line;
  }

  /** New settings, new connections; requests on the old ones end in peace. */
  private dropChanged(): void {
    for (const line of this.lines.values()) void line.pool.close();
    this.lines.clear();
  }
}
