// An access manager in front of the supplier that sets 20 kB of cookies.

import { http, type OddAnswer } from '../far-side.js';

const COOKIES = Array.from({ length: 20 }, (_, at) => `Set-Cookie: session${at}=${'x'.repeat(1_000)}; Path=/`);

export default {
  oddity: 'sets 20 kB of cookies',
  answer: http('200 OK', COOKIES, 'taken'),
  reply: { kind: 'answered', status: 200, body: 'taken' },
} satisfies OddAnswer;
