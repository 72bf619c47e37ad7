// A proxy that compresses every answer.

import { deflateRawSync } from 'node:zlib';
import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'answers in the coding deflate, as deflateRawSync writes it',
  answer: http('200 OK', ['Content-Encoding: deflate'], deflateRawSync(Buffer.from('<taken>Llŷn</taken>'))),
  reply: { kind: 'answered', status: 200, body: '<taken>Llŷn</taken>' },
} satisfies OddAnswer;
