// The part of oidc-provider this simulator uses; the package itself ships no types.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface IssuedToken {
    clientId: string;
    scope: string | undefined;
  }

  export interface ResourceServer {
    scope: string;
    audience: string;
    accessTokenTTL: number;
    accessTokenFormat: 'jwt';
    jwt: { sign: { alg: 'RS256'; kid: string } };
  }

  export interface Configuration {
    adapter: new (model: string) => object;
    jwks: { keys: object[] };
    clients: object[];
    scopes: string[];
    cookies: { keys: string[] };
    extraTokenClaims: (context: unknown, token: IssuedToken) => Record<string, unknown>;
    formats: {
      customizers: {
        jwt: (context: unknown, token: IssuedToken, parts: { payload: Record<string, unknown> }) => void;
      };
    };
    ttl: { ClientCredentials: number };
    features: {
      devInteractions: { enabled: boolean };
      clientCredentials: { enabled: boolean };
      resourceIndicators: {
        enabled: boolean;
        defaultResource: () => string;
        useGrantedResource: () => boolean;
        getResourceServerInfo: () => ResourceServer;
      };
    };
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }
}
