// A proxy that compresses every answer.

import { gzipSync } from 'node:zlib';
import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'answers in the coding x-gzip, as gzipSync writes it',
  answer: http('200 OK', ['Content-Encoding: x-gzip'], gzipSync(Buffer.from('<taken>Llŷn</taken>'))),
  reply: { kind: 'answered', status: 200, body: '<taken>Llŷn</taken>' },
} satisfies OddAnswer;
