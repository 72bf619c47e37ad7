// Which addresses the gateway may call: https, and plain http on this machine where the settings permit it.

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
