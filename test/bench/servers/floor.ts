// The floor: what comes in as JSON goes on over mutual TLS as it is. Durable: what is promised is committed before the
// supplier is asked, and what came of it before the caller is answered.

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import pg from 'pg';
import { Pool } from 'undici';
import { type Identity, orders, tell } from './serve.js';

interface Orders {
  port: number;
  soapUrl: string;
  tls: Identity;
  connections: number;
  /** Given: durable. */
  databaseUrl?: string;
  databaseConnections: number;
}

const { port, soapUrl, tls, connections, databaseUrl, databaseConnections } = orders<Orders>();
const supplier = new Pool(soapUrl, { connections, connect: tls });
const database =
  databaseUrl === undefined ? undefined : new pg.Pool({ connectionString: databaseUrl, max: databaseConnections });
await database?.query(`create table if not exists floor (
  id uuid primary key, request bytea not null, progress text not null, answer bytea, received_at timestamptz not null default now())`);

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function ask(body: Buffer): Promise<Buffer> {
  const reply = await supplier.request({
    method: 'POST',
    path: '/api2/amendFaultReport',
    headers: { 'content-type': 'text/xml' },
    body,
  });
  return Buffer.from(await reply.body.arrayBuffer());
}

async function keep(body: Buffer): Promise<string> {
  const id = randomUUID();
  const text = "insert into floor (id, request, progress) values ($1, $2, 'asking')";
  await database?.query({ name: 'keep', text, values: [id, body] });
  return id;
}

async function settle(id: string, answer: Buffer): Promise<void> {
  const text = "update floor set progress = 'settled', answer = $2 where id = $1";
  await database?.query({ name: 'settle', text, values: [id, answer] });
}

async function handle(request: IncomingMessage): Promise<Buffer> {
  const body = await bytesOf(request);
  if (database === undefined) return ask(body);
  const id = await keep(body);
  const answer = await ask(body);
  await settle(id, answer);
  return answer;
}

const server = createServer((request, response) => {
  handle(request).then(
    (answer) => response.writeHead(201, { 'content-type': 'text/xml', 'content-length': answer.length }).end(answer),
    () => response.writeHead(503).end(),
  );
});
server.keepAliveTimeout = 120_000;
server.listen(port, '127.0.0.1', () => tell({ ready: true }));
