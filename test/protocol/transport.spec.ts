// The HTTP client over real loopback sockets: what surely did not arrive, and what may have.

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios, { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { createServer as createHttp, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import {
  ConnectionPool,
  type OutgoingRequest,
  type PoolOptions,
  type Reply,
  Transport,
  TRANSPORT_OPTIONS,
} from '../../src/protocol/http/transport.js';
import { makeCertificates, type Pki } from '../../src/simulators/certificates.js';

const transport = new Transport(new HttpService(axios.create(TRANSPORT_OPTIONS)));
const closing: (() => unknown)[] = [];
let pki: Pki;

beforeAll(async () => {
  pki = await makeCertificates(['HARBOUR']);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function pool(options: Partial<PoolOptions> = {}): ConnectionPool {
  const made = new ConnectionPool({ connections: 2, connectTimeoutMs: 2_000, tls: undefined, ...options });
  closing.push(() => made.dispatcher.destroy());
  return made;
}

const exchange = (url: string, rest: Partial<OutgoingRequest> = {}): OutgoingRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'text/xml' },
  body: '<ask/>',
  timeoutMs: 5_000,
  ...rest,
});

async function listen(server: Server | HttpServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A peer that speaks HTTP. */
const http = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createHttp(answer))}/api`;
/** A peer that does with each connection what it likes, once it has read a request to its end. */
const rude = async (act: (socket: Socket) => void): Promise<string> => {
  const server = createTcp((socket) => {
    let got = '';
    socket.on('data', (chunk: Buffer) => {
      got += chunk.toString('latin1');
      if (got.endsWith('<ask/>')) act(socket);
    });
  });
  return `http://127.0.0.1:${await listen(server)}/api`;
};

describe('a peer that answers', () => {
  it.each([200, 201, 301, 400, 401, 403, 404, 429, 500, 502, 503])(
    'with %i has answered, whatever its body',
    async (status) => {
      const url = await http((request, response) => {
        request
          .resume()
          .on('end', () => response.writeHead(status, { 'X-Kind': 'test', location: '/elsewhere' }).end('said'));
      });
      const reply = await transport.send(pool(), exchange(url));
      expect(reply).toMatchObject({ kind: 'answered', status, headers: { 'x-kind': 'test' } });
      expect(reply.kind === 'answered' && reply.body.toString()).toBe('said');
    },
  );

  it('gets the method, the address, the headers and the body unchanged', async () => {
    const seen: unknown[] = [];
    const url = await http((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const { method, url: path, headers } = request;
          seen.push({
            method,
            path,
            type: headers['content-type'],
            action: headers['soapaction'],
            body: Buffer.concat(chunks).toString(),
          });
          response.end();
        });
    });
    const body = '<ask>Llŷn\r\n</ask>';
    await transport.send(
      pool(),
      exchange(`${url}/ask?q=1`, { body, headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' } }),
    );
    await transport.send(pool(), exchange(url, { method: 'GET', body: undefined }));
    expect(seen).toEqual([
      { method: 'POST', path: '/api/ask?q=1', type: 'text/xml; charset=utf-8', action: '""', body },
      { method: 'GET', path: '/api', type: 'text/xml', action: undefined, body: '' },
    ]);
  });

  it('is read byte for byte, in however many pieces', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 256));
    const url = await http((request, response) => {
      request.resume();
      for (let at = 0; at < bytes.length; at += 9_999) response.write(bytes.subarray(at, at + 9_999));
      response.end();
    });
    const reply = await transport.send(pool(), exchange(url));
    expect(reply.kind === 'answered' && reply.body.equals(bytes)).toBe(true);
  });

  it('has its headers read as text: by lower-case names, without blanks around them, repeated ones in a row', async () => {
    const head = ['HTTP/1.1 200 OK', 'Retry-After:  5 ', 'X-Kind: one', 'x-kind: two', 'X-Empty:', 'Content-Length: 0'];
    const url = await rude((socket) => socket.end(`${head.join('\r\n')}\r\n\r\n`));
    expect(await transport.send(pool(), exchange(url))).toEqual({
      kind: 'answered',
      status: 200,
      headers: { 'retry-after': '5', 'x-kind': 'one,two', 'x-empty': '', 'content-length': '0' },
      body: Buffer.alloc(0),
    });
  });

  it('with an interim answer first is read by its final answer', async () => {
    const url = await http((request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => response.writeHead(201).end('done'));
      request.resume();
    });
    expect(await transport.send(pool(), exchange(url))).toMatchObject({ kind: 'answered', status: 201 });
  });

  it('gets the next request over the same connection', async () => {
    let connections = 0;
    const server = createHttp((request, response) => request.resume().on('end', () => response.end())).on(
      'connection',
      () => connections++,
    );
    const url = `http://127.0.0.1:${await listen(server)}`;
    const line = pool({ connections: 1 });
    for (let times = 0; times < 3; times++) await transport.send(line, exchange(url));
    expect(connections).toBe(1);
  });
});

describe('a request that the client sends', () => {
  it('has the headers it was given, the codings that are read, and no others but those HTTP needs', async () => {
    const heads: string[][] = [];
    const url = await http((request, response) => {
      heads.push(request.rawHeaders);
      request.resume().on('end', () => response.end());
    });
    await transport.send(pool(), exchange(url, { headers: { 'content-type': 'text/xml', SOAPAction: '""' } }));
    const port = new URL(url).host;
    const needed = ['host', port, 'connection', 'keep-alive'];
    const given = ['content-type', 'text/xml', 'SOAPAction', '""'];
    expect(heads).toEqual([[...needed, ...given, 'accept-encoding', 'gzip, deflate, br', 'content-length', '6']]);
  });
});

describe('a request is surely not sent', () => {
  it('where nobody listens', async () => {
    const server = createTcp();
    const port = await listen(server);
    await closing.pop()?.();
    expect(await transport.send(pool(), exchange(`http://127.0.0.1:${port}`))).toMatchObject({
      kind: 'not-sent',
      credentials: false,
    });
  });

  it('where the host has no address', async () => {
    const reply = await transport.send(pool(), exchange('http://gateway.invalid/api'));
    expect(reply).toMatchObject({ kind: 'not-sent', credentials: false });
  });

  it('where the handshake never ends', async () => {
    const port = await listen(createTcp());
    const line = pool({ connectTimeoutMs: 300, tls: { ca: pki.supplierCa.cert } });
    expect(await transport.send(line, exchange(`https://127.0.0.1:${port}`))).toMatchObject({
      kind: 'not-sent',
      credentials: false,
    });
  });

  it('where the peer speaks no TLS', async () => {
    const url = await http((_request, response) => response.end());
    const line = pool({ tls: { ca: pki.supplierCa.cert } });
    expect(await transport.send(line, exchange(url.replace('http:', 'https:')))).toMatchObject({ kind: 'not-sent' });
  });

  it('where the peer is not who it should be', async () => {
    const { cert, key } = pki.supplierServer;
    const port = await listen(createHttps({ cert, key }, (_request, response) => response.end()));
    const line = pool({ tls: { ca: pki.notificationCa.cert } });
    expect(await transport.send(line, exchange(`https://localhost:${port}`))).toMatchObject({
      kind: 'not-sent',
      credentials: false,
    });
  });

  it('where the time ran out before a connection was free', async () => {
    const asked: string[] = [];
    const url = await http((request) => asked.push(request.url ?? ''));
    const line = pool({ connections: 1 });
    const first = transport.send(line, exchange(`${url}/first`, { timeoutMs: 1_000 }));
    const second = await transport.send(line, exchange(`${url}/second`, { timeoutMs: 200 }));
    expect(second).toMatchObject({ kind: 'not-sent', credentials: false });
    expect(await first).toMatchObject({ kind: 'maybe-sent' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toEqual(['/api/first']);
  });
});

describe('a TLS alert about our certificate', () => {
  it('after the request was written, as in TLS 1.3, means not sent and a fault of credentials', async () => {
    let asked = 0;
    const { cert, key } = pki.supplierServer;
    const tls = {
      cert,
      key,
      ca: pki.supplierCa.cert,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3' as const,
    };
    const port = await listen(createHttps(tls, () => asked++).on('tlsClientError', () => undefined));
    const line = pool({ tls: { ca: pki.supplierCa.cert } });
    const reply = await transport.send(line, exchange(`https://localhost:${port}`));
    expect(reply).toMatchObject({ kind: 'not-sent', credentials: true });
    expect(asked).toBe(0);
  });

  it.each([
    ['bad certificate', 42],
    ['certificate revoked', 44],
    ['certificate expired', 45],
    ['unknown authority', 48],
    ['access denied', 49],
  ])('during the handshake means not sent and a fault of credentials: %s', async (_what, alert) => {
    const port = await listen(
      createTcp((socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])))),
    );
    const line = pool({ tls: { ca: pki.supplierCa.cert } });
    expect(await transport.send(line, exchange(`https://localhost:${port}`))).toMatchObject({
      kind: 'not-sent',
      credentials: true,
    });
  });

  it('differs from other alerts, which are no fault of credentials', async () => {
    const port = await listen(
      createTcp((socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 80])))),
    );
    const line = pool({ tls: { ca: pki.supplierCa.cert } });
    expect(await transport.send(line, exchange(`https://localhost:${port}`))).toMatchObject({
      kind: 'not-sent',
      credentials: false,
    });
  });
});

/** What the transport makes of an error, as OpenSSL words it, that struck after the request was written. */
function afterWriting(message: string): Promise<Reply> {
  const adapter = (config: InternalAxiosRequestConfig): Promise<never> =>
    Promise.reject(new AxiosError(message, 'ERR_MAYBE_SENT', config));
  return new Transport(new HttpService(axios.create({ ...TRANSPORT_OPTIONS, adapter }))).send(
    pool(),
    exchange('https://localhost'),
  );
}
const openssl = (code: string, words: string, number: number): string =>
  `ERR_SSL_${code}: 00C0FF:error:0A000000:SSL routines:ssl3_read_bytes:${words}:../ssl/record/rec_layer_s3.c:912:SSL alert number ${number}`;

describe('a TLS alert after the request was written', () => {
  it.each([
    ['SSL/TLS_ALERT_BAD_CERTIFICATE', 'ssl/tls alert bad certificate', 42],
    ['SSLV3_ALERT_CERTIFICATE_EXPIRED', 'sslv3 alert certificate expired', 45],
    ['TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca', 48],
    ['TLSV1_ALERT_ACCESS_DENIED', 'tlsv1 alert access denied', 49],
    ['TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required', 116],
  ])('means not sent where it is about our certificate: %s', async (code, words, number) => {
    expect(await afterWriting(openssl(code, words, number))).toMatchObject({ kind: 'not-sent', credentials: true });
  });

  it.each([
    ['TLSV1_ALERT_INTERNAL_ERROR', 'tlsv1 alert internal error', 80],
    ['TLSV1_ALERT_USER_CANCELLED', 'tlsv1 alert user cancelled', 90],
    ['TLSV1_ALERT_DECODE_ERROR', 'tlsv1 alert decode error', 50],
    ['SSLV3_ALERT_ILLEGAL_PARAMETER', 'sslv3 alert illegal parameter', 47],
    ['SSLV3_ALERT_BAD_RECORD_MAC', 'sslv3 alert bad record mac', 20],
  ])('means maybe sent where it is about anything else: %s', async (code, words, number) => {
    expect(await afterWriting(openssl(code, words, number))).toMatchObject({ kind: 'maybe-sent' });
  });
});

describe('a request was maybe sent', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['closes after reading the request', (socket) => socket.end()],
    ['drops the connection after reading the request', (socket) => socket.resetAndDestroy()],
    ['answers half a head', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
    [
      'answers less than it announced',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<received'),
    ],
    [
      'drops the connection amid its answer',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<received', () => socket.resetAndDestroy());
      },
    ],
    [
      'never sends the last piece',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rece\r\n'),
    ],
    ['answers no HTTP', (socket) => socket.end('hello\r\n\r\n')],
  ])('where the peer %s', async (_what, act) => {
    expect(await transport.send(pool(), exchange(await rude(act)))).toMatchObject({ kind: 'maybe-sent' });
  });

  it('where no answer comes in time', async () => {
    const url = await rude(() => undefined);
    expect(await transport.send(pool(), exchange(url, { timeoutMs: 200 }))).toMatchObject({
      kind: 'maybe-sent',
      why: expect.stringContaining('200 ms'),
    });
  });

  it('where the answer begins in time and does not end in it', async () => {
    const url = await rude((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
      const drip = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => clearInterval(drip));
    });
    expect(await transport.send(pool(), exchange(url, { timeoutMs: 300 }))).toMatchObject({ kind: 'maybe-sent' });
  });

  it('where the answer is larger than any real one', async () => {
    const url = await http((request, response) => {
      request.resume();
      response.end(Buffer.alloc(5 * 1024 * 1024, 'x'));
    });
    expect(await transport.send(pool(), exchange(url))).toMatchObject({ kind: 'maybe-sent' });
  });

  it('and its connection is not used again', async () => {
    const requests: { connection: number; path: string }[] = [];
    let connections = 0;
    const server = createHttp((request, response) => {
      requests.push({ connection: connections, path: request.url ?? '' });
      if (request.url === '/slow') setTimeout(() => response.end('too late'), 500);
      else response.end('in time');
    }).on('connection', () => connections++);
    const url = `http://127.0.0.1:${await listen(server)}`;
    const line = pool({ connections: 1 });
    expect(await transport.send(line, exchange(`${url}/slow`, { timeoutMs: 100 }))).toMatchObject({
      kind: 'maybe-sent',
    });
    const second = await transport.send(line, exchange(`${url}/next`));
    expect(second.kind === 'answered' && second.body.toString()).toBe('in time');
    expect(requests).toEqual([
      { connection: 1, path: '/slow' },
      { connection: 2, path: '/next' },
    ]);
  });

  it('and left once, because the client repeats nothing by itself', async () => {
    let requests = 0;
    const url = await rude((socket) => {
      requests++;
      socket.end();
    });
    await transport.send(pool(), exchange(url));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(requests).toBe(1);
  });
});

afterAll(() => expect(closing).toEqual([]));
