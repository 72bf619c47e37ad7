// Two proxies, each of which compresses.

import { brotliCompressSync, gzipSync } from 'node:zlib';
import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'answers in two codings on top of each other',
  answer: http(
    '200 OK',
    ['Content-Encoding: GZIP,  br', 'Content-Encoding: identity'],
    brotliCompressSync(gzipSync('taken')),
  ),
  reply: { kind: 'answered', status: 200, body: 'taken' },
} satisfies OddAnswer;
