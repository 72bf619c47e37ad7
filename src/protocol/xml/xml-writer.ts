// Writes XML: every document the gateway sends. Byte for byte what xml2js's builder writes of the same tree.

import { escapedText, escapedValue, xmlCanCarry } from './xml-characters.js';

/** A tree to be written: text, or elements in order, with attributes under `$`. A member that is undefined is left out. */
export interface XmlTree {
  [element: string]: string | XmlTree | (string | XmlTree)[] | undefined;
}

/**
 * Writes a tree with one root, without a declaration. Throws where a text holds what XML cannot carry, which callers refuse
 * long before, and where a name has other than ASCII characters.
 */
export function writeXml(tree: XmlTree): string {
  const present = Object.keys(tree).filter((name) => tree[name] !== undefined);
  const [root = ''] = present;
  if (present.length !== 1 || Array.isArray(tree[root])) throw new Error('An XML document has one root element.');
  const parts: string[] = [];
  writeElement(parts, checkedName(root), tree[root], '');
  const written = parts.join('');
  if (!xmlCanCarry(written)) throw new Error('XML cannot carry a character of the text.');
  return written.slice(0, -1);
}

/** But for two that are no names of elements: `_`, which xml2js takes for text, and `__proto__`, the prototype. */
const NAME = /^(?!_$|__proto__$)[A-Za-z_][\w.:-]*$/;

function checkedName(name: string): string {
  if (!NAME.test(name)) throw new Error(`"${name}" cannot be written as a name in XML.`);
  return name;
}

/** Adds an element with its line feed to parts that are joined once. */
function writeElement(parts: string[], name: string, content: XmlTree[string], indent: string): void {
  if (typeof content === 'string') {
    if (content === '') parts.push(indent, '<', name, '/>\n');
    else parts.push(indent, '<', name, '>', escapedText(content), '</', name, '>\n');
    return;
  }
  const tree = checkedTree(name, content);
  parts.push(indent, '<', name, attributes(name, tree['$']), '>\n');
  const before = parts.length;
  writeElements(parts, tree, `${indent}  `);
  if (parts.length > before) parts.push(indent, '</', name, '>\n');
  else parts[before - 1] = '/>\n';
}

function writeElements(parts: string[], tree: XmlTree, indent: string): void {
  for (const name of Object.keys(tree)) {
    const content = tree[name];
    if (content === undefined || name === '$') continue;
    checkedName(name);
    if (Array.isArray(content)) for (const one of content) writeElement(parts, name, one, indent);
    else writeElement(parts, name, content, indent);
  }
}

/** The compiler rules out all else. At run time it would be written as something that nobody meant. */
function checkedTree(name: string, content: XmlTree[string]): XmlTree {
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw new Error(`The content of "${name}" is neither text nor elements.`);
}

function attributes(element: string, given: XmlTree[string]): string {
  if (given === undefined) return '';
  let written = '';
  for (const [name, value] of Object.entries(checkedTree(element, given))) {
    if (value === undefined) continue;
    if (typeof value !== 'string') throw new Error(`The attribute "${name}" of "${element}" is no text.`);
    written += ` ${checkedName(name)}="${escapedValue(value)}"`;
  }
  return written;
}
