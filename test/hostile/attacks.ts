// What callers that mean harm send. A stranger adds an attack by an entry in this list.

import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectSecure, type ConnectionOptions } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';

export interface Target {
  http: number;
  operations: number;
  notifications: number;
  /** What the supplier presents at the notification listener. */
  supplier: ConnectionOptions;
  token: string;
}

export interface Attack {
  name: string;
  /** Every connection must have been ended by the gateway after so long. */
  endsWithinMs: number;
  /** The connections it opened. */
  begin: (target: Target) => Socket[] | Promise<Socket[]>;
}

type Listener = 'http' | 'operations' | 'notifications';

function open(target: Target, listener: Listener): Socket {
  const port = target[listener];
  const socket =
    listener === 'notifications'
      ? connectSecure({ ...target.supplier, port, host: 'localhost' })
      : connect(port, '127.0.0.1');
  return socket.on('error', () => undefined);
}

/** So many connections that send this and then nothing, or a byte a second. */
function senders(listener: Listener, count: number, text: (target: Target) => string, drip = false): Attack['begin'] {
  return (target) =>
    Array.from({ length: count }, () => {
      const socket = open(target, listener);
      // Read, so that the end is seen.
      socket.resume();
      socket.write(text(target));
      if (drip) {
        const dripping = setInterval(() => socket.writable && socket.write('x'), 1_000);
        socket.once('close', () => clearInterval(dripping));
      }
      return socket;
    });
}

const head = (line: string, ...headers: string[]): string => [line, 'Host: gateway', ...headers].join('\r\n');
const authorised = ({ token }: Target): string[] => [
  `Authorization: Bearer ${token}`,
  'X-Request-ID: hostile',
  'X-Conversation-ID: hostile',
  'Tenant: TENANT1',
  'Content-Type: application/json',
];

function bodyOf(target: Target, body: string | Buffer, path = '/service-problems'): Buffer {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const start = head(`POST ${path} HTTP/1.1`, ...authorised(target), length, 'Connection: close');
  return Buffer.concat([Buffer.from(`${start}\r\n\r\n`), Buffer.from(body)]);
}

/** One body after another, each on a connection of its own. */
function bodies(count: number, body: string | Buffer): Attack['begin'] {
  return async (target) => {
    const sockets: Socket[] = [];
    for (let turn = 0; turn < count; turn++) {
      const socket = open(target, 'http').resume();
      socket.write(bodyOf(target, body));
      sockets.push(socket);
      await pause(50);
    }
    return sockets;
  };
}

const LISTENERS: Listener[] = ['http', 'operations', 'notifications'];
const REPORT = '"id":1,"problemType":"OUTAGE","problemText":"Down.","serviceId":"S","serviceSpecification":{"id":"x"}';

const slow: Attack[] = LISTENERS.flatMap((listener) => [
  { name: `${listener}: 200 callers that say nothing`, endsWithinMs: 20_000, begin: senders(listener, 200, () => '') },
  {
    name: `${listener}: 200 heads, a byte a second`,
    endsWithinMs: 25_000,
    begin: senders(listener, 200, () => `${head('POST /cityfibre HTTP/1.1')}\r\nX: `, true),
  },
  {
    name: `${listener}: 200 bodies, a byte a second`,
    endsWithinMs: 45_000,
    begin: senders(
      listener,
      200,
      (target) =>
        `${head('POST /service-problems HTTP/1.1', ...authorised(target), 'Content-Length: 900000')}\r\n\r\n{`,
      true,
    ),
  },
]);

export const ATTACKS: Attack[] = [
  ...slow,
  {
    name: 'http: 500 refusals that nobody reads, their bodies never sent',
    endsWithinMs: 45_000,
    begin: senders('http', 500, () => `${head('POST /service-problems HTTP/1.1', 'Content-Length: 900000')}\r\n\r\n`),
  },
  {
    name: 'http: 100 callers that ask for the largest page and do not read',
    endsWithinMs: 45_000,
    begin: (target) =>
      Array.from({ length: 100 }, () => {
        const socket = open(target, 'http').pause();
        socket.write(`${head('GET /docs/swagger-ui.js HTTP/1.1')}\r\n\r\n`.repeat(16));
        // A paused socket does not see that the other side has gone.
        setTimeout(() => socket.resume(), 40_000);
        return socket;
      }),
  },
  {
    name: 'http: 450 kB of pipelined requests for the largest page, ten times',
    endsWithinMs: 20_000,
    begin: senders('http', 10, () => `${head('GET /docs/swagger-ui.js HTTP/1.1')}\r\n\r\n`.repeat(9_000)),
  },
  {
    name: 'http: 340,000 empty objects in a list, five times',
    endsWithinMs: 30_000,
    begin: bodies(5, `{${REPORT},"characteristics":[${'{},'.repeat(340_000)}{}]}`),
  },
  {
    name: 'http: 100,000 members nobody knows, five times',
    endsWithinMs: 30_000,
    begin: bodies(5, `{${REPORT}${Array.from({ length: 90_000 }, (_none, at) => `,"m${at}":0`).join('')}}`),
  },
  {
    name: 'http: 500,000 lists in each other, five times',
    endsWithinMs: 30_000,
    begin: bodies(5, `{${REPORT},"notes":${'['.repeat(500_000)}${']'.repeat(500_000)}}`),
  },
  { name: 'http: 2 MB of body, five times', endsWithinMs: 30_000, begin: bodies(5, Buffer.alloc(2_000_000, 'x')) },
  {
    name: 'http: 500 tokens that are none',
    endsWithinMs: 20_000,
    begin: senders('http', 500, () => {
      const odd = ['nonsense', 'a.b.c', '.'.repeat(4_000), 'eyJhbGciOiJub25lIn0.e30.', `${'A'.repeat(4_000)}.B.C`];
      const token = odd[Math.floor(Math.random() * odd.length)] ?? '';
      return `${head('GET /available-appointments HTTP/1.1', `Authorization: Bearer ${token}`, 'Connection: close')}\r\n\r\n`;
    }),
  },
  {
    name: 'http: 200 times no HTTP at all',
    endsWithinMs: 20_000,
    begin: senders('http', 200, () => `\x16\x03\x01${'\u0000'.repeat(200)}\r\n\r\n`),
  },
  {
    name: 'notifications: 200 callers that begin no handshake',
    endsWithinMs: 20_000,
    begin: (target) =>
      Array.from({ length: 200 }, () =>
        connect(target.notifications, '127.0.0.1')
          .on('error', () => undefined)
          .resume(),
      ),
  },
];

/** Resident memory of a process, in MB. */
export function residentOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
