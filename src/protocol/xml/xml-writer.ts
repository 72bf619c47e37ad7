// Writes ordinary trees byte for byte as xml2js's builder writes them. What is not ordinary is left to the builder.

import { escapedText, escapedValue, xmlCanCarry } from './xml-characters.js';

/** A tree to be written: text, or elements in order. A member that is undefined is left out. */
export interface XmlTree {
  [element: string]: string | XmlTree | (string | XmlTree)[] | undefined;
}

/**
 * The text of an ordinary tree; undefined where it is none. Ordinary is a root with nothing but text, elements, and
 * attributes under `$`, with ASCII names and no character that XML cannot carry: the builder says what is wrong with it.
 */
export function writeOrdinary(tree: XmlTree): string | undefined {
  const present = Object.keys(tree).filter((name) => tree[name] !== undefined);
  const [root = ''] = present;
  if (present.length !== 1 || !NAME.test(root) || Array.isArray(tree[root])) return undefined;
  const parts: string[] = [];
  if (!writeElement(parts, root, tree[root], '')) return undefined;
  const written = parts.join('');
  return xmlCanCarry(written) ? written.slice(0, -1) : undefined;
}

/** Names any builder takes, but for the two it takes for something else: `_` is text, `__proto__` the prototype. */
const NAME = /^(?!_$|__proto__$)[A-Za-z_][\w.:-]*$/;

/**
 * An element with its line feed, in parts that are joined once. False: it is not ordinary; what the compiler rules out is met at
 * run time nevertheless.
 */
function writeElement(parts: string[], name: string, content: XmlTree[string], indent: string): boolean {
  if (typeof content === 'string') {
    if (content === '') parts.push(indent, '<', name, '/>\n');
    else parts.push(indent, '<', name, '>', escapedText(content), '</', name, '>\n');
    return true;
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return false;
  const given = attributes(content['$']);
  if (given === undefined) return false;
  parts.push(indent, '<', name, given, '>\n');
  const before = parts.length;
  if (!writeElements(parts, content, `${indent}  `)) return false;
  if (parts.length > before) parts.push(indent, '</', name, '>\n');
  else parts[before - 1] = '/>\n';
  return true;
}

function writeElements(parts: string[], tree: XmlTree, indent: string): boolean {
  for (const name of Object.keys(tree)) {
    const content = tree[name];
    if (content === undefined || name === '$') continue;
    if (!NAME.test(name)) return false;
    for (const one of Array.isArray(content) ? content : [content]) {
      if (!writeElement(parts, name, one, indent)) return false;
    }
  }
  return true;
}

function attributes(given: XmlTree[string]): string | undefined {
  if (given === undefined) return '';
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  let written = '';
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !NAME.test(name)) return undefined;
    written += ` ${name}="${escapedValue(value)}"`;
  }
  return written;
}
