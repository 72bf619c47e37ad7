// A proxy of the supplier that compresses requests.

import { gzipSync } from 'node:zlib';
import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'compresses its notification by gzip',
  headers: { 'content-type': 'text/xml', 'content-encoding': 'gzip' },
  body: gzipSync(notificationBody()),
  status: 200,
} satisfies OddNotification;
