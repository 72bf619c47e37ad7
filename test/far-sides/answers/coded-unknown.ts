// A coding that nobody asked for.

import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'answers in a coding the gateway does not read',
  answer: http('502 Bad Gateway', ['Content-Encoding: zstd'], Buffer.of(0x28, 0xb5, 0x2f, 0xfd)),
  reply: { kind: 'answered', status: 502 },
  reason: /the coding "zstd" is not read, only gzip, deflate, br/,
} satisfies OddAnswer;
