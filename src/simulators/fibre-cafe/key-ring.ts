// The signing keys of the simulated Fibre Cafe: the newest signs, those still published verify.
import { randomUUID } from 'node:crypto';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

const ALGORITHM = 'RS256';
const TOKEN_TYPE = 'at+jwt';

interface SigningKey {
  kid: string;
  key: CryptoKey;
  privateJwk: JWK;
  publicJwk: JWK;
}

async function makeKey(): Promise<SigningKey> {
  // A random `kid`: after a restart no cached JWKS may take the new key for the old one.
  const kid = randomUUID();
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const name = { kid, alg: ALGORITHM, use: 'sig' };
  return {
    kid,
    key: privateKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...name },
    publicJwk: { ...(await exportJWK(publicKey)), ...name },
  };
}

export class KeyRing {
  private readonly verified = new Map<string, JWTPayload>();

  private constructor(private keys: [SigningKey, ...SigningKey[]]) {}

  static async create(): Promise<KeyRing> {
    return new KeyRing([await makeKey()]);
  }

  get currentKid(): string {
    return this.keys[0].kid;
  }

  privateJwks(): { keys: JWK[] } {
    return { keys: this.keys.map((key) => key.privateJwk) };
  }

  async rotate(keepOld: boolean): Promise<void> {
    this.keys = [await makeKey(), ...(keepOld ? this.keys : [])];
    this.verified.clear();
  }

  async sign(claims: JWTPayload): Promise<string> {
    return signWith(this.keys[0].key, this.currentKid, claims);
  }

  /** Signs with a key nobody should trust, under our `kid` or under its own. */
  async signAsStranger(claims: JWTPayload, underOurKid: boolean): Promise<string> {
    const stranger = await makeKey();
    return signWith(stranger.key, underOurKid ? this.currentKid : stranger.kid, claims);
  }

  unsecured(claims: JWTPayload): string {
    return new UnsecuredJWT(claims).encode();
  }

  /** The claims of a token we signed that still holds; undefined for any other. */
  async verify(token: string, expected: { issuer: string; audience: string }): Promise<JWTPayload | undefined> {
    const known = this.verified.get(token);
    if (known) {
      return (known.exp ?? 0) * 1000 > Date.now() ? known : undefined;
    }
    try {
      const published = createLocalJWKSet({ keys: this.keys.map((key) => key.publicJwk) });
      const { payload } = await jwtVerify(token, published, { ...expected, typ: TOKEN_TYPE, algorithms: [ALGORITHM] });
      this.verified.set(token, payload);
      return payload;
    } catch {
      return undefined;
    }
  }
}

function signWith(key: CryptoKey, kid: string, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, typ: TOKEN_TYPE, kid }).sign(key);
}
