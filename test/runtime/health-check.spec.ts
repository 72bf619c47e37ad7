// `--health`: the program asks the gateway beside it, at the address it really listens on, and loads little for that.

import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makeCertificates, type Pki } from '../../src/simulators/certificates.js';
import { noteAddress } from '../../src/runtime/health-check.js';
import { makeFolder, removeFolder } from '../support/folder.js';
import { shippedGateway } from '../support/shipped.js';

let main: string;
let folder: string;
let pki: Pki;
beforeAll(async () => {
  [main, folder, pki] = await Promise.all([
    shippedGateway(),
    makeFolder('health-check'),
    makeCertificates(['TENANT1']),
  ]);
});
afterAll(() => removeFolder(folder));

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** A listener that answers `/health/ready` as a gateway does. Returns its port. */
async function listen(host: string, { status = 200, tls = false } = {}): Promise<number> {
  const answer: RequestListener = (request, response) =>
    response.writeHead(request.url === '/health/ready' ? status : 404).end('{"status":"ok"}');
  const server = tls ? createTlsServer(pki.gatewayServer, answer) : createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

interface Checked {
  code: number;
  said: string;
}

async function check(settings: string, environment: Record<string, string> = {}): Promise<Checked> {
  const path = join(folder, 'gateway.yaml');
  await writeFile(path, settings);
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    execFile(process.execPath, [main, '--health', '--config', path], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` }),
    );
  });
}

const READY = { code: 0, said: '' };

describe('the health check', () => {
  it.each([
    ['one address', '127.0.0.1', 'host: 127.0.0.1', false],
    ['every IPv4 address', '0.0.0.0', 'host: 0.0.0.0', false],
    ['every address', '::', "host: '::'", false],
    ['the IPv6 loopback address', '::1', "host: '::1'", false],
    ['an address from the environment', '127.0.0.1', 'host: ${LISTEN_ADDRESS}', false],
    ['no address that the settings name', '0.0.0.0', '', false],
    ['HTTPS', '0.0.0.0', 'tls: { key: api.key, cert: api.crt }', true],
  ])('asks a gateway that listens on %s', async (_name, host, setting, tls) => {
    const port = await listen(host, { tls });
    const http = `http:\n  port: ${port}\n  ${setting}\n`;
    expect(await check(http, { LISTEN_ADDRESS: '127.0.0.1' })).toEqual(READY);
  });

  it.each([false, true])(
    'asks where the gateway noted that it listens, whatever the settings say now (TLS: %s)',
    async (tls) => {
      const port = await listen('127.0.0.1', { tls });
      const note = join(folder, 'address');
      process.env['GATEWAY_HEALTH_FILE'] = note;
      noteAddress('http://127.0.0.1:1');
      noteAddress(`${tls ? 'https' : 'http'}://127.0.0.1:${port}`);
      delete process.env['GATEWAY_HEALTH_FILE'];
      expect(await check('http: { port: 1 }', { GATEWAY_HEALTH_FILE: note })).toEqual(READY);
    },
  );

  it('reads the settings when the gateway could note nothing', async () => {
    const port = await listen('127.0.0.1');
    const missing = { GATEWAY_HEALTH_FILE: join(folder, 'no', 'such', 'file') };
    expect(await check(`http: { port: ${port} }`, missing)).toEqual(READY);
  });

  it('says what a gateway that is not ready answered', async () => {
    const port = await listen('127.0.0.1', { status: 503 });
    expect(await check(`http: { port: ${port} }`)).toEqual({
      code: 1,
      said: `The gateway at http://127.0.0.1:${port} is not ready: it answered 503.\n`,
    });
  });

  it.each([
    ['nothing listens', async () => 'http: { port: 1 }', 'The gateway at http://127.0.0.1:1 cannot be asked: '],
    [
      'the gateway speaks HTTPS and the settings say HTTP',
      async () => `http: { port: ${await listen('127.0.0.1', { tls: true })} }`,
      'cannot be asked: the answer is not HTTP.',
    ],
    ['the settings are no YAML', async () => 'http: [', 'The gateway cannot be asked: '],
  ])('fails with one sentence when %s', async (_name, settings, sentence) => {
    const { code, said } = await check(await settings());
    expect(code).toBe(1);
    expect(said).toContain(sentence);
    expect(said).not.toContain('    at ');
  });

  it('loads neither the framework nor the rest of the gateway', async () => {
    const port = await listen('127.0.0.1');
    const note = join(folder, 'address');
    await writeFile(note, `http://127.0.0.1:${port}`);
    const coverage = join(folder, 'coverage');
    expect(await check('', { GATEWAY_HEALTH_FILE: note, NODE_V8_COVERAGE: coverage })).toEqual(READY);
    const [report = ''] = await readdir(coverage);
    const { result } = JSON.parse(await readFile(join(coverage, report), 'utf8')) as { result: { url: string }[] };
    const loaded = result.map(({ url }) => url.split('/dist/')[1]).sort();
    expect(loaded).toEqual(['main.js', 'runtime/health-check.js']);
  });
});
