// Migrations are counted from one, each number once: a number used twice would leave the second one out, for ever.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

it('the migrations are numbered from one without a gap or a repeat', () => {
  const files = readdirSync(join(import.meta.dirname, '../../src/store/migrations')).sort();
  expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_file, index) => index + 1));
});
