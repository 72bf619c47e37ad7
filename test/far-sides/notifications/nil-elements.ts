// A serialiser that writes what it does not have as xsi:nil.

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'writes absent elements as xsi:nil',
  headers: { 'content-type': 'text/xml' },
  body: notificationBody(
    '<comment xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>' +
      '<maintainerFaultReference xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="1"/>',
  ),
  status: 200,
  report: { update: 'Siân looks at it.', drift: [] },
} satisfies OddNotification;
