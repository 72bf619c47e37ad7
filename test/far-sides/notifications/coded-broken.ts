// A header that speaks of a coding the body does not have.

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'says gzip and sends plain text',
  headers: { 'content-type': 'text/xml', 'content-encoding': 'gzip' },
  body: notificationBody(),
  status: 400,
} satisfies OddNotification;
