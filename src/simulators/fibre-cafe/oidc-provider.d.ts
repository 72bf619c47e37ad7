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

  export interface AdapterPayload {
    uid?: string;
    grantId?: string;
    consumed?: unknown;
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  interface Context {
    oidc: {
      provider: { Grant: new (of: { clientId: string; accountId: string }) => Grant };
      session?: { accountId?: string };
      client?: { clientId: string };
    };
  }

  type Lifetimes =
    'ClientCredentials' | 'AccessToken' | 'AuthorizationCode' | 'IdToken' | 'Interaction' | 'Session' | 'Grant';

  export interface Policy {
    remove(prompt: string): void;
  }
  export const interactionPolicy: { base(): Policy };

  export interface Configuration {
    adapter: new (model: string) => object;
    interactions: { policy: Policy; url: (context: unknown, interaction: { uid: string }) => string };
    findAccount: (context: unknown, id: string) => { accountId: string; claims: () => { sub: string } };
    clientBasedCORS: (context: unknown, origin: string) => boolean;
    loadExistingGrant: (context: Context) => Promise<Grant>;
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
    ttl: Record<Lifetimes, number>;
    features: {
      devInteractions: { enabled: boolean };
      rpInitiatedLogout: { enabled: boolean; logoutSource: (context: { body: string }, form: string) => void };
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
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string } } | { error: string },
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }
}
