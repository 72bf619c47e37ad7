// A message in two parts: nobody knows what the second one means.

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'sends MTOM with an attachment',
  headers: { 'content-type': 'multipart/related; type="application/xop+xml"; boundary=b' },
  body: Buffer.concat([
    Buffer.from('--b\r\nContent-Type: application/xop+xml\r\n\r\n'),
    notificationBody(),
    Buffer.from('\r\n--b\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--'),
  ]),
  status: 400,
  answer: /has 2 parts: only a message of one XML part is read/,
} satisfies OddNotification;
