// A .NET service with MTOM switched on and nothing to attach.

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'sends MTOM with one XML part',
  headers: {
    'content-type':
      'multipart/related; type="application/xop+xml"; start="<root@supplier>"; start-info="text/xml"; boundary="uuid:7+id=1"',
  },
  body: Buffer.concat([
    Buffer.from(
      '\r\n--uuid:7+id=1\r\nContent-ID: <root@supplier>\r\nContent-Transfer-Encoding: 8bit\r\n' +
        'Content-Type: application/xop+xml;\r\n charset=utf-8; type="text/xml"\r\n\r\n',
    ),
    notificationBody(),
    Buffer.from('\r\n--uuid:7+id=1--\r\n'),
  ]),
  status: 200,
  report: { update: 'Siân looks at it.', drift: [] },
} satisfies OddNotification;
