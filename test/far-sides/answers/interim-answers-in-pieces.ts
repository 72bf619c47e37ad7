// Several interim answers, and every byte in a packet of its own.

import { http, type OddAnswer } from '../far-side.js';

const BYTES = Buffer.concat([
  Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nX-Step: 1\r\n\r\nHTTP/1.0 100\r\n\r\n'),
  http('200 OK', ['X-Kind: last'], 'taken'),
]);

export default {
  oddity: 'sends several interim answers, a byte at a time',
  answer: async (socket) => {
    socket.setNoDelay(true);
    for (const byte of BYTES) {
      socket.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
  reply: { kind: 'answered', status: 200, headers: { 'x-kind': 'last' }, body: 'taken' },
} satisfies OddAnswer;
