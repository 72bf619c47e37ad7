// Every statement of the store, found in the files that may hold them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Statement } from '../../src/store/db/statement.js';

const SRC = join(import.meta.dirname, '..', '..', 'src');

/** The sources, each by its path below `src`. */
export function sources(): Map<string, string> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]));
}

/** By the name of the constant; a member of an exported record by the record's name and its own. */
export async function statementsByConstant(): Promise<Map<string, Statement>> {
  const files = [...sources().keys()].filter((file) => file.endsWith('.queries.ts'));
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(join(SRC, file)).href) as Promise<object>),
  );
  return new Map(modules.flatMap((exported) => statementsIn(exported)));
}

function statementsIn(record: object, prefix = ''): [string, Statement][] {
  return Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
    if (value instanceof Statement) return [[prefix + name, value] satisfies [string, Statement]];
    return prefix === '' && typeof value === 'object' && value !== null ? statementsIn(value, `${name}.`) : [];
  });
}
