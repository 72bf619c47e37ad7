// A header that its sender wants to be understood (SOAP 1.1, 4.2.3).

import { notificationBody, type OddNotification } from '../far-side.js';

export default {
  oddity: 'sends a header that must be understood',
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header>' +
      '<w:Security xmlns:w="urn:w" e:mustUnderstand="1"/><w:Note xmlns:w="urn:w" e:mustUnderstand="0"/>' +
      `</e:Header><e:Body>${notificationBody().toString()}</e:Body></e:Envelope>`,
  ),
  status: 500,
  answer: /<faultcode>soap:MustUnderstand<[^]*understood and are not: Security\./,
} satisfies OddNotification;
