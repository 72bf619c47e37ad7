// Elements and attributes named like members every object has.

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'names elements and attributes like members of objects',
  headers: { 'content-type': 'text/xml' },
  body: notificationBody(
    '<constructor hasOwnProperty="a" constructor="b"><__proto__ toString="c">d</__proto__></constructor><then/>',
  ),
  status: 200,
  report: { update: 'Siân looks at it.' },
} satisfies OddNotification;
