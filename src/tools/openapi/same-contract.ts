// Whether two documents say the same to a client that was generated from one of them.

import { isDeepStrictEqual } from 'node:util';

const WORDS: ReadonlySet<string> = new Set(['description', 'summary', 'example', 'examples']);
/** Members whose own members are names that somebody chose, such as a property called `description`. */
const NAMES: ReadonlySet<string> = new Set(['properties', 'schemas', 'parameters', 'responses', 'headers', 'paths']);

export function isSameContract(one: object, other: object): boolean {
  return isDeepStrictEqual(withoutWords(one), withoutWords(other));
}

function withoutWords(value: unknown, isNamed = false): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutWords(item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => isNamed || !WORDS.has(name));
  return Object.fromEntries(
    kept.map(([name, member]) => [name, withoutWords(member, !isNamed && NAMES.has(name) && !Array.isArray(member))]),
  );
}
