// A database export in one-byte text below a header that says UTF-8.

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'sends ISO-8859-1 and calls it UTF-8',
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: Buffer.from(notificationBody().toString(), 'latin1'),
  status: 200,
  report: { update: 'Siân looks at it.', drift: ['charset'] },
} satisfies OddNotification;
