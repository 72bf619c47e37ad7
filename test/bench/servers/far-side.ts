// The far side of all servers alike: a supplier that answers SOAP over mutual TLS, and a platform that gives tokens and
// takes KCIs. It does as little as it can, so that it is not what is measured.

import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { type Identity, now, orders, tell } from './serve.js';

interface Orders {
  soapPort: number;
  platformPort: number;
  tls: Identity;
  audience: string;
  tenants: string[];
}

const { soapPort, platformPort, tls, audience, tenants } = orders<Orders>();
const issuer = `http://127.0.0.1:${platformPort}`;

const answer = (root: string): Buffer =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">
<soap:Body>
<${root} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="../faultReport.xsd">
    <apiVersion>1.0</apiVersion>
    <buyerIdentifier>BUYER1</buyerIdentifier>
    <sentAt>2026-03-03T10:15:31.0001Z</sentAt>
    <messageId>3f1c2a58-7d40-4b6e-9c11-5a0e8d27b964</messageId>
    <buyerFaultReference>T1-40112</buyerFaultReference>
    <status>accepted</status>
    <responseCode>200</responseCode>
</${root}>
</soap:Body>
</soap:Envelope>`);

const ANSWERS: Record<string, Buffer> = {
  addFaultReport: answer('receivedFaultReport'),
  amendFaultReport: answer('receivedAmendFaultReport'),
  requestFaultReportUpdate: answer('receivedRequestFaultReportUpdate'),
};

/** What it is told to be like. */
const manner = { delayMs: 0, away: false };
/** Requests about each problem in the order they came, while that is asked for. */
let order: Record<string, number[]> | undefined;
let asked = 0;
/** Marks of KCIs and when they came. */
let arrivals: [mark: number, at: number][] = [];

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function note(text: string): void {
  asked++;
  if (order === undefined) return;
  const reference = /<buyerFaultReference>([^<]*)</.exec(text)?.[1] ?? '';
  (order[reference] ??= []).push(Number(/mark-(\d+)-/.exec(text)?.[1] ?? 0));
}

async function supply(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await textOf(request);
  if (manner.away) {
    response.destroy();
    return;
  }
  note(text);
  const body = ANSWERS[request.url?.split('/').at(-1) ?? ''] ?? ANSWERS['amendFaultReport'];
  const send = (): void =>
    void response.writeHead(200, { 'content-type': 'text/xml', 'content-length': body?.length }).end(body);
  if (manner.delayMs > 0) setTimeout(send, manner.delayMs);
  else send();
}

const { privateKey, publicKey } = await generateKeyPair('RS256');
const jwk = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' };
const accessToken = await new SignJWT({ tenants, client_id: 'bench' })
  .setProtectedHeader({ alg: 'RS256', kid: 'bench', typ: 'at+jwt' })
  .setIssuer(issuer)
  .setAudience(audience)
  .setSubject('bench')
  .setIssuedAt()
  .setExpirationTime('12h')
  .sign(privateKey);

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function platform(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await textOf(request);
  switch (request.url) {
    case '/jwks':
      return json(response, { keys: [jwk] });
    case '/token':
      return json(response, { access_token: accessToken, token_type: 'Bearer', expires_in: 36_000 });
    case '/v1/kcis':
      if (manner.away) {
        response.destroy();
        return;
      }
      for (const [, mark] of text.matchAll(/mark-(\d+)-/g)) arrivals.push([Number(mark), now()]);
      response.writeHead(202).end();
      return;
    case '/control/seen':
      return json(response, { arrivals, asked, order });
    case '/control/forget':
      arrivals = [];
      asked = 0;
      order = undefined;
      return json(response, {});
    case '/control/order':
      order = {};
      return json(response, {});
    case '/control/manner':
      return json(response, Object.assign(manner, JSON.parse(text)));
    default:
      response.writeHead(404).end();
  }
}

const soap = createHttps({ ...tls, requestCert: true, rejectUnauthorized: true }, (request, response) => {
  void supply(request, response).catch(() => response.destroy());
});
const http = createHttp((request, response) => {
  void platform(request, response).catch(() => response.destroy());
});
for (const server of [soap, http]) server.keepAliveTimeout = 120_000;
await new Promise<void>((resolve) => soap.listen(soapPort, '127.0.0.1', resolve));
await new Promise<void>((resolve) => http.listen(platformPort, '127.0.0.1', resolve));
tell({ ready: true, accessToken });
