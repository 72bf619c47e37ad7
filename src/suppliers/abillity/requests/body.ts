// Reads the members of an answer, JSON or XML, forgiving about capitals: the pages spell OwnerID and OwnerId alike.

import { decodeText } from '../../../protocol/charset.js';
import { readXml, type XmlElement } from '../../../protocol/xml/xml.js';

export type Body = Record<string, unknown>;

/** Undefined where the bytes are neither a JSON value nor XML: aBILLity answers a wrong address with HTML. */
export function valueIn(bytes: Buffer): unknown {
  const text = decodeText(bytes)?.text.trim() ?? '';
  if (text.startsWith('<')) return xmlIn(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function objectIn(bytes: Buffer): Body | undefined {
  return asObject(valueIn(bytes));
}

export function asObject(value: unknown): Body | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined;
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The first of these members that is there. */
export function member(body: Body | undefined, ...names: string[]): unknown {
  const wanted = names.map((name) => name.toLowerCase());
  const found = Object.entries(body ?? {}).find(
    ([name, value]) => wanted.includes(name.toLowerCase()) && value !== null,
  );
  return found?.[1];
}

/** Text that says something; numbers as they are written. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

export function integerOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function xmlIn(bytes: Buffer): unknown {
  try {
    const root = readXml(bytes);
    return root.name.toLowerCase() === 'html' ? undefined : plain(root);
  } catch {
    return undefined;
  }
}

function plain(element: XmlElement): unknown {
  if (element.children.length === 0) return element.text;
  return Object.fromEntries(element.children.map((child) => [child.name, plain(child)]));
}
