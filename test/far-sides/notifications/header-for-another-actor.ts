// A header that must be understood by somebody on the way, not by us (SOAP 1.1, 4.2.2).

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'sends a header that somebody else must understand',
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>' +
      '<w:Route xmlns:w="urn:w" e:mustUnderstand="1" e:actor="urn:proxy"/>' +
      `</e:Header><e:Body>${notificationBody().toString()}</e:Body></e:Envelope>`,
  ),
  status: 200,
} satisfies OddNotification;
