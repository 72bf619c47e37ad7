// Writes the mapping document from the tables.

import { writeFile } from 'node:fs/promises';
import { MAPPINGS_PATH, mappingsDocument } from './document.js';

await writeFile(MAPPINGS_PATH, mappingsDocument());
process.stdout.write(`wrote ${MAPPINGS_PATH}\n`);
