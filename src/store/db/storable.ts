// A value as JSON that PostgreSQL can store: text of a supplier may have characters that it cannot.

/** U+0000, or half of a surrogate pair: JSON has words for them, PostgreSQL has not (PostgreSQL, 8.14: JSON types). */
const SUSPECT = /\\u(?:0000|d[89a-f])/;

export function storable(value: unknown): string {
  const text = JSON.stringify(value);
  return SUSPECT.test(text) ? JSON.stringify(value, (_name, inside: unknown) => replaced(inside)) : text;
}

function replaced(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value;
}
