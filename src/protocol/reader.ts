// Reads values out of an XML tree by local name, forgiving about namespaces, order and repetition.

import type { XmlElement } from './xml.js';

/** Every element at a path below the given one: `all(root, 'updates', 'update')`. */
export function all(element: XmlElement | undefined, ...path: string[]): XmlElement[] {
  let found = element === undefined ? [] : [element];
  for (const name of path) found = found.flatMap((parent) => parent.children.filter((child) => child.name === name));
  return found;
}

export function first(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return all(element, ...path)[0];
}

/** The text at a path, trimmed; undefined where it is absent or blank. */
export function text(element: XmlElement | undefined, ...path: string[]): string | undefined {
  const value = first(element, ...path)?.text.trim();
  return value === undefined || value === '' ? undefined : value;
}

export function integer(element: XmlElement | undefined, ...path: string[]): number | undefined {
  const value = text(element, ...path);
  return value !== undefined && /^[+-]?\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** CityFibre writes truth as true/false, as a letter and as free text: anything else is undefined. */
export function truth(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (/^(true|yes|y|1)$/i.test(value)) return true;
  return /^(false|no|n|0)$/i.test(value) ? false : undefined;
}
