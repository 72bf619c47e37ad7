// A document as it is read, and how much of one is read at all.

/** One element, by local name. `children` are in document order. */
export interface XmlElement {
  name: string;
  /** Namespace URI; empty where there is none. */
  namespace: string;
  text: string;
  attributes: Record<string, string>;
  children: XmlElement[];
}

/**
 * Far above any documented message (2 to 8 kB), far below what would hold up the event loop: sax goes through every namespace
 * in scope at the end of each element.
 */
export const LIMITS = {
  bytes: 1024 * 1024,
  depth: 32,
  elements: 10_000,
  /** Of one element, and of the whole document. */
  attributes: 64,
  attributesInAll: 10_000,
  namespaces: 64,
};

/** The namespace of `xsi:nil`. */
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

export function isTrue(value: string): boolean {
  return /^\s*(true|1)\s*$/.test(value);
}

/** Whether an element says nothing: with `xsi:nil` it is absent, as if it were not written at all. */
export function isBlank({ text, children }: XmlElement): boolean {
  return children.length === 0 && text.trim() === '';
}
