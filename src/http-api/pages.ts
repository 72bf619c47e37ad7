// The OpenAPI document, and a page to read it and to try calls on: served beside the API, everything from here.

import type { FastifyInstance, FastifyReply } from 'fastify';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parse, stringify } from 'yaml';
import { PAGE, SCRIPT } from './page.js';

const require = createRequire(import.meta.url);

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

export function servePages(server: FastifyInstance, file: DocumentFile): void {
  for (const [path, { type, read }] of Object.entries({ ...documents(file), ...PAGES })) {
    let kept: Promise<string> | undefined;
    server.get(path, async (_request, reply: FastifyReply) => {
      kept ??= read();
      void reply.headers({
        'content-type': type,
        'cache-control': 'no-cache',
        'content-security-policy': POLICY,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      return kept;
    });
  }
}

/** No request of the API: not worth a log line. */
export function isPage(url: string): boolean {
  const [path = ''] = url.split('?');
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
