// What XML forbids and the parser inside xml2js lets pass, or takes minutes over: looked for in one pass, before it reads.

import { referredTo } from './xml-characters.js';
import { LIMITS } from './xml-element.js';

const REFERENCE = /^&([^;\s&<]{1,12});/;
/** A name, an equals sign and a value in quotes. Longer names than this are no names. */
const ATTRIBUTE = /\s+([^\s=<>/"'&]{1,1000})\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
const TAG_NAME = /<[^\s=<>/"'&]{0,1000}/y;

/** Markup that holds neither references nor attributes, by how it begins and ends. */
const OPAQUE = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['</', '>'],
] as const;

/** Why a document is not well-formed; undefined where the parser has to say. */
export function formFault(text: string): string | undefined {
  let fault: string | undefined;
  for (let at = 0; at < text.length && fault === undefined;) {
    const open = text.indexOf('<', at);
    const end = open < 0 ? text.length : open;
    fault = referenceFault(text.slice(at, end));
    if (open < 0) break;
    fault ??= declarationFault(text, open);
    const opaque = OPAQUE.find(([begins]) => text.startsWith(begins, open));
    if (opaque !== undefined) {
      const close = text.indexOf(opaque[1], open + opaque[0].length);
      at = close < 0 ? text.length : close + opaque[1].length;
      continue;
    }
    const tag = readTag(text, open);
    fault ??= tag.fault;
    at = tag.end;
  }
  return fault;
}

/** xml2js takes a second for each 10 kB of a declaration it does not know. */
function declarationFault(text: string, open: number): string | undefined {
  if (text[open + 1] !== '!' || text.startsWith('<!--', open) || text.startsWith('<![CDATA[', open)) return undefined;
  if (/^<!doctype/i.test(text.slice(open, open + 9))) return 'A document type declaration is not allowed.';
  return 'Markup begins with "<!" and is neither a comment nor character data.';
}

/** Reads an opening tag as far as it has attributes as they should be; what stands behind them is for the parser. */
function readTag(text: string, open: number): { end: number; fault: string | undefined } {
  TAG_NAME.lastIndex = open;
  TAG_NAME.test(text);
  let end = Math.max(TAG_NAME.lastIndex, open + 1);
  const names = new Set<string>();
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const [whole, name = '', quoted, apostrophed] = ATTRIBUTE.exec(text) ?? [];
    if (whole === undefined) return { end, fault: undefined };
    end = ATTRIBUTE.lastIndex;
    const value = quoted ?? apostrophed ?? '';
    const fault = attributeFault(name, value, names);
    if (fault !== undefined) return { end, fault };
    names.add(name);
  }
}

function attributeFault(name: string, value: string, names: ReadonlySet<string>): string | undefined {
  const said = name.slice(0, 100);
  if (names.has(name)) return `The attribute "${said}" stands twice in one element.`;
  if (names.size >= LIMITS.attributes) return 'An element has too many attributes.';
  if (value.includes('<')) return `The value of the attribute "${said}" holds a "<".`;
  return referenceFault(value);
}

function referenceFault(text: string): string | undefined {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    const found = text.slice(at, at + 20);
    const [, reference = ''] = REFERENCE.exec(found) ?? [];
    if (referredTo(reference) === undefined) {
      return `"${/^&[^;\s&<]*;?/.exec(found)?.[0]}" is no reference that XML knows.`;
    }
  }
  return undefined;
}
