// Which addresses the gateway may call.

import { describe, expect, it } from '@jest/globals';
import { addressFault } from '../../src/runtime/settings/addresses.js';

describe('an address', () => {
  it.each(['https://updates.test', 'https://updates.test:8443/v1', 'HTTPS://updates.test'])(
    'over https may be called: %s',
    (address) => expect([true, false].map((one) => addressFault(address, one))).toEqual([undefined, undefined]),
  );

  it.each([
    'http://localhost/v1',
    'http://localhost:8080',
    'HTTP://LOCALHOST',
    'http://127.0.0.1:4000/v1',
    'http://127.9.9.9',
    'http://[::1]:4000',
  ])('over plain http to this machine may be called where a setting says so: %s', (address) => {
    expect(addressFault(address, true)).toBeUndefined();
    expect(addressFault(address, false)).toContain('allowPlainHttpOnLoopback');
  });

  it.each([
    'http://updates.test',
    'http://127.0.0.1.updates.test',
    'http://localhost.updates.test',
    'http://localhost@updates.test',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://[::2]',
  ])('over plain http to another machine is refused whatever the settings say: %s', (address) => {
    for (const one of [true, false]) expect(addressFault(address, one)).toMatch(/^must begin with https:/);
  });

  it.each(['', 'updates.test', 'https://', 'https:/updates.test', 'https:updates.test', 'https://a b', 'ftp://a.test'])(
    'that is not whole is refused: %j',
    (address) => expect(addressFault(address, true)).toMatch(/https:\/\//),
  );
});
