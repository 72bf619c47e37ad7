// Reads values out of an XML tree by local name, forgiving about namespaces, order and repetition.

import type { XmlElement } from './xml/xml.js';

/** Every element at a path below the given one: `all(root, 'updates', 'update')`. */
export function all(element: XmlElement | undefined, ...path: string[]): XmlElement[] {
  const found: XmlElement[] = [];
  if (element !== undefined) collect(element, path, 0, found);
  return found;
}

function collect(element: XmlElement, path: readonly string[], depth: number, found: XmlElement[]): void {
  if (depth === path.length) found.push(element);
  else for (const child of element.children) if (child.name === path[depth]) collect(child, path, depth + 1, found);
}

export function first(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return element === undefined ? undefined : firstBelow(element, path, 0);
}

function firstBelow(element: XmlElement, path: readonly string[], depth: number): XmlElement | undefined {
  if (depth === path.length) return element;
  for (const child of element.children) {
    const found = child.name === path[depth] ? firstBelow(child, path, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The text at a path, trimmed; undefined where it is absent or blank. */
export function text(element: XmlElement | undefined, ...path: string[]): string | undefined {
  const value = element === undefined ? undefined : firstBelow(element, path, 0)?.text.trim();
  return value === '' ? undefined : value;
}

export function integer(element: XmlElement | undefined, ...path: string[]): number | undefined {
  const value = text(element, ...path);
  return value !== undefined && /^[+-]?\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** Suppliers write truth as true/false, as a letter or as free text: anything else is undefined. */
export function truth(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (/^(true|yes|y|1)$/i.test(value)) return true;
  return /^(false|no|n|0)$/i.test(value) ? false : undefined;
}
