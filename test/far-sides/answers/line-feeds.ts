// A home-grown server that ends its lines by a line feed alone (RFC 9112, 2.2 lets a client read that).

import type { OddAnswer } from '../far-side.js';

export default {
  oddity: 'ends the lines of its head by line feeds alone',
  answer: 'HTTP/1.1 200 OK\nContent-Type: text/xml\nX-Kind:  test \nContent-Length: 6\n\n<ask/>',
  reply: { kind: 'answered', status: 200, headers: { 'content-type': 'text/xml', 'x-kind': 'test' }, body: '<ask/>' },
} satisfies OddAnswer;
