// What the shipped program says of settings that it is asked to check, and when it does not start.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { issueAuthority } from '../../src/simulators/certificates.js';
import { writeFile } from 'node:fs/promises';
import { GatewayWorld } from '../support/gateway-world.js';
import { shippedGateway } from '../support/shipped.js';

interface Said {
  code: number;
  out: string[];
  err: string[];
}

let at: GatewayWorld;
let main: string;
beforeAll(async () => {
  main = await shippedGateway();
  at = await GatewayWorld.open({ name: 'check' });
});
afterAll(() => at.close());

function run(settingsPath: string, ...options: string[]): Promise<Said> {
  const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...options, '--config', settingsPath], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: lines(stdout), err: lines(stderr) }),
    );
  });
}

describe('--check --connect', () => {
  it('says of each far side that it can be reached', async () => {
    const { code, out } = await run(at.world.settingsPath, '--check', '--connect');
    expect(out.slice(1).sort()).toEqual([
      'authentication.issuer: ok',
      'fibreCafe.tokenUrl: ok',
      'fibreCafe.updatesUrl: ok',
      'tenants.TENANT1.cityfibre.endpoint: ok',
      'tenants.TENANT2.cityfibre.endpoint: ok',
    ]);
    expect(code).toBe(0);
  });

  it('names the reason for each that cannot', async () => {
    const stranger = join(at.folder, 'stranger.crt');
    await writeFile(stranger, (await issueAuthority('Another authority')).cert);
    const path = await at.writeSettings(join(at.folder, 'unreachable.yaml'), {
      database: { url: 'postgres://gateway@127.0.0.1:1/gateway' },
      authentication: { issuer: `${at.fibreCafe.url}/nobody` },
      fibreCafe: { tokenUrl: 'http://127.0.0.1:1/token' },
      tenants: { TENANT1: { cityfibre: { ca: stranger } } },
    });
    const { code, out } = await run(path, '--check', '--connect');
    expect(out.slice(1).sort()).toEqual([
      expect.stringMatching(/^authentication\.issuer: the token issuer answered HTTP 404/),
      expect.stringMatching(/^database\.url: .*ECONNREFUSED/),
      expect.stringMatching(/^fibreCafe\.tokenUrl: .*ECONNREFUSED/),
      'fibreCafe.updatesUrl: ok',
      expect.stringMatching(/^tenants\.TENANT1\.cityfibre\.endpoint: .*certificate/),
      'tenants.TENANT2.cityfibre.endpoint: ok',
    ]);
    expect(code).toBe(1);
  });
});

describe('a gateway that does not start says so in one sentence and one line of its log', () => {
  it.each<[string, Parameters<GatewayWorld['writeSettings']>[1], RegExp]>([
    ['settings with two faults', { http: { port: 99_999 }, colour: 'blue' }, /cannot be used: .* \(and 1 more/],
    ['a database that is not there', { database: { url: 'postgres://gateway@localhost:1/gateway' } }, /ECONNREFUSED/],
  ])('where the cause is %s', async (_what, changes, why) => {
    const path = await at.writeSettings(join(at.folder, 'faulty.yaml'), changes);
    const { code, out, err } = await run(path);
    expect(err).toEqual([expect.stringMatching(/^The gateway does not start: /)]);
    expect(err.join()).toMatch(why);
    const failed = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(failed).toEqual([expect.objectContaining({ event: 'gateway.start-failed', level: expect.anything() })]);
    expect(String(failed[0]?.['error'])).toMatch(why);
    expect(code).toBe(2);
  });
});
