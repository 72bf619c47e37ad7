// The OpenAPI document, and a page to read it and to try calls on: served beside the API, everything from here.

import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parse, stringify } from 'yaml';
import { PAGE, SCRIPT } from './page.js';

const require = createRequire(import.meta.url);
const compress = promisify<Buffer, Buffer>(gzip);
const EMPTY = Buffer.alloc(0);

/** The folder of the OpenAPI documents, the same from the sources and from what is built of them. */
export const DOCUMENTS = new URL('../../openapi/', import.meta.url);

/** Nothing from outside, nothing to outside, and in no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // The page's library writes styles into its own markup.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Page {
  type: string;
  read: () => Promise<string>;
}

export type DocumentFile = 'supplier-api.yaml' | 'operations-api.yaml';

const documents = (file: DocumentFile): Record<string, Page> => ({
  '/openapi.json': {
    type: 'application/json; charset=utf-8',
    read: async () => JSON.stringify(await document(file), undefined, 2),
  },
  '/openapi.yaml': {
    type: 'application/yaml; charset=utf-8',
    read: async () =>
      stringify(await document(file), { lineWidth: 120, blockQuote: 'literal', aliasDuplicateObjects: false }),
  },
});

const PAGES: Record<string, Page> = {
  '/docs': { type: 'text/html; charset=utf-8', read: async () => PAGE },
  '/docs/page.js': { type: 'text/javascript; charset=utf-8', read: async () => SCRIPT },
  '/docs/swagger-ui.js': { type: 'text/javascript; charset=utf-8', read: () => ofLibrary('swagger-ui-bundle.js') },
  '/docs/swagger-ui.css': { type: 'text/css; charset=utf-8', read: () => ofLibrary('swagger-ui.css') },
};

/** Where the operations listener serves the pages of the Supplier API. */
export const SUPPLIER_API_PAGES = '/supplier-api';

/** `below`: where the paths of the pages begin. Every page is read and compressed once, when the listener starts. */
export function servePages(server: FastifyInstance, file: DocumentFile, below = ''): void {
  for (const [path, { type, read }] of Object.entries({ ...documents(file), ...PAGES })) {
    let ready: Promise<Prepared> | undefined;
    const prepared = (): Promise<Prepared> => (ready ??= prepare(read));
    server.addHook('onListen', async () => void (await prepared()));
    server.get(`${below}${path}`, async (request, reply: FastifyReply) =>
      answer(request, reply, type, await prepared()),
    );
  }
}

interface Prepared {
  plain: Buffer;
  gzipped: Buffer;
  /** By RFC 9110, 8.8.3, each encoding has one of its own. */
  tags: { plain: string; gzipped: string };
}

async function prepare(read: Page['read']): Promise<Prepared> {
  const plain = Buffer.from(await read());
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return { plain, gzipped: await compress(plain), tags: { plain: `"${digest}"`, gzipped: `"${digest}-gzip"` } };
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  { plain, gzipped, tags }: Prepared,
): Buffer {
  const form = takesGzip(request.headers['accept-encoding']) ? 'gzipped' : 'plain';
  void reply.headers({
    'content-type': type,
    // Looked for again each time, and answered 304 while it is the same.
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    etag: tags[form],
    vary: 'accept-encoding',
  });
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(tags[form]) || known.includes('*')) {
    void reply.status(304);
    return EMPTY;
  }
  if (form === 'gzipped') void reply.header('content-encoding', 'gzip');
  return form === 'gzipped' ? gzipped : plain;
}

function takesGzip(accepted: string | string[] | undefined): boolean {
  return /(^|[\s,])gzip\s*(?!\s*;\s*q\s*=\s*0(\.0*)?\s*(,|$))/i.test(String(accepted ?? ''));
}

/** No request of the API: not worth a log line. */
export function isPage(url: string): boolean {
  const path = (url.split('?')[0] ?? '').replace(SUPPLIER_API_PAGES, '');
  return PAGES[path] !== undefined || path === '/openapi.json' || path === '/openapi.yaml';
}

/** As committed, but for where it is served: here. */
async function document(file: DocumentFile): Promise<object> {
  const text = await readFile(new URL(file, DOCUMENTS), 'utf8');
  return { ...(parse(text) as object), servers: [{ url: '/', description: 'This gateway.' }] };
}

function ofLibrary(name: string): Promise<string> {
  return readFile(require.resolve(`swagger-ui-dist/${name}`), 'utf8');
}
