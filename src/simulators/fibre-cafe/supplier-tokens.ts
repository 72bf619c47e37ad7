// Supplier access tokens: POST /v1/auth/supplier/access-token, and who may tell about which tenant.
import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { FibreCafeClient } from './contract.js';
import type { Answer } from './http-exchange.js';
import type { KeyRing } from './key-ring.js';

const AUDIENCE = 'urn:fibre-cafe:supplier-updates';

type TokenError =
  'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unauthorized_client' | 'unsupported_grant_type';

interface Credentials {
  clientId: string;
  /** One secret, in the spellings it may have been sent in. */
  secrets: string[];
}

export interface SupplierTokenSettings {
  url: string;
  clients: FibreCafeClient[];
  lifetimeSeconds: number;
  expiresInAsText: boolean;
}

export interface TokenRequest {
  contentType: string | undefined;
  authorization: string | undefined;
  body: string;
}

export class SupplierTokens {
  private readonly issuer: string;

  constructor(
    private readonly settings: SupplierTokenSettings,
    private readonly keys: KeyRing,
  ) {
    this.issuer = `${settings.url}/v1/auth/supplier`;
  }

  async answer(request: TokenRequest): Promise<Answer> {
    const form = new URLSearchParams(request.body);
    const asked = this.client(request, form);
    if (typeof asked === 'string') {
      return { status: 400, body: { error: asked } };
    }
    const known = asked.scopes ?? [];
    const scopes = form.get('scope')?.split(' ').filter(Boolean) ?? known;
    if (scopes.some((scope) => !known.includes(scope))) {
      return { status: 400, body: { error: 'invalid_grant' satisfies TokenError } };
    }
    const { lifetimeSeconds, expiresInAsText } = this.settings;
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: {
        access_token: await this.issue(asked, { scopes }),
        expires_in: expiresInAsText ? String(lifetimeSeconds) : lifetimeSeconds,
        token_type: 'Bearer',
      },
    };
  }

  async issue(
    client: FibreCafeClient,
    { tenants = client.tenants, scopes = client.scopes ?? [], lifetimeSeconds = this.settings.lifetimeSeconds } = {},
  ): Promise<string> {
    const claims = { iss: this.issuer, aud: AUDIENCE, tenants };
    return this.keys.sign({ ...claims, ...clientClaims(client, scopes, lifetimeSeconds) });
  }

  /** The tenants the bearer may tell about; undefined when the token does not open the updates API. */
  async tenantsOf(authorization: string | undefined): Promise<string[] | undefined> {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    const claims = token && (await this.keys.verify(token, { issuer: this.issuer, audience: AUDIENCE }));
    return claims ? (claims['tenants'] as string[]) : undefined;
  }

  private client(request: TokenRequest, form: URLSearchParams): FibreCafeClient | TokenError {
    const credentials = request.authorization ? basic(request.authorization) : posted(form);
    const isForm = request.contentType?.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
    if (!isForm || !form.get('grant_type') || !credentials) {
      return 'invalid_request';
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return 'unsupported_grant_type';
    }
    const client = this.settings.clients.find(({ clientId }) => clientId === credentials.clientId);
    if (!client || !credentials.secrets.includes(client.clientSecret)) {
      return 'invalid_client';
    }
    return client.kind === 'supplier' ? client : 'unauthorized_client';
  }
}

/** The claims every access token has that tell of the client and of time. */
export function clientClaims(client: FibreCafeClient, scopes: string[], lifetimeSeconds: number): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const { clientId } = client;
  const scope = scopes.length ? { scope: scopes.join(' ') } : {};
  return { sub: clientId, client_id: clientId, ...scope, jti: randomUUID(), iat: now, exp: now + lifetimeSeconds };
}

function posted(form: URLSearchParams): Credentials | undefined {
  const [clientId, secret] = [form.get('client_id'), form.get('client_secret')];
  return clientId && secret ? { clientId, secrets: [secret] } : undefined;
}

function basic(authorization: string): Credentials | undefined {
  const encoded = /^Basic +(\S+)$/i.exec(authorization)?.[1];
  const [, clientId, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  if (!clientId || !secret) {
    return undefined;
  }
  // RFC 6749 2.3.1 wants both form-encoded before base64, and many callers do not do it: understand either.
  return { clientId: formDecoded(clientId), secrets: [secret, formDecoded(secret)] };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
