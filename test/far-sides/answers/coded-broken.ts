// A proxy that forwards the header and forgets to compress.

import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'says gzip and answers plain text',
  answer: http('200 OK', ['Content-Encoding: gzip'], '<taken/>'),
  reply: { kind: 'answered', status: 200, body: '<taken/>' },
  reason: /not what its coding "gzip" says/,
} satisfies OddAnswer;
