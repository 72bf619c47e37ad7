// The keys of the token issuer: fetched through its discovery document, again every five minutes, and once more for a key that is new.

import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/log.js';
import type { GatewaySettings, Settings } from '../../runtime/settings/settings.js';
import { addressFault } from '../../runtime/settings/addresses.js';
import { ConnectionPool, type Transport } from '../../protocol/http/transport.js';

const TIMEOUT_MS = 5_000;
/** After this time the keys are fetched again, so that a key that was withdrawn is not believed for longer. */
export const KEYS_LIVE_MS = 5 * 60_000;
/** While the issuer cannot be reached, its last keys are used this long. */
const KEYS_LAST_MS = 60 * 60_000;
/** A key that is not among keys older than this is no key of the issuer; in younger ones it may be missing because it is new. */
const SETTLED_MS = 30_000;
/** After a failure the issuer is left alone this long; longer where its last keys serve meanwhile. */
const PAUSE_MS = { without: 1_000, with: 30_000 };

/** The issuer's keys cannot be had, or do not hold a new key yet: the caller should try again. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

interface FetchedKeys {
  find: JWTVerifyGetKey;
  /** As they came. */
  text: string;
  fetchedAt: number;
  /** They were fetched for a key that the keys before them, just fetched, did not hold. */
  again: boolean;
}

export class IssuerKeys {
  private pool: ConnectionPool;
  private fetched: FetchedKeys | undefined;
  private fetching: Promise<FetchedKeys> | undefined;
  private failure: { at: number; why: string } | undefined;

  /** `changed` is called when the issuer publishes other keys than before. */
  constructor(
    private readonly transport: Transport,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly changed: () => void,
  ) {
    this.pool = poolFor(settings.current);
  }

  /** The settings may name another issuer, or another authority of its certificate. */
  forget(): void {
    void this.pool.close();
    this.pool = poolFor(this.settings.current);
    this.fetched = undefined;
    this.fetching = undefined;
    this.failure = undefined;
  }

  close(): void {
    void this.pool.close();
  }

  /**
   * Runs `verify` with the issuer's keys, and once more with newer ones where they hold no key of the token. Throws what `verify`
   * throws, or `KeysUnavailable`.
   */
  async use<T>(verify: (keys: JWTVerifyGetKey) => Promise<T>): Promise<T> {
    const keys = await this.current();
    try {
      return await verify(keys.find);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    const settled = this.ageOf(keys.fetchedAt) >= SETTLED_MS;
    if (!settled && keys.again) throw new KeysUnavailable('the issuer publishes no key of the token yet');
    const newer = await this.fetchOnce(!settled);
    try {
      return await verify(newer.find);
    } catch (error) {
      if (settled || !(error instanceof errors.JWKSNoMatchingKey)) throw error;
      throw new KeysUnavailable('the issuer publishes no key of the token yet');
    }
  }

  private async current(): Promise<FetchedKeys> {
    const { fetched } = this;
    if (fetched !== undefined && this.ageOf(fetched.fetchedAt) < KEYS_LIVE_MS) return fetched;
    const usable = fetched !== undefined && this.ageOf(fetched.fetchedAt) < KEYS_LAST_MS ? fetched : undefined;
    const pause = usable === undefined ? PAUSE_MS.without : PAUSE_MS.with;
    if (this.failure !== undefined && this.ageOf(this.failure.at) < pause) {
      if (usable === undefined) throw new KeysUnavailable(this.failure.why);
      return usable;
    }
    try {
      return await this.fetchOnce(false);
    } catch (error) {
      if (usable === undefined) throw error;
      return usable;
    }
  }

  /** However the clock was set meanwhile. */
  private ageOf(at: number): number {
    return Math.abs(this.clock.now().getTime() - at);
  }

  /** However many callers wait for it, the issuer is asked once at a time. */
  private fetchOnce(again: boolean): Promise<FetchedKeys> {
    this.fetching ??= this.fetch(again).finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetch(again: boolean): Promise<FetchedKeys> {
    const { authentication } = this.settings.current;
    try {
      const text = await this.get(await this.keysUrl(authentication));
      const find = createLocalJWKSet(JSON.parse(text) as JSONWebKeySet);
      const fetched = { find, text, fetchedAt: this.clock.now().getTime(), again };
      // Of an issuer that the settings no longer name.
      if (this.settings.current.authentication !== authentication) return fetched;
      if (this.fetched !== undefined && this.fetched.text !== text) this.changed();
      this.failure = undefined;
      return (this.fetched = fetched);
    } catch (error) {
      const why = (error as Error).message;
      this.failure = { at: this.clock.now().getTime(), why };
      this.log.warn('issuer.keys-unavailable', {
        why,
        advice:
          'Check that the issuer publishes its discovery document and its keys, and that this host can reach them.',
      });
      throw new KeysUnavailable(why);
    }
  }

  /** From the settings, else from the issuer's discovery document (OpenID Connect Discovery 1.0, 4), read anew each time. */
  private async keysUrl({ issuer, jwksUri }: GatewaySettings['authentication']): Promise<string> {
    if (jwksUri !== undefined) return jwksUri;
    const text = await this.get(discoveryUrl(issuer));
    return keysUrlIn(text, this.settings.current);
  }

  private async get(url: string): Promise<string> {
    const reply = await this.transport.send(this.pool, {
      method: 'GET',
      url,
      headers: { accept: 'application/json' },
      body: undefined,
      timeoutMs: TIMEOUT_MS,
    });
    if (reply.kind !== 'answered') throw new Error(`the token issuer cannot be reached: ${reply.why}`);
    if (reply.bodyFault !== undefined)
      throw new Error(`the answer of the token issuer cannot be read: ${reply.bodyFault}`);
    if (reply.status !== 200) throw new Error(`the token issuer answered HTTP ${reply.status} at ${url}`);
    return reply.body.toString('utf8');
  }
}

function poolFor({ authentication: { ca } }: GatewaySettings): ConnectionPool {
  return new ConnectionPool({
    connections: 2,
    connectTimeoutMs: TIMEOUT_MS,
    tls: ca === undefined ? undefined : { ca },
  });
}

/** Where an issuer publishes its discovery document. */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/**
 * The address of the keys in a discovery document. Throws where the document is another issuer's (OpenID Connect Discovery 1.0,
 * 4.3), or where whoever wrote it sends us to a place that the settings do not trust.
 */
export function keysUrlIn(
  text: string,
  { authentication, allowPlainHttpOnLoopback }: Pick<GatewaySettings, 'authentication' | 'allowPlainHttpOnLoopback'>,
): string {
  const document = JSON.parse(text) as { issuer?: unknown; jwks_uri?: unknown } | null;
  if (document?.issuer !== authentication.issuer) {
    throw new Error('the issuer in the discovery document is not the one in authentication.issuer');
  }
  const { jwks_uri: address } = document;
  if (typeof address !== 'string') throw new Error('the discovery document names no jwks_uri');
  const named = `the jwks_uri of the discovery document, "${address.slice(0, 200)}",`;
  const fault = addressFault(address, allowPlainHttpOnLoopback);
  if (fault !== undefined) throw new Error(`${named} ${fault}`);
  const { hostname } = new URL(address);
  const trusted = [
    new URL(authentication.issuer).hostname,
    ...authentication.jwksHosts.map((one) => one.toLowerCase()),
  ];
  if (!trusted.includes(hostname)) {
    throw new Error(`${named} is neither on the host of the issuer nor on one of authentication.jwksHosts`);
  }
  return address;
}
