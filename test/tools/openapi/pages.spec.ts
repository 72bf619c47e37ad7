// The document and the page to try calls on, as they are served: open to all, whole, and with nothing from outside.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DOCUMENTS } from '../../support/api-document.js';
import { GatewayWorld } from '../../support/gateway-world.js';
import type { Answer } from '../../support/north.js';

let here: GatewayWorld;
beforeAll(async () => {
  here = await GatewayWorld.start({ name: 'pages' });
}, 120_000);
afterAll(() => here.close());

const get = (path: string): Promise<Answer> => here.north.get(path);
const FILES = ['/docs/page.js', '/docs/swagger-ui.js', '/docs/swagger-ui.css'];

describe('the document', () => {
  it('is served as committed, with the address of this gateway', async () => {
    const committed = parse(readFileSync(join(DOCUMENTS, 'supplier-api.yaml'), 'utf8')) as object;
    const served = { ...committed, servers: [{ url: '/', description: 'This gateway.' }] };
    const [json, yaml] = await Promise.all([get('/openapi.json'), get('/openapi.yaml')]);
    expect([json.status, json.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(json.text)).toEqual(served);
    expect([yaml.status, yaml.headers.get('content-type')]).toEqual([200, 'application/yaml; charset=utf-8']);
    expect(parse(yaml.text)).toEqual(served);
  });
});

describe('the page', () => {
  it('names and loads its own files alone', async () => {
    const page = await get('/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const named = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(named.sort()).toEqual(['data:,', 'docs/page.js', 'docs/swagger-ui.css', 'docs/swagger-ui.js']);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
  });

  it.each(FILES)('has %s', async (path) => {
    const file = await get(path);
    expect(file.status).toBe(200);
    expect(file.text.length).toBeGreaterThan(300);
  });

  it('is no request of the API, so that it is neither logged nor in the journal', async () => {
    for (const path of ['/docs', '/openapi.json', ...FILES]) await get(path);
    await get('/nowhere');
    await here.untilLogged('the request after them', ({ path }) => path === '/nowhere');
    expect(here.lines.filter(({ path }) => /docs|openapi/.test(String(path)))).toEqual([]);
  });
});

describe('the files of the page', () => {
  const fetched = (path: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${here.gateway.url.replace('localhost', '127.0.0.1')}${path}`, { headers });

  it.each(['/docs', '/openapi.json', '/openapi.yaml', ...FILES])(
    '%s is compressed once, and not sent twice',
    async (path) => {
      const [plain, gzipped] = await Promise.all([
        fetched(path, { 'accept-encoding': 'identity' }),
        fetched(path, { 'accept-encoding': 'br, gzip;q=0.5' }),
      ]);
      expect([plain.headers.get('content-encoding'), gzipped.headers.get('content-encoding')]).toEqual([null, 'gzip']);
      // `fetch` has undone the encoding.
      expect(await gzipped.text()).toBe(await plain.text());
      const tag = gzipped.headers.get('etag') ?? '';
      expect(tag).not.toBe(plain.headers.get('etag'));
      const again = await fetched(path, { 'accept-encoding': 'gzip', 'if-none-match': `"other", W/${tag}` });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
      const other = await fetched(path, { 'accept-encoding': 'gzip;q=0', 'if-none-match': tag });
      expect([other.status, other.headers.get('content-encoding')]).toEqual([200, null]);
    },
  );

  it('stand on the operations listener too', async () => {
    const document = await fetch(`${here.gateway.operationsUrl}/supplier-api/openapi.json`);
    expect(((await document.json()) as { info: { title: string } }).info.title).toBe('Supplier API');
    const page = await fetch(`${here.gateway.operationsUrl}/supplier-api/docs`);
    expect([page.status, (await page.text()).includes('docs/swagger-ui.js')]).toEqual([200, true]);
  });
});

describe('with http.pages off', () => {
  let alone: GatewayWorld;
  beforeAll(async () => {
    alone = await GatewayWorld.start({ name: 'no-pages', settings: { http: { pages: false } } });
  }, 120_000);
  afterAll(() => alone.close());

  it('the pages stand on the operations listener alone', async () => {
    for (const path of ['/docs', '/openapi.json', ...FILES]) {
      expect((await alone.north.get(path)).status).toBe(404);
      expect((await fetch(`${alone.gateway.operationsUrl}/supplier-api${path}`)).status).toBe(200);
    }
  });
});
