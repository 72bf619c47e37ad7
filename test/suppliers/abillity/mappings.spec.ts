// The table of the fault names every field of the form, and no other.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ABILLITY_MAPPINGS } from '../../../src/suppliers/abillity/mappings/abillity.mappings.js';
import { FIELD_CHARACTERISTICS } from '../../../src/suppliers/abillity/requests/fault-facts.js';
import { FAULT_FORM } from '../../../src/suppliers/abillity/requests/report-problem.js';

const [report] = ABILLITY_MAPPINGS.messages;

it('the mapping table gives the source of each of the 35 fields', () => {
  const rows = [...(report?.rows ?? []), ...(report?.added ?? [])];
  const named = rows.flatMap((row) => ('to' in row ? row.to : []));
  expect([...new Set(named)].sort()).toEqual(FAULT_FORM.map(({ field }) => field).sort());
});

it('the mapping document has each of the 35 fields', () => {
  const document = readFileSync(join(import.meta.dirname, '..', '..', '..', 'openapi', 'mappings.md'), 'utf8');
  const part = document.split('\n### ').find((text) => text.startsWith(`${report?.title}\n`)) ?? '';
  expect(FAULT_FORM.filter(({ field }) => !part.includes(`\`${field}\``)).map(({ field }) => field)).toEqual([]);
});

it('the mapping table has every characteristic with a field of its own', () => {
  const named = (report?.rows ?? []).map(({ from }) => from);
  for (const name of FIELD_CHARACTERISTICS) expect(named).toContain(`characteristics[${name}].value`);
});
