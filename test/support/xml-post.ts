// Posts XML over mutual TLS with a chosen certificate, as a supplier or as a buyer that is not the gateway.

import { Agent, request } from 'node:https';

export interface Identity {
  cert: string;
  key: string;
}

export interface XmlPost {
  url: string;
  /** Whom the caller trusts, PEM. */
  ca: string;
  /** Left out: the caller presents no certificate. */
  identity?: Identity | undefined;
  body: string | Buffer;
  contentType?: string;
  headers?: Record<string, string>;
}

export interface XmlAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Rejects where no answer came: a handshake that was refused, a connection that broke. */
export function postXml({
  url,
  ca,
  identity,
  body,
  contentType = 'text/xml; charset=utf-8',
  headers: more = {},
}: XmlPost): Promise<XmlAnswer> {
  const bytes = Buffer.from(body);
  // No connection is kept: each post shows its own certificate.
  const agent = new Agent({ keepAlive: false });
  const headers = { 'content-type': contentType, 'content-length': bytes.length, soapaction: '""', ...more };
  return new Promise((resolve, reject) => {
    const { cert, key } = identity ?? {};
    const call = request(url, { method: 'POST', agent, ca, cert, key, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    call.on('error', reject);
    call.end(bytes);
  });
}
