// The simulators as a program: what can be chosen is told, what cannot be understood is refused in a sentence, and all of
// them answer.

import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { makeFolder, removeFolder } from '../support/folder.js';
import { shippedGateway } from '../support/shipped.js';

jest.setTimeout(60_000);

let program: string;
let folder: string;
beforeAll(async () => {
  program = join(dirname(await shippedGateway()), 'simulators', 'main.js');
  folder = await makeFolder('simulators');
});
afterAll(() => removeFolder(folder));

const run = (...given: string[]): Promise<{ out: string; err: string }> =>
  new Promise((done) => execFile(process.execPath, [program, ...given], (_error, out, err) => done({ out, err })));

it('the simulators explain every option', async () => {
  const { out } = await run('--help');
  for (const flag of ['cityfibre-port', 'strict-keys', 'abillity-port', 'abillity-system', 'fibre-cafe-port']) {
    expect(out).toContain(`--${flag}`);
  }
  expect(out).toContain('of aBILLity');
});

it.each([
  [['--strict-keys', 'perhaps'], /--strict-keys must be yes or no, not "perhaps"\./],
  [['--abillity-port', 'high'], /--abillity-port must be a whole number, not "high"\./],
])('the simulators refuse %j with a sentence', async (given, sentence) => {
  const { err } = await run('--certificates', join(folder, 'refused'), ...EVERYWHERE, ...given);
  expect(err).toMatch(sentence);
  expect(err).not.toMatch(/\n\s+at /);
});

/** Any free port. */
const EVERYWHERE = ['fibre-cafe', 'cityfibre', 'abillity'].flatMap((name) => [
  ...[`--${name}-port`, '0', `--${name}-control-port`, '0'],
]);

it('the simulators start all three, aBILLity over HTTPS with the certificate and password of the folder, and an operator gets a token', async () => {
  const child = spawn(process.execPath, [program, '--certificates', folder, ...EVERYWHERE]);
  try {
    const listening: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      if (/listens/.test(line)) listening.push(line);
      if (listening.length === 3) break;
    }
    const [, port] = /abillity listens at https:\/\/127\.0\.0\.1:(\d+)/.exec(listening.join('\n')) ?? [];
    const headers = { SystemInformation: 'SYSTEM', username: 'gateway', password: await file('abillity.password') };
    const url = `https://localhost:${port}/api/LineDetails?CLI=01632960301`;
    expect(await get(url, { headers, ca: await file('supplier-ca.crt') })).toBe(200);
    expect(await get(url, { ca: await file('supplier-ca.crt') })).toBe(401);
    const [, issuer = ''] = /issues tokens as (\S+),/.exec(listening.join('\n')) ?? [];
    expect(await claims(issuer, 'operator')).toMatchObject({
      scope: 'operations.read operations.write operations.personal',
      tenants: [],
    });
    expect(await claims(issuer, 'fibre-cafe')).toMatchObject({ tenants: ['TENANT1', 'TENANT2'] });
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
});

/** What a token says that a client gets with the secret of the folder. */
async function claims(issuer: string, clientId: string): Promise<Record<string, unknown>> {
  const credentials = Buffer.from(`${clientId}:${await file(`${clientId}.secret`)}`).toString('base64');
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token = '' } = (await response.json()) as { access_token?: string };
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

const file = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

function get(url: string, options: { headers?: Record<string, string>; ca: string }): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ...options, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    asked.once('error', reject).end();
  });
}
