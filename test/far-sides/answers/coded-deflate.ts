// A proxy that compresses every answer.

import { deflateSync } from 'node:zlib';
import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'answers in the coding deflate, as deflateSync writes it',
  answer: http('200 OK', ['Content-Encoding: deflate'], deflateSync(Buffer.from('<taken>Llŷn</taken>'))),
  reply: { kind: 'answered', status: 200, body: '<taken>Llŷn</taken>' },
} satisfies OddAnswer;
