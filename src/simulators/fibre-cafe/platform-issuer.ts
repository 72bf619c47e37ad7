// The token issuer for platform clients and for operators in a browser: a real oidc-provider, started anew whenever the keys
// change.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import type { ConsoleClient, FibreCafeClient } from './contract.js';
import { consoleConfiguration, INTERACTION_PATH, showSignOut, SignInPage } from './console-sign-in.js';
import type { KeyRing } from './key-ring.js';

export const ISSUER_PATH = '/oidc';

export interface PlatformIssuerSettings {
  url: string;
  audience: string;
  clients: FibreCafeClient[];
  lifetimeSeconds: number;
  console?: ConsoleClient | undefined;
}

export class PlatformIssuer {
  readonly issuer: string;
  private serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  private signIn: SignInPage | undefined;

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
    const originalPath = request.url ?? '/';
    if (this.signIn !== undefined && originalPath.startsWith(ISSUER_PATH + INTERACTION_PATH)) {
      await this.signIn.handle(request, response);
      return;
    }
    // As Express mounts an application: the provider learns its folder from what was cut off.
    const url = originalPath.slice(ISSUER_PATH.length);
    await this.serve(Object.assign(request, { originalUrl: originalPath, url }), response);
  }

  private start(): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
    const provider = new Provider(this.issuer, this.configuration());
    const { console } = this.settings;
    if (console !== undefined) this.signIn = new SignInPage(provider, Object.keys(console.operators));
    return provider.callback();
  }

  private configuration(): Configuration {
    const { audience, lifetimeSeconds, console } = this.settings;
    const clients = this.settings.clients.filter((client) => client.kind === 'platform');
    const byId = new Map(clients.map((client) => [client.clientId, client]));
    const scopes = [...new Set(clients.flatMap((client) => client.scopes ?? []))];
    const operations = console === undefined ? [] : [...new Set(Object.values(console.operators).flat())];
    const resource = `urn:${audience}`;
    const kid = this.keys.currentKid;
    return {
      ...consoleConfiguration(console, { resource, issuerPath: ISSUER_PATH, lifetimeSeconds }),
      jwks: this.keys.privateJwks(),
      clients: [
        ...clients.map(registration),
        ...(console === undefined ? [] : [pageRegistration(console, operations)]),
      ],
      scopes: [...scopes, ...operations, 'openid'],
      cookies: { keys: [randomUUID()] },
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
        rpInitiatedLogout: { enabled: true, logoutSource: showSignOut },
        clientCredentials: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => resource,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: [...scopes, ...operations].join(' '),
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

/** RFC 8252, 7.3: a loopback address of this kind is good with any port. */
function pageRegistration({ clientId }: ConsoleClient, scopes: string[]): object {
  const pages = ['http://127.0.0.1/console/', 'http://localhost/console/'];
  return {
    client_id: clientId,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: pages,
    post_logout_redirect_uris: pages,
    scope: ['openid', ...scopes].join(' '),
  };
}
