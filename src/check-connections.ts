// `--check --connect`: tries every far side that the settings name. Nothing is changed there.

import { connect as connectPlain } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { IssuerKeys } from './http-api/auth/issuer-keys.js';
import { openTransport } from './protocol/http/transport.js';
import { Clock } from './runtime/clock.js';
import { Log, reasonOf } from './runtime/log.js';
import type { Settings } from './runtime/settings/settings.js';
import { Database } from './store/db/database.js';
import { PING } from './store/db/database.queries.js';

const WITHIN_MS = 5_000;
/** Under TLS 1.3 a server refuses our certificate after the handshake: it has this long to say so. */
const REFUSAL_WITHIN_MS = 500;

export interface Tried {
  /** The setting that names the far side. */
  setting: string;
  /** Undefined where it works. */
  fault: string | undefined;
}

interface FarSide {
  setting: string;
  address: string;
  tls: { cert?: string; key?: string; ca?: string };
}

/** One result for each far side: the database, the issuer, and each address with its TLS handshake. */
export function tryConnections(settings: Settings): Promise<Tried[]> {
  const { database } = settings.current;
  const attempts: [setting: string, attempt: () => Promise<void>][] = [
    ['authentication.issuer', () => tryIssuer(settings)],
    ...farSidesIn(settings.current, '').map((one): [string, () => Promise<void>] => [
      one.setting,
      () => tryHandshake(one),
    ]),
  ];
  const { url } = database;
  if (url !== undefined) attempts.unshift(['database.url', () => tryDatabase(url)]);
  return Promise.all(
    attempts.map(async ([setting, attempt]) => ({
      setting,
      fault: await attempt().then(() => undefined, reasonOf),
    })),
  );
}

async function tryDatabase(url: string): Promise<void> {
  const database = new Database(url, 1, () => undefined);
  try {
    await database.run(PING);
  } finally {
    await database.close();
  }
}

/** Fetches the discovery document and the keys as the gateway does for the first token. */
async function tryIssuer(settings: Settings): Promise<void> {
  const keys = new IssuerKeys(openTransport(), settings, new Clock(), new Log(undefined, 'silent'), () => undefined);
  try {
    await keys.use(() => Promise.resolve());
  } finally {
    keys.close();
  }
}

/** Every section with an address that messages are sent to, whichever supplier or platform it belongs to. */
function farSidesIn(section: object, at: string): FarSide[] {
  return Object.entries(section).flatMap(([name, value]: [string, unknown]): FarSide[] => {
    if (typeof value === 'object' && value !== null) return farSidesIn(value, `${at}${name}.`);
    if (!ADDRESSES.has(name) || typeof value !== 'string') return [];
    return [{ setting: `${at}${name}`, address: value, tls: section }];
  });
}

const ADDRESSES = new Set(['endpoint', 'updatesUrl', 'tokenUrl']);

function tryHandshake({ address, tls: { cert, key, ca } }: FarSide): Promise<void> {
  const { protocol, hostname, port } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isSecure = protocol === 'https:';
  const to = { host, port: Number(port === '' ? (isSecure ? 443 : 80) : port) };
  const socket = isSecure ? connectSecurely({ ...to, servername: host, cert, key, ca }) : connectPlain(to);
  return new Promise<void>((resolve, reject) => {
    socket.setTimeout(WITHIN_MS, () => reject(new Error(`no connection within ${WITHIN_MS} ms`)));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.once(isSecure ? 'secureConnect' : 'connect', () => setTimeout(resolve, REFUSAL_WITHIN_MS));
  }).finally(() => {
    socket.on('error', () => undefined);
    socket.destroy();
  });
}
