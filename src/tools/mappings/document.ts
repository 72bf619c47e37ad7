// The mapping tables as a document: for each operation and event, field by field, where it goes, by which rule, and what is ignored.

import type { Added, Ignored, Mapped, Mapping, SupplierMappings } from '../../protocol/mapping-table.js';
import { FIBRE_CAFE_MAPPINGS } from '../../platforms/fibre-cafe/mappings/fibre-cafe.mappings.js';
import { SUPPLIERS } from '../../suppliers/suppliers.module.js';

export const MAPPINGS_PATH = 'openapi/mappings.md';

const HEAD = `# What becomes of every field

Written from the mapping tables of the code by \`npm run mappings\`: change those. The same tables stand behind
\`npm run translate\`, and the tests prove them: a field that is read but not listed, listed but not read, or that goes
elsewhere than its row says, fails.

Every message is kept in the journal as it crossed, so what is ignored here is not reported, and not lost.
`;

export function mappingsDocument(): string {
  const parts = SUPPLIERS.flatMap(({ mappings }) => supplierPart(mappings));
  const cafe = [
    '## Fibre Cafe, Supplier API 1.15 and Supplier Updates API 1.8',
    ...FIBRE_CAFE_MAPPINGS.map(messagePart),
  ];
  return `${[HEAD.trimEnd(), ...parts, ...cafe].join('\n\n')}\n`;
}

function supplierPart({ title, messages, events }: SupplierMappings): string[] {
  if (events.length === 0) return [`## ${title}`, ...messages.map(messagePart)];
  const rows = events.map(({ event, recognised, status, reasonCode, problemCode, tells }) => {
    const codes = [status, reasonCode, problemCode].map((one) => (one === '' ? '–' : one));
    return [code(event), recognised, ...codes, tells];
  });
  const table = grid(['Event', 'Recognised by', 'Problem status', 'reasonCode', 'problemCode', 'Besides'], rows);
  const about =
    'All share one root, and each holds the whole report: it is read against the problem as stored, and what is new is told. ' +
    'First match wins. The codes are those for a problem that was in progress; of `accepted`, for one not acknowledged yet.';
  return [`## ${title}`, ...messages.map(messagePart), '### Events', about, table];
}

function messagePart({ title, source, target, rows, added, unsent }: Mapping): string {
  const parts = [`### ${title}`, `From: ${source}. To: ${target}.`];
  if (rows.length > 0) parts.push(grid(['Field', 'Goes to', 'Rule'], rows.map(fieldRow)));
  if (added.length > 0) parts.push('Said besides:', grid(['Field', 'From', 'Rule'], added.flatMap(addedRows)));
  if (unsent.length > 0) {
    const left = unsent.map(({ field, reason }) => [code(field), reason]);
    parts.push('Left out:', grid(['Field', 'Why'], left));
  }
  return parts.join('\n\n');
}

function fieldRow(row: Mapped | Ignored): string[] {
  if ('ignored' in row) return [code(row.from), '*ignored*', row.ignored];
  return [code(row.from), row.to.map(code).join(', '), row.rule];
}

function addedRows({ source, to, rule }: Added): string[][] {
  return [[to.map(code).join(', '), source, rule]];
}

const code = (text: string): string => `\`${text}\``;

function grid(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
