// A coding that nobody agreed on: the supplier is told which ones are read, and nothing is stored.

import type { OddNotification } from '../far-side.js';

export default {
  oddity: 'compresses its notification in a coding the gateway does not read',
  headers: { 'content-type': 'text/xml', 'content-encoding': 'zstd' },
  body: Buffer.of(0x28, 0xb5, 0x2f, 0xfd),
  status: 415,
  answerHeaders: { 'accept-encoding': 'gzip, deflate, br' },
} satisfies OddNotification;
