// Authorisation code with PKCE at the configured issuer (RFC 6749, RFC 7636, OpenID Connect Core 1.0).

import * as oauth from 'oauth4webapi';
import type { Configuration } from './configuration.ts';

/** Marks a tab in which somebody was signed in, so that a reload need not be told to sign in. */
export const SIGNED_IN_BEFORE = 'console.signed-in';
/** What must outlast the way to the issuer and back. No token is ever stored. */
const PENDING = 'console.pending-sign-in';
const HOME = '/console/';

export interface Tokens {
  access: string;
  id: string | undefined;
  subject: string;
  scopes: ReadonlySet<string>;
}

interface Pending {
  verifier: string;
  state: string;
  nonce: string;
  /** The screen to show afterwards. */
  returnTo: string;
}

export type Finished = { kind: 'none' } | { kind: 'refused'; why: string } | { kind: 'signed-in'; tokens: Tokens };

export async function beginSignIn(configuration: Configuration): Promise<void> {
  const issuer = await discover(configuration);
  if (issuer.authorization_endpoint === undefined) throw new Error('The issuer names no authorisation endpoint.');
  const pending: Pending = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    returnTo: location.pathname + location.search,
  };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const address = new URL(issuer.authorization_endpoint);
  const parameters = {
    client_id: clientOf(configuration).client_id,
    redirect_uri: redirectAddress(),
    response_type: 'code',
    scope: ['openid', ...Object.values(configuration.scopes)].join(' '),
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    state: pending.state,
    nonce: pending.nonce,
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  location.assign(address);
  // The page is left: whoever waits for it shows nothing in between.
  await new Promise(() => undefined);
}

export async function finishSignIn(configuration: Configuration): Promise<Finished> {
  const here = new URL(location.href);
  const stored = sessionStorage.getItem(PENDING);
  if (!here.searchParams.has('state') || stored === null) return { kind: 'none' };
  sessionStorage.removeItem(PENDING);
  const pending = JSON.parse(stored) as Pending;
  history.replaceState(null, '', pending.returnTo);
  try {
    return { kind: 'signed-in', tokens: await exchange(configuration, here, pending) };
  } catch (error) {
    return { kind: 'refused', why: sentenceOf(error) };
  }
}

async function exchange(configuration: Configuration, here: URL, { verifier, state, nonce }: Pending): Promise<Tokens> {
  const issuer = await discover(configuration);
  const client = clientOf(configuration);
  const parameters = oauth.validateAuthResponse(issuer, client, here, state);
  const answer = await oauth.authorizationCodeGrantRequest(
    issuer,
    client,
    oauth.None(),
    parameters,
    redirectAddress(),
    verifier,
    allowing(configuration),
  );
  const result = await oauth.processAuthorizationCodeResponse(issuer, client, answer, { expectedNonce: nonce });
  const subject = oauth.getValidatedIdTokenClaims(result)?.sub ?? '';
  // RFC 6749, 5.1: left out where it is what was asked for.
  const scopes = result.scope ?? Object.values(configuration.scopes).join(' ');
  return { access: result.access_token, id: result.id_token, subject, scopes: new Set(scopes.split(' ')) };
}

/** Undefined where the issuer offers no end of its session. */
export async function signOutAddress(
  configuration: Configuration,
  idToken: string | undefined,
): Promise<string | undefined> {
  const { end_session_endpoint: end } = await discover(configuration);
  if (end === undefined) return undefined;
  const address = new URL(end);
  address.searchParams.set('client_id', clientOf(configuration).client_id);
  address.searchParams.set('post_logout_redirect_uri', redirectAddress());
  if (idToken !== undefined) address.searchParams.set('id_token_hint', idToken);
  return address.href;
}

async function discover(configuration: Configuration): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(configuration.issuer);
  try {
    return await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, allowing(configuration)));
  } catch (error) {
    throw new Error(`The issuer ${configuration.issuer} cannot be asked: ${sentenceOf(error)}`, { cause: error });
  }
}

function clientOf({ clientId }: Configuration): oauth.Client {
  if (clientId === undefined) throw new Error('No browser client is configured.');
  return { client_id: clientId };
}

/** Plain HTTP only where the settings of the gateway name such an issuer. */
function allowing({ issuer }: Configuration): { [oauth.allowInsecureRequests]: boolean } {
  return { [oauth.allowInsecureRequests]: issuer.startsWith('http:') };
}

function redirectAddress(): string {
  return location.origin + HOME;
}

function sentenceOf(error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError) return error.error_description ?? error.error;
  if (error instanceof oauth.ResponseBodyError) return error.error_description ?? error.error;
  return error instanceof Error ? error.message : String(error);
}
