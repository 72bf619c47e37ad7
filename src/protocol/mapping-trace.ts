// Follows every field of a message through its mapping table.

import { type Mapping, rowsOf } from './mapping-table.js';
import type { XmlElement } from './xml/xml.js';

/** What becomes of one field: where it goes and by which rule, or why it goes nowhere. */
export interface FieldTrace {
  field: string;
  value: string;
  to: readonly string[];
  /** The rule, or the reason of being ignored. */
  why: string;
  fate: 'mapped' | 'ignored' | 'unknown';
}

interface Leaf {
  /** As people read it. */
  field: string;
  /** As the tables have it, and by the name of a list's member. */
  path: string;
  named: string;
  value: string;
}

export function traceJson(mapping: Mapping, body: object): FieldTrace[] {
  return leavesOf(body, { field: '', path: '', named: '' }).map((leaf) => traced(mapping, leaf));
}

export function traceXml(mapping: Mapping, message: XmlElement): FieldTrace[] {
  return elementsOf(message).map(([path, value]) => traced(mapping, { field: path, path, named: path, value }));
}

function traced(mapping: Mapping, { field, path, named, value }: Leaf): FieldTrace {
  const [row] = rowsOf(mapping, path, named);
  if (row === undefined) {
    return { field, value, to: [], why: 'No table knows it: it is recorded as drift and kept.', fate: 'unknown' };
  }
  if ('ignored' in row) return { field, value, to: [], why: row.ignored, fate: 'ignored' };
  return { field, value, to: row.to, why: row.rule, fate: 'mapped' };
}

function leavesOf(value: unknown, at: Omit<Leaf, 'value'>): Leaf[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, place) => {
      const name = typeof item === 'object' && item !== null && 'name' in item ? `[${String(item.name)}]` : '';
      return leavesOf(item, { field: `${at.field}[${place}]`, path: at.path, named: `${at.path}${name}` });
    });
  }
  if (typeof value !== 'object') return [{ ...at, value: JSON.stringify(value) }];
  return Object.entries(value).flatMap(([name, inner]) => {
    const below = (path: string): string => (path === '' ? name : `${path}.${name}`);
    return leavesOf(inner, { field: below(at.field), path: below(at.path), named: below(at.named) });
  });
}

/** Every element that holds no other, by its path below the root, with its text. */
export function elementsOf(element: XmlElement, path = ''): [string, string][] {
  if (element.children.length === 0) return path === '' ? [] : [[path, element.text.trim()]];
  return element.children.flatMap((child) => elementsOf(child, path === '' ? child.name : `${path}/${child.name}`));
}
