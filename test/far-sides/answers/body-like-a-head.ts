// A body that looks like an interim answer belongs to the answer in front of it.

import { http, type OddAnswer } from '../far-side.js';

const BODY = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\n\n';

export default {
  oddity: 'answers with a body that looks like a head',
  answer: http('200 OK', [], BODY),
  reply: { kind: 'answered', status: 200, body: BODY },
} satisfies OddAnswer;
