// Builds the console into dist/console, with every file compressed beforehand.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const OUT = join(import.meta.dirname, '..', '..', 'dist', 'console');

const compressed: Plugin = {
  name: 'compressed-beforehand',
  async writeBundle() {
    const entries = await readdir(OUT, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    await Promise.all(files.map(compress));
  },
};

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  await Promise.all([
    writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, quality)),
    writeFile(`${file}.gz`, await promisify(gzip)(bytes)),
  ]);
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  publicDir: 'public',
  logLevel: 'warn',
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: 'es2023',
    // An inlined file would be a data address, which the page's policy forbids.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    // Libraries mark files for frameworks that render on a server, and a build is allowed its seconds.
    rolldownOptions: { checks: { moduleLevelDirective: false, bundlerTimings: false } },
  },
  plugins: [compressed],
});
