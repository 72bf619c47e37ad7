// Reaches aBILLity: a tenant's address, its credentials in either of two ways, and its connections. No translation.

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ExchangeLog } from '../../runtime/exchange-log.js';
import { Settings } from '../../runtime/settings/settings.js';
import { ConnectionPool, type OutgoingRequest, type Reply, Transport } from '../../protocol/http/transport.js';
import { type AbillitySettings, AbillityTenants } from './abillity.settings.js';
import { LOGIN_PATH, readToken, writeLogin } from './requests/login.js';

/** One call, below the tenant's address. */
export interface AbillityCall {
  method: 'GET' | 'POST';
  /** Such as `api/WLR3/Fault`. */
  path: string;
  body?: string;
  contentType?: string;
}

interface Line {
  settings: AbillitySettings;
  pool: ConnectionPool;
  /** Being asked for, or in use. Undefined: none yet, or it was refused. */
  token: Promise<Token> | undefined;
  tokenUsedAt: number;
}

type Token = { token: string } | { refused: Extract<Reply, { kind: 'not-sent' }> };

const CONNECT_TIMEOUT_MS = 10_000;
const LOGIN_TIMEOUT_MS = 10_000;
/** A token lives 20 minutes from its last use (Getting Started, Authentication); it is given up a little before. */
const TOKEN_IDLE_MS = 19 * 60_000;

@Injectable()
export class AbillityClient implements OnApplicationShutdown {
  private readonly lines = new Map<string, Line>();

  constructor(
    private readonly transport: Transport,
    private readonly tenants: AbillityTenants,
    private readonly exchanges: ExchangeLog,
    settings: Settings,
  ) {
    settings.onChange(() => this.dropChanged());
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.lines.values()].map(({ pool }) => pool.close()));
  }

  /** Sends once; only where a token was refused (401, so nothing was done) once more with a new one. */
  async call(tenant: string, call: AbillityCall): Promise<Reply> {
    const line = this.lineOf(tenant);
    if (line.settings.authentication === 'headers')
      return this.exchange(tenant, line, call, credentials(line.settings));
    const first = await this.withToken(tenant, line, call);
    if (first.kind !== 'answered' || first.status !== 401) return first;
    return this.withToken(tenant, line, call);
  }

  private async withToken(tenant: string, line: Line, call: AbillityCall): Promise<Reply> {
    const used = this.tokenOf(tenant, line);
    const held = await used;
    if ('refused' in held) return held.refused;
    const reply = await this.exchange(tenant, line, call, { [line.settings.tokenHeader]: held.token });
    // Another call may have got a new one meanwhile.
    if (reply.kind === 'answered' && reply.status === 401 && line.token === used) line.token = undefined;
    return reply;
  }

  /** Each use keeps it alive; several calls at once share one login. */
  private tokenOf(tenant: string, line: Line): Promise<Token> {
    const now = Date.now();
    if (line.token === undefined || now - line.tokenUsedAt > TOKEN_IDLE_MS) {
      const asked = this.login(tenant, line);
      line.token = asked;
      void asked.then((token) => {
        if ('refused' in token && line.token === asked) line.token = undefined;
      });
    }
    line.tokenUsedAt = now;
    return line.token;
  }

  private async login(tenant: string, line: Line): Promise<Token> {
    const { settings, pool } = line;
    const at = new Date();
    const reply = await this.transport.send(pool, {
      ...request(settings, { method: 'POST', path: LOGIN_PATH, body: writeLogin(settings) }, {}),
      timeoutMs: LOGIN_TIMEOUT_MS,
    });
    // The body holds the password, the answer the token: neither is for the journal.
    const told = reply.kind === 'answered' ? { ...reply, body: Buffer.alloc(0) } : reply;
    const asked = {
      side: 'south',
      party: 'abillity',
      operation: LOGIN_PATH,
      at,
      request: undefined,
      ids: { tenant },
    } as const;
    this.exchanges.recordOutgoing(asked, told);
    return readToken(reply);
  }

  private async exchange(tenant: string, line: Line, call: AbillityCall, headers: Headers): Promise<Reply> {
    const at = new Date();
    const reply = await this.transport.send(line.pool, request(line.settings, call, headers));
    const operation = call.path.split('?')[0] ?? '';
    this.exchanges.recordOutgoing(
      { side: 'south', party: 'abillity', operation, at, request: call.body, ids: { tenant } },
      reply,
    );
    return reply;
  }

  private lineOf(tenant: string): Line {
    const known = this.lines.get(tenant);
    if (known !== undefined) return known;
    const settings = this.tenants.of(tenant);
    const { ca, connections } = settings;
    const tls = ca === undefined ? undefined : { ca };
    const pool = new ConnectionPool({ connections, connectTimeoutMs: CONNECT_TIMEOUT_MS, tls });
    const line: Line = { settings, pool, token: undefined, tokenUsedAt: 0 };
    this.lines.set(tenant, line);
    return line;
  }

  /** New settings, new connections; requests on the old ones end in peace. */
  private dropChanged(): void {
    for (const line of this.lines.values()) void line.pool.close();
    this.lines.clear();
  }
}

type Headers = Record<string, string>;

/** The first way: who asks stands in every call (Getting Started, Authentication). */
function credentials({ systemInformation, username, passwordFile }: AbillitySettings): Headers {
  return { SystemInformation: systemInformation, username, password: passwordFile.trim() };
}

function request({ endpoint, timeout }: AbillitySettings, call: AbillityCall, headers: Headers): OutgoingRequest {
  const { method, path, body, contentType = 'application/json' } = call;
  return {
    method,
    url: `${endpoint.replace(/\/+$/, '')}/${path}`,
    headers: { ...headers, accept: contentType, ...(body === undefined ? {} : { 'content-type': contentType }) },
    body,
    timeoutMs: timeout,
  };
}
