// The edge of the three listeners: whatever comes is answered in words, or ended, in bounded time, and nobody else notices.

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { Journal } from '../../src/store/journal/journal.js';
import { aReport, GatewayWorld } from '../support/gateway-world.js';
import { eventually } from '../support/eventually.js';
import { exchange, firstAnswer, type RawAnswer, RawConnection } from '../support/raw-http.js';

jest.setTimeout(60_000);

/** Short, so that a test need not wait; their order is that of the defaults. */
const LIMITS = {
  headersWithin: '400ms',
  requestWithin: '800ms',
  readWithin: '600ms',
  idleFor: '1200ms',
  connections: 60,
  connectionsPerAddress: 50,
};
const JSON_TYPE = 'application/json; charset=utf-8';

let at: GatewayWorld;
let notifier: ConnectionOptions;
beforeAll(async () => {
  at = await GatewayWorld.start({ name: 'edge', settings: { listeners: LIMITS } });
  const { gatewayCa, notifyClient } = at.world.pki;
  notifier = { ca: gatewayCa.cert, key: notifyClient.key, cert: notifyClient.cert };
}, 120_000);
afterAll(() => at.close());

const north = (): number => at.world.ports.http;
const operations = (): number => Number(new URL(at.gateway.operationsUrl).port);
const listeners: [string, () => number, () => ConnectionOptions | undefined][] = [
  ['the Supplier API', north, () => undefined],
  ['the operations API', operations, () => undefined],
  ['the notification listener', () => at.gateway.notificationsPort, () => notifier],
];

/** A request of a caller with a good token, its head as it is written here. */
function head(line: string, ...headers: string[]): string {
  const own = [
    'Host: gateway',
    `Authorization: Bearer ${at.token}`,
    `X-Request-ID: ${randomUUID()}`,
    'X-Conversation-ID: c-1',
    'Tenant: TENANT1',
    'Content-Type: application/json',
  ].filter((one) => !headers.some((other) => other.split(':')[0] === one.split(':')[0]));
  return [line, ...own, ...headers, 'Connection: close'].join('\r\n') + '\r\n\r\n';
}

function posted(body: string | Buffer, ...headers: string[]): Buffer {
  const bytes = Buffer.from(body);
  const text = head('POST /service-problems HTTP/1.1', `Content-Length: ${bytes.length}`, ...headers);
  return Buffer.concat([Buffer.from(text), bytes]);
}

function expectErrorBody({ headers, body }: RawAnswer): void {
  expect(headers['content-type']).toBe(JSON_TYPE);
  const { uuid, code, messages } = JSON.parse(body) as Record<string, unknown>;
  expect([typeof uuid, typeof code, (messages as string[]).length > 0]).toEqual(['string', 'string', true]);
  expect([headers['cache-control'], headers['x-content-type-options']]).toEqual(['no-store', 'nosniff']);
}

describe.each(listeners)('%s', (_name, port, tls) => {
  it.each([
    ['nothing', ''],
    ['half a head', 'POST /cityfibre HTTP/1.1\r\nHost: x\r\n'],
    ['half a body', 'POST /cityfibre HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc'],
  ])('ends the connection of a caller that sends %s', async (_what, text) => {
    const connection = (await RawConnection.open(port(), tls())).send(text);
    const said = await connection.all();
    if (said !== '') expect([401, 404, 408]).toContain(firstAnswer(said).status);
  });

  it('ends a connection on which nothing is asked any more', async () => {
    const connection = await RawConnection.open(port(), tls());
    connection.send('GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n');
    await connection.all();
  });

  it('closes connections over the bound of an address, and takes new ones when there is room', async () => {
    const many = await Promise.all(Array.from({ length: 60 }, () => RawConnection.open(port(), tls())));
    const open = (): number => many.filter(({ socket }) => !socket.destroyed).length;
    await eventually('the rest to be closed', () => open() <= 50);
    for (const one of many) one.close();
    const answer = await eventually('room', async () => {
      const { status } = await exchange(port(), 'GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', tls());
      return Number.isNaN(status) ? undefined : status;
    });
    expect([404, 405]).toContain(answer);
    expect(at.lines.some(({ event, limit }) => event === 'listener.connection-refused' && limit !== undefined)).toBe(
      true,
    );
  });

  it.each([
    ['no Host', 'POST /cityfibre HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two Hosts', 'POST /cityfibre HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
    [
      'a second transfer coding',
      'POST /cityfibre HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n',
    ],
    [
      'a length and a transfer coding',
      'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['no HTTP', 'HELLO\r\n\r\n'],
  ])('refuses a request with %s: 400', async (_what, text) => {
    expect((await exchange(port(), text, tls())).status).toBe(400);
  });

  it('refuses headers over 16 kB: 431', async () => {
    const text = `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    expect((await exchange(port(), text, tls())).status).toBe(431);
  });

  it('answers the first of too many pipelined requests, and ends the connection', async () => {
    const connection = await RawConnection.open(port(), tls());
    connection.send('GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2_000));
    const answers = (await connection.all()).split('HTTP/1.1 ').length - 1;
    expect(answers).toBeLessThanOrEqual(4);
  });
});

describe('a caller that does not read', () => {
  it('is cut off, and holds no answer for longer', async () => {
    const server: Server = at.gateway.app.getHttpServer();
    const open = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    await eventually('connections of before to end', async () => (await open()) === 0);
    const connection = await RawConnection.open(north());
    connection.socket.pause();
    connection.send('GET /docs/swagger-ui.js HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(10));
    await eventually('the connection to be taken', async () => (await open()) === 1);
    await eventually('the connection to be closed', async () => (await open()) === 0);
    connection.close();
  });
});

describe('a refusal', () => {
  it.each([
    ['a bad token', 401, 'Authorization: Bearer nonsense'],
    ['no JSON', 400, 'Content-Type: text/plain'],
  ])('before the body was read ends the connection, but can be read: %s', async (_what, status, header) => {
    const connection = await RawConnection.open(north());
    const text = head('POST /service-problems HTTP/1.1', 'Content-Length: 900000', header);
    connection.send(text.replace('Connection: close', 'Connection: keep-alive')).send('x'.repeat(100_000));
    const answer = firstAnswer(await connection.all());
    expect([answer.status, answer.headers['connection']]).toEqual([status, 'close']);
    expectErrorBody(answer);
  });

  it.each([
    ['a path that is no UTF-8', 'GET /%ff HTTP/1.1', 400],
    ['a path that is no encoding', 'GET /%zz HTTP/1.1', 400],
    ['a part of a path that is too long', `PATCH /service-problem-resolutions/${'x'.repeat(400)} HTTP/1.1`, 414],
    ['a NUL in a path', 'PATCH /service-problem-resolutions/a%00b HTTP/1.1', 404],
    ['a NUL in a query', 'GET /available-appointments?appointmentFromDate=%00 HTTP/1.1', 422],
    ['a method that is not offered', 'GET /service-problems HTTP/1.1', 405],
    ['an expectation', 'GET /nowhere HTTP/1.1\r\nExpect: miracles', 417],
  ])('of %s has our error body', async (_what, line, status) => {
    const answer = await exchange(north(), head(line));
    expect(answer.status).toBe(status);
    expectErrorBody(answer);
  });

  it('of a request that came too slowly, or too large, has our error body', async () => {
    for (const text of ['POST / HTTP/1.1\r\n', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`]) {
      expectErrorBody(await exchange(north(), text));
    }
  });

  it.each([
    ['service-problems', 'POST'],
    ['service-problem-amendments', 'POST'],
    ['service-problem-resolutions/RES_1', 'PATCH'],
  ])('of a method at /%s names the one there is', async (path, method) => {
    const { status, headers } = await exchange(north(), head(`DELETE /${path} HTTP/1.1`));
    expect([status, headers['allow']]).toEqual([405, method]);
  });

  it('of a caller without a token says what is asked for', async () => {
    const without = await exchange(
      north(),
      'GET /available-appointments HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect([without.status, without.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    const wrong = await exchange(north(), head('GET /available-appointments HTTP/1.1', 'Authorization: Bearer no'));
    expect([wrong.status, wrong.headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'of the tenant %s is no fault of ours',
    async (name) => {
      const token = await at.fibreCafe.forge({ tenants: [name] });
      const answer = await at.north.report(aReport(900), { token, headers: { Tenant: name } });
      expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID_REQUEST']);
    },
  );
});

describe('a body', () => {
  it.each([
    ['Latin-1 bytes', Buffer.from('{"id":1,"notes":"Siân"}', 'latin1'), 'Content-Type: application/json', /UTF-8/],
    ['UTF-16', Buffer.from('{"id":1}', 'utf16le'), 'Content-Type: application/json; charset=utf-16', /UTF-8/],
    ['another charset', '{"id":1}', 'Content-Type: application/json; charset=iso-8859-1', /UTF-8/],
    ['20,000 objects', `{"id":[${'{},'.repeat(20_000)}{}]}`, 'Content-Type: application/json', /10000 objects/],
    ['20,000 lists in each other', `${'['.repeat(20_000)}`, 'Content-Type: application/json', /10000 objects/],
    [
      '20,000 members',
      `{${Array.from({ length: 20_000 }, (_none, at) => `"m${at}" :0`).join(',')}}`,
      'Content-Type: application/json',
      /10000 objects/,
    ],
    ['a Content-Encoding', '{"id":1}', 'Content-Encoding: gzip', /Content-Encoding/],
    ['a lone continuation byte', Buffer.from([0x7b, 0x80, 0x7d]), 'Content-Type: application/json', /UTF-8/],
  ])('of %s is malformed', async (_what, body, header, sentence) => {
    const answer = await exchange(north(), posted(body, header));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatch(sentence);
    expectErrorBody(answer);
  });

  it.each(['application/json; charset="UTF-8"', 'application/json;charset=utf8', 'application/json'])(
    'of type %s is read as UTF-8',
    async (type) => {
      const answer = await exchange(north(), posted('{"notes":"Siân"}', `Content-Type: ${type}`));
      expect(JSON.parse(answer.body)).toMatchObject({ messages: expect.arrayContaining(['id is missing.']) });
    },
  );

  it('of a notification with a Content-Encoding that is not read is refused: 415', async () => {
    const text =
      'POST /cityfibre HTTP/1.1\r\nHost: x\r\nContent-Encoding: zstd\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx';
    expect((await exchange(at.gateway.notificationsPort, text, notifier)).status).toBe(415);
  });

  it('cut off by a supplier is no alarm', async () => {
    const connection = await RawConnection.open(at.gateway.notificationsPort, notifier);
    connection.send('POST /cityfibre HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
    await eventually('the request to be there', () => connection.socket.bytesWritten > 0);
    connection.close();
    await at.untilLogged('the notification that was cut off', ({ event }) => event === 'notification.cut-off');
    expect(at.lines.filter(({ alarm }) => alarm === true)).toEqual([]);
  });
});

describe('an answer', () => {
  it('repeats X-Request-ID, is stored nowhere and is what it says it is', async () => {
    const answer = await at.north.report({}, { headers: { 'X-Request-ID': 'r-echo' } });
    const names = ['x-request-id', 'cache-control', 'x-content-type-options'];
    expect(names.map((name) => answer.headers.get(name))).toEqual(['r-echo', 'no-store', 'nosniff']);
  });

  it('names the members that are not known, whatever they are called', async () => {
    const body = '{"id":7001,"note":"x","a\\"\\r\\nSet-Cookie: b":1,"__proto__":{"x":1}}';
    const { headers } = await at.north.report(body);
    expect(headers.get('warning')).toBe('299 - "unknown members: note, a???Set-Cookie: b, __proto__"');
    expect(headers.get('set-cookie')).toBeNull();
  });
});

describe('a caller without a token', () => {
  it('leaves no entry in the journal, and one counted line for many requests', async () => {
    const before = at.lines.filter(({ event }) => event === 'request.refused').length;
    const headers = { 'X-Request-ID': 'stranger-9', 'X-Conversation-ID': 'y'.repeat(4_000) };
    for (let turn = 0; turn < 20; turn++) await at.north.report(aReport(901), { token: undefined, headers });
    const lines = at.lines.filter(({ event }) => event === 'request.refused').slice(before);
    expect(lines.length).toBeLessThanOrEqual(2);
    for (const line of lines) expect(JSON.stringify(line).length).toBeLessThan(2_000);
    await at.gateway.app.get(Journal).flush();
    const rows = await at.stored("select 1 from journal where request_id = 'stranger-9'");
    expect(rows).toEqual([]);
  });
});
