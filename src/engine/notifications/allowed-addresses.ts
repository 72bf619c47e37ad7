// Which addresses may notify, as the settings list them.

import { BlockList, isIP } from 'node:net';

/** Undefined: any address may. */
export function blockList(allowed: 'any' | string[]): BlockList | undefined {
  if (allowed === 'any') return undefined;
  const list = new BlockList();
  for (const entry of allowed) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
