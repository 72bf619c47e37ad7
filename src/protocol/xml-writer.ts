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
  const written = element(root, tree[root], '');
  return written !== undefined && xmlCanCarry(written) ? written.slice(0, -1) : undefined;
}

/** Names any builder takes, but for the two it takes for something else: `_` is text, `__proto__` the prototype. */
const NAME = /^(?!_$|__proto__$)[A-Za-z_][\w.:-]*$/;

/** An element with its line feed. What the compiler rules out is met at run time nevertheless, and is not ordinary. */
function element(name: string, content: XmlTree[string], indent: string): string | undefined {
  if (typeof content === 'string')
    return content === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>${escapedText(content)}</${name}>\n`;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return undefined;
  const given = attributes(content['$']);
  const inside = elements(content, `${indent}  `);
  if (given === undefined || inside === undefined) return undefined;
  return inside === '' ? `${indent}<${name}${given}/>\n` : `${indent}<${name}${given}>\n${inside}${indent}</${name}>\n`;
}

function elements(tree: XmlTree, indent: string): string | undefined {
  let written = '';
  for (const name of Object.keys(tree)) {
    const content = tree[name];
    if (content === undefined || name === '$') continue;
    if (!NAME.test(name)) return undefined;
    for (const one of Array.isArray(content) ? content : [content]) {
      const next = element(name, one, indent);
      if (next === undefined) return undefined;
      written += next;
    }
  }
  return written;
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
