// The token issuer for platform clients: a real oidc-provider, started anew whenever the keys change.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import type { FibreCafeClient } from './contract.js';
import type { KeyRing } from './key-ring.js';

export const ISSUER_PATH = '/oidc';

/** Keeps nothing: access tokens are JWTs and clients are configured, so there is nothing to keep. */
class ForgetfulStore {
  async find(): Promise<undefined> {}
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
  async upsert(): Promise<void> {}
  async consume(): Promise<void> {}
  async destroy(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
}

export interface PlatformIssuerSettings {
  url: string;
  audience: string;
  clients: FibreCafeClient[];
  lifetimeSeconds: number;
}

export class PlatformIssuer {
  readonly issuer: string;
  private serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  constructor(
    private readonly settings: PlatformIssuerSettings,
    private readonly keys: KeyRing,
  ) {
    this.issuer = settings.url + ISSUER_PATH;
    this.serve = this.start();
  }

  /** Signs with the newest key from now on. */
  restart(): void {
    this.serve = this.start();
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // As Express mounts an application: the provider learns its folder from what was cut off.
    const originalUrl = request.url ?? '/';
    await this.serve(Object.assign(request, { originalUrl, url: originalUrl.slice(ISSUER_PATH.length) }), response);
  }

  private start(): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
    return new Provider(this.issuer, this.configuration()).callback();
  }

  private configuration(): Configuration {
    const { audience, lifetimeSeconds } = this.settings;
    const clients = this.settings.clients.filter((client) => client.kind === 'platform');
    const byId = new Map(clients.map((client) => [client.clientId, client]));
    const scopes = [...new Set(clients.flatMap((client) => client.scopes ?? []))];
    const kid = this.keys.currentKid;
    return {
      adapter: ForgetfulStore,
      jwks: this.keys.privateJwks(),
      clients: clients.map(registration),
      scopes,
      cookies: { keys: [randomUUID()] },
      ttl: { ClientCredentials: lifetimeSeconds },
      extraTokenClaims: (_context, token) => ({ tenants: byId.get(token.clientId)?.tenants ?? [] }),
      formats: {
        customizers: {
          // RFC 6749 3.3: a request that names no scope gets the issuer's default, here all the client has.
          jwt: (_context, token, { payload }) => {
            token.scope ??= byId.get(token.clientId)?.scopes?.join(' ') || undefined;
            payload['scope'] = token.scope;
          },
        },
      },
      features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => `urn:${audience}`,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: scopes.join(' '),
            audience,
            accessTokenTTL: lifetimeSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256', kid } },
          }),
        },
      },
    };
  }
}

function registration(client: FibreCafeClient): object {
  return {
    client_id: client.clientId,
    client_secret: client.clientSecret,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: 'client_secret_basic',
    ...(client.scopes?.length ? { scope: client.scopes.join(' ') } : {}),
  };
}
