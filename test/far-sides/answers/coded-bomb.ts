// 64 MB of blanks in 64 kB.

import { gzipSync } from 'node:zlib';
import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'answers with far more than its coding shows',
  answer: http('200 OK', ['Content-Encoding: gzip'], gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))),
  reply: { kind: 'answered', status: 200 },
  reason: /larger than 4194304 bytes without its coding/,
} satisfies OddAnswer;
