// A proxy that says 100 Continue to every POST, as some load balancers do.

import { http, type OddAnswer } from '../far-side.js';

export default {
  oddity: 'sends 100 Continue although nobody asked for it',
  answer: Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), http('201 Created', [], 'taken')]),
  reply: { kind: 'answered', status: 201, body: 'taken' },
} satisfies OddAnswer;
