// A head that does not end within 64 kB.

import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'sends a head of 100 kB',
  answer: http('200 OK', [`X-Trace: ${'x'.repeat(100_000)}`], 'taken'),
  reply: { kind: 'maybe-sent' },
  reason: /headers overflow/i,
} satisfies OddAnswer;
