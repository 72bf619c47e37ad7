// Runs the scripts in answers/: peers that answer a request of ours oddly, over real sockets.

import { readdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios from 'axios';
import { ConnectionPool, type Reply, Transport, TRANSPORT_OPTIONS } from '../../src/protocol/http/transport.js';
import type { OddAnswer } from './far-side.js';

const FOLDER = join(import.meta.dirname, 'answers');
const scripts = await Promise.all(
  readdirSync(FOLDER).map(async (file) => ((await import(join(FOLDER, file))) as { default: OddAnswer }).default),
);

const transport = new Transport(new HttpService(axios.create(TRANSPORT_OPTIONS)));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A peer that answers each request on a connection by the script. */
async function play({ answer }: OddAnswer): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    let request = '';
    socket.on('data', (chunk: Buffer) => {
      request += chunk.toString('latin1');
      if (!request.endsWith('<ask/>')) return;
      request = '';
      if (typeof answer === 'function') void answer(socket);
      else socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

function whatIsWrong(reply: Reply): string | undefined {
  return reply.kind === 'answered' ? reply.bodyFault : reply.why;
}

describe.each(scripts.map((script) => [script.oddity, script] as const))('a peer that %s', (_oddity, script) => {
  it('is understood, or said to be wrong in words, and can be asked again', async () => {
    const url = await play(script);
    const pool = new ConnectionPool({ connections: 1, connectTimeoutMs: 2_000, tls: undefined });
    closing.push(() => pool.dispatcher.destroy());
    for (let time = 1; time <= 2; time++) {
      const reply = await transport.send(pool, {
        method: 'POST',
        url,
        headers: { 'content-type': 'text/xml' },
        body: '<ask/>',
        timeoutMs: 5_000,
      });
      const { body, ...rest } = { body: undefined, ...script.reply };
      expect(reply).toMatchObject(rest);
      if (body !== undefined) expect(reply.kind === 'answered' && reply.body.toString()).toBe(body);
      expect(whatIsWrong(reply) ?? '').toMatch(script.reason ?? /^$/);
    }
  });
});

it('no header that a peer names reaches a prototype', () => {
  expect(({} as Record<string, unknown>)['one']).toBeUndefined();
  expect(Object.prototype.toString.call({})).toBe('[object Object]');
});
