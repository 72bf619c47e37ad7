// A server that says ISO-8859-1 of everything.

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'sends UTF-8 and calls it ISO-8859-1',
  headers: { 'content-type': 'text/xml; charset=ISO-8859-1' },
  body: notificationBody(),
  status: 200,
  report: { update: 'Siân looks at it.', drift: ['charset'] },
} satisfies OddNotification;
