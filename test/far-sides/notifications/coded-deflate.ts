// A proxy of the supplier that compresses requests.

import { deflateSync } from 'node:zlib';
import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'compresses its notification by deflate',
  headers: { 'content-type': 'text/xml', 'content-encoding': 'deflate' },
  body: deflateSync(notificationBody()),
  status: 200,
} satisfies OddNotification;
