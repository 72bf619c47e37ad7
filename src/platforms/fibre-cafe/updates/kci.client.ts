// Sends one KCI once and says what the answer means for it.

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../../runtime/clock.js';
import { ExchangeLog } from '../../../runtime/exchange-log.js';
import { Settings } from '../../../runtime/settings/settings.js';
import { retryAfter } from '../../../resilience/retry-after.js';
import { ConnectionPool, type Reply, Transport } from '../../../protocol/http/transport.js';
import type { Delivery, UpdateToSend } from '../../../domain/platform/port.js';
import { fibreCafeSettings } from '../fibre-cafe.settings.js';
import { AccessToken } from './access-token.js';

const CONNECTIONS = 16;
const TIMEOUT_MS = 30_000;

@Injectable()
export class KciClient implements OnApplicationShutdown {
  private pool: ConnectionPool;

  constructor(
    private readonly transport: Transport,
    private readonly token: AccessToken,
    private readonly exchanges: ExchangeLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    let { ca } = fibreCafeSettings(settings.current);
    this.pool = poolFor(ca);
    settings.onChange((next) => {
      const changed = fibreCafeSettings(next).ca;
      if (changed === ca) return;
      ca = changed;
      // Requests on the old connections end in peace.
      void this.pool.close();
      this.pool = poolFor(ca);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  /** A refused token is replaced once; refused again, we are locked out. */
  async send(kci: UpdateToSend): Promise<Delivery> {
    const first = await this.attempt(kci);
    if (first.kind !== 'locked-out' || first.status !== 401) return first;
    return this.attempt(kci);
  }

  private async attempt(kci: UpdateToSend): Promise<Delivery> {
    const requestId = this.clock.newId();
    const token = await this.token.get(this.pool);
    if (token.kind === 'none') {
      return token.refused
        ? { kind: 'locked-out', requestId, status: undefined, why: token.why }
        : { kind: 'again', requestId, status: undefined, why: token.why, retryAfterMs: undefined };
    }
    const at = this.clock.now();
    const reply = await this.transport.send(this.pool, {
      method: 'POST',
      url: `${fibreCafeSettings(this.settings.current).updatesUrl}/kcis`,
      headers: {
        authorization: `Bearer ${token.value}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'x-request-id': requestId,
        'x-conversation-id': kci.conversationId,
      },
      body: kci.body,
      timeoutMs: TIMEOUT_MS,
    });
    const ids = { requestId, conversationId: kci.conversationId };
    // The bytes are kept with the KCI, however often they are sent.
    const asked = { side: 'kci', party: 'fibre-cafe', operation: 'POST /kcis', at, request: undefined, ids } as const;
    this.exchanges.recordOutgoing(asked, reply);
    if (reply.kind === 'answered' && reply.status === 401) this.token.refused(token.value);
    return readDelivery(reply, requestId);
  }
}

function poolFor(ca: string | undefined): ConnectionPool {
  const tls = ca === undefined ? undefined : { ca };
  return new ConnectionPool({ connections: CONNECTIONS, connectTimeoutMs: 10_000, tls });
}

/** The Fibre Cafe's answer → what becomes of the KCI. A repeat is safe: it carries the same id and number. */
function readDelivery(reply: Reply, requestId: string): Delivery {
  if (reply.kind !== 'answered') {
    return { kind: 'again', requestId, status: undefined, why: reply.why, retryAfterMs: undefined };
  }
  const { status } = reply;
  if (status >= 200 && status < 300) return { kind: 'delivered', requestId, status };
  const why = `the Fibre Cafe answered ${status}${messagesOf(reply.body)}`;
  if (status === 401 || status === 403) return { kind: 'locked-out', requestId, status, why };
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return { kind: 'refused', requestId, status, why, validation: status === 422 };
  }
  return { kind: 'again', requestId, status, why, retryAfterMs: retryAfter(reply.headers['retry-after']) };
}

function messagesOf(body: Buffer): string {
  const text = body.subarray(0, 500).toString('utf8').trim();
  return text === '' ? '' : `: ${text}`;
}
