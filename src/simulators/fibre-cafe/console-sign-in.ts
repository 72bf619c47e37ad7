// How people sign in at the token issuer: a page with one button for each operator, and the grant that each is given.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { interactionPolicy } from 'oidc-provider';
import type { AdapterPayload, Configuration, Provider } from 'oidc-provider';
import type { ConsoleClient } from './contract.js';

export const INTERACTION_PATH = '/sign-in/';
const SIGN_IN_SECONDS = 600;

/** Stores what a sign-in needs between two requests. Tokens of platform clients are JWTs and need no place. */
class SignInStore {
  private static readonly entries = new Map<string, { payload: AdapterPayload; until: number }>();

  constructor(private readonly kind: string) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    const entry = SignInStore.entries.get(this.key(id));
    return entry !== undefined && entry.until > Date.now() ? entry.payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return [...SignInStore.entries.values()].find(({ payload }) => payload.uid === uid)?.payload;
  }

  async findByUserCode(): Promise<undefined> {}

  async upsert(id: string, payload: AdapterPayload, seconds: number): Promise<void> {
    for (const [key, { until }] of SignInStore.entries) if (until <= Date.now()) SignInStore.entries.delete(key);
    SignInStore.entries.set(this.key(id), { payload, until: Date.now() + seconds * 1000 });
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    SignInStore.entries.delete(this.key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of SignInStore.entries)
      if (payload.grantId === grantId) SignInStore.entries.delete(key);
  }

  private key(id: string): string {
    return `${this.kind}:${id}`;
  }
}

interface Surroundings {
  resource: string;
  issuerPath: string;
  lifetimeSeconds: number;
}

export function consoleConfiguration(
  client: ConsoleClient | undefined,
  { resource, issuerPath, lifetimeSeconds }: Surroundings,
): Pick<Configuration, 'adapter' | 'ttl' | 'interactions' | 'findAccount' | 'clientBasedCORS' | 'loadExistingGrant'> {
  const policy = interactionPolicy.base();
  // What an operator may do is a matter of the operator, not of consent.
  policy.remove('consent');
  return {
    adapter: SignInStore,
    ttl: {
      ClientCredentials: lifetimeSeconds,
      AccessToken: lifetimeSeconds,
      AuthorizationCode: 60,
      IdToken: lifetimeSeconds,
      Interaction: SIGN_IN_SECONDS,
      Session: lifetimeSeconds,
      Grant: lifetimeSeconds,
    },
    interactions: { policy, url: (_context, { uid }) => `${issuerPath}${INTERACTION_PATH}${uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    clientBasedCORS: (_context, origin) => /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin),
    loadExistingGrant: async ({ oidc }) => {
      const accountId = oidc.session?.accountId ?? '';
      const clientId = oidc.client?.clientId ?? '';
      const grant = new oidc.provider.Grant({ clientId, accountId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(resource, (client?.operators[accountId] ?? []).join(' '));
      await grant.save();
      return grant;
    },
  };
}

export class SignInPage {
  constructor(
    private readonly provider: Provider,
    private readonly names: string[],
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
      const name = new URLSearchParams(body).get('operator') ?? '';
      const result = this.names.includes(name) ? { login: { accountId: name } } : { error: 'access_denied' };
      await this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(page(this.names));
  }
}

/** The form is the provider's own; the button says what the person wants of it. */
export function showSignOut(context: { body: string }, form: string): void {
  context.body = document(
    'Sign out of the simulated issuer',
    `${form}<p><button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button></p>`,
  );
}

function page(names: string[]): string {
  const buttons = names.map((name) => `<p><button name="operator" value="${name}">Sign in as ${name}</button></p>`);
  return document('Sign in to the simulated issuer', `<form method="post">${buttons.join('')}</form>`);
}

function document(title: string, content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<title>${title}</title></head><body><main><h1>${title}</h1>${content}</main></body></html>
`;
}
