// Rows that look like the message they write: one row an element, in the order of the wire.

import type { XmlTree } from './xml/xml.js';

type Value = string | XmlTree | (string | XmlTree)[] | undefined;

/** One element of a message: its name on the wire and where its value comes from. Undefined leaves it out. */
export interface Row<Source> {
  element: string;
  value: (source: Source) => Value;
}

export function el<Source>(element: string, value: ((source: Source) => Value) | readonly Row<Source>[]): Row<Source> {
  return { element, value: typeof value === 'function' ? value : (source) => writeRows(value, source) };
}

/** Writes rows into a tree; undefined where every row was left out, so that no empty element is sent by accident. */
export function writeRows<Source>(rows: readonly Row<Source>[], source: Source): XmlTree | undefined {
  const tree: XmlTree = {};
  let written = false;
  for (const { element, value } of rows) {
    const content = value(source);
    if (content === undefined) continue;
    tree[element] = content;
    written = true;
  }
  return written ? tree : undefined;
}
