// Writes the files that are generated from the code: the OpenAPI document and the schema of the settings file.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { generatedFiles } from './generated-files.js';

for (const { path, text } of await generatedFiles()) {
  await mkdir(dirname(resolve(path)), { recursive: true });
  await writeFile(path, text);
  process.stdout.write(`wrote ${path}\n`);
}
