// A proxy of the supplier that compresses requests.

import { brotliCompressSync } from 'node:zlib';
import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'compresses its notification by Brotli',
  headers: { 'content-type': 'text/xml', 'content-encoding': 'br' },
  body: brotliCompressSync(notificationBody()),
  status: 200,
} satisfies OddNotification;
