// The token that opens the Fibre Cafe's Supplier Updates API: asked for once, kept until shortly before it lapses.

import { Injectable } from '@nestjs/common';
import { Clock } from '../../../runtime/clock.js';
import { Settings } from '../../../runtime/settings/settings.js';
import { type FibreCafeSettings, fibreCafeSettings } from '../fibre-cafe.settings.js';
import { type ConnectionPool, type OutgoingRequest, Transport } from '../../../protocol/http/transport.js';

/** A token is given up this long before it lapses, so that it does not lapse on the way. */
const MARGIN_MS = 60_000;
const TIMEOUT_MS = 10_000;

export type Token = { kind: 'token'; value: string } | { kind: 'none'; why: string; refused: boolean };

@Injectable()
export class AccessToken {
  private cached: { value: string; until: number } | undefined;
  private fetching: Promise<Token> | undefined;

  constructor(
    private readonly transport: Transport,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    let used = JSON.stringify(fibreCafeSettings(settings.current));
    settings.onChange((next) => {
      const changed = JSON.stringify(fibreCafeSettings(next));
      if (changed === used) return;
      used = changed;
      this.cached = undefined;
      this.fetching = undefined;
    });
  }

  /** The token, asked for at most once at a time however many KCIs wait for it. */
  async get(pool: ConnectionPool): Promise<Token> {
    if (this.cached !== undefined && this.cached.until > this.clock.now().getTime()) {
      return { kind: 'token', value: this.cached.value };
    }
    if (this.fetching !== undefined) return this.fetching;
    const fetching = this.fetch(pool).finally(() => {
      if (this.fetching === fetching) this.fetching = undefined;
    });
    this.fetching = fetching;
    return fetching;
  }

  /** The token was refused: the next KCI asks for another, unless somebody already has. */
  refused(value: string): void {
    if (this.cached?.value === value) this.cached = undefined;
  }

  private async fetch(pool: ConnectionPool): Promise<Token> {
    const fibreCafe = fibreCafeSettings(this.settings.current);
    const reply = await this.transport.send(pool, {
      method: 'POST',
      url: fibreCafe.tokenUrl,
      ...grantOf(fibreCafe),
      timeoutMs: TIMEOUT_MS,
    });
    if (reply.kind !== 'answered') return { kind: 'none', why: `no token: ${reply.why}`, refused: false };
    const refused = reply.status >= 400 && reply.status < 500 && reply.status !== 429;
    const body = readBody(reply.body);
    const isGranted = reply.status === 200 || reply.status === 201;
    if (!isGranted || typeof body['access_token'] !== 'string') {
      const error = typeof body['error'] === 'string' ? ` ${body['error']}` : '';
      const why = reply.bodyFault ?? `the issuer answered ${reply.status}${error}`;
      return { kind: 'none', why: `no token: ${why}`, refused };
    }
    const lifetimeMs = lifetimeOf(body['expires_in']);
    const margin = Math.min(MARGIN_MS, lifetimeMs / 2);
    const value = body['access_token'];
    // One for credentials that were replaced meanwhile is not used again.
    if (fibreCafeSettings(this.settings.current) === fibreCafe) {
      this.cached = { value, until: this.clock.now().getTime() + lifetimeMs - margin };
    }
    return { kind: 'token', value };
  }
}

/** The request for a token, the client's secret where the issuer wants it (RFC 6749, 2.3.1). */
function grantOf(fibreCafe: FibreCafeSettings): Pick<OutgoingRequest, 'headers' | 'body'> {
  const { clientId, clientSecretFile, clientAuthentication, scope } = fibreCafe;
  const clientSecret = clientSecretFile.trim();
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  if (clientAuthentication === 'client_secret_post') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
    return { headers, body: form.toString() };
  }
  const credentials = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  return { headers: { ...headers, authorization: `Basic ${credentials.toString('base64')}` }, body: form.toString() };
}

/** Milliseconds. Documented as text, printed as a number: both are read. */
function lifetimeOf(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' || typeof expiresIn === 'number' ? Number(expiresIn) : NaN;
  return Number.isFinite(seconds) ? seconds * 1000 : 300_000;
}

function readBody(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
