// Which addresses the gateway may call: https, and plain http on this machine where the settings permit it. And which of its own
// listeners would be in each other's way.

/** Rest of a sentence that begins with the name of the setting; undefined for an address that may be called. */
export function addressFault(address: string, allowPlainHttpOnLoopback: boolean): string | undefined {
  const url = URL.canParse(address) && !/\s/.test(address) ? new URL(address) : undefined;
  if (url?.protocol === 'https:' && /^https:\/\//i.test(address)) return undefined;
  if (url?.protocol !== 'http:' || !/^http:\/\//i.test(address)) return 'must be an address that begins with https://';
  if (!isLoopback(url)) {
    return 'must begin with https://, because everything sent over plain http can be read on the way';
  }
  return allowPlainHttpOnLoopback
    ? undefined
    : 'must begin with https://. Plain http to a loopback address needs allowPlainHttpOnLoopback: true';
}

/** By name or number; no name is looked up, because its answer could change. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

interface Address {
  host: string;
  port: number;
}

type Listeners = Record<'http' | 'notifications' | 'operations', Address>;

/** A sentence for each listener that has the address of another. Port 0 is any free one. */
export function sharedAddresses({ http, notifications, operations }: Listeners): string[] {
  const listeners = Object.entries<Address>({ http, notifications, operations });
  return listeners.flatMap(([name, { host, port }], at) => {
    const other = listeners
      .slice(0, at)
      .find(([, one]) => port !== 0 && one.port === port && overlap(one.host, host))?.[0];
    return other === undefined ? [] : [`${name}.port: is the port of ${other} too, on the same address.`];
  });
}

const ALL_ADDRESSES = new Set(['0.0.0.0', '::']);

function overlap(one: string, other: string): boolean {
  const [first, second] = [one, other].map((host) => (host === 'localhost' ? '127.0.0.1' : host));
  return first === second || ALL_ADDRESSES.has(one) || ALL_ADDRESSES.has(other);
}
