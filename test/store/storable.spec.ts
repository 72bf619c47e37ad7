// What a supplier said is kept even where PostgreSQL has no words for all of it.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { storable } from '../../src/store/db/storable.js';
import { TestDatabase } from '../support/database.js';
import { makeFolder, removeFolder } from '../support/folder.js';

let folder: string;
let server: TestDatabase;
beforeAll(async () => {
  folder = await makeFolder('storable');
  server = await TestDatabase.start(folder);
});
afterAll(async () => {
  await server.stop();
  await removeFolder(folder);
});

describe('a stored value', () => {
  it.each([
    ['U+0000', 'no\0line', 'no\uFFFDline'],
    ['half a surrogate pair', 'half \uD83D of one', 'half \uFFFD of one'],
    ['a whole one', 'whole \u{1F600}', 'whole \u{1F600}'],
    ['what only looks like an escape', 'a \\u0000 in a manual', 'a \\u0000 in a manual'],
  ])('with %s is read back as text', async (_name, text, kept) => {
    const [row] = await server.query<{ value: unknown }>('select to_jsonb($1::json) as value', [
      storable({ reasons: [text], said: { text } }),
    ]);
    expect(row?.value).toEqual({ reasons: [kept], said: { text: kept } });
  });
});
