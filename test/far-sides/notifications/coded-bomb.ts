// 32 MB of blanks in 32 kB.

import { gzipSync } from 'node:zlib';
import type { OddNotification } from '../far-side.js';

export default {
  oddity: 'sends far more than its coding shows',
  headers: { 'content-type': 'text/xml', 'content-encoding': 'gzip' },
  body: gzipSync(Buffer.alloc(32 * 1024 * 1024, ' ')),
  status: 413,
} satisfies OddNotification;
