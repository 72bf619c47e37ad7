// Text of a web page pasted into a message.

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'writes entities of HTML',
  headers: { 'content-type': 'text/xml' },
  body: notificationBody('<comment><value>a&nbsp;b</value></comment>'),
  status: 400,
  answer: /"&nbsp;" is no reference that XML knows/,
} satisfies OddNotification;
