// The outline of a message: all of it but texts that its schema takes whatever they say. Messages of one outline are valid or
// invalid together. The schema file itself says which texts those are.

import { all, first } from '../../../protocol/reader.js';
import type { XmlElement } from '../../../protocol/xml/xml.js';

/** Stands for such a text. No XML holds this character, so that no message is its own outline. */
const TAKEN = '\0';
/** What may hide markup, or make text of it; whoever writes such a message has it checked each time. */
const HIDING = /<[!?]|\0/;

/** One character that is no markup: a carriage return and half of a surrogate pair are left out too. */
const CHARACTER = "[\\t\\n -%'-;=?-\\uD7FF\\uE000-\\uFFFD]";
const NOT_BLANK = "[!-%'-;=?-\\uD7FF\\uE000-\\uFFFD]";
const REFERENCE = '&(?:amp|lt|gt);';
const ANY_TEXT = `[\\t\\n ]*(?:${NOT_BLANK}|${REFERENCE})${CHARACTER}*(?:${REFERENCE}${CHARACTER}*)*`;
/** As JavaScript writes instants. 29 February is left to the schema. */
const DAY = '(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)';
const INSTANT = `[1-9]\\d{3}-${DAY}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}Z`;

/** What a declaration may say without restricting the texts of its element further than its type does. */
const HARMLESS = new Set(['name', 'type', 'minOccurs', 'maxOccurs']);

const BUILT_IN: Record<string, string> = { 'xs:string': ANY_TEXT, 'xs:dateTime': INSTANT };

/** The one facet in use beside lengths and lists of codes: the text is not blank. */
const NOT_BLANK_FACETS = 'whiteSpace=collapse pattern=.*\\S.*';

/** Makes outlines by a schema. Undefined for a message of which it cannot be told this simply. */
export function outliner(schema: XmlElement): (message: string) => string | undefined {
  const byPattern = new Map<string, string[]>();
  for (const [name, patterns] of patternsByName(schema)) {
    const [pattern, ...others] = patterns;
    if (pattern === undefined || others.length > 0) continue;
    byPattern.set(pattern, [...(byPattern.get(pattern) ?? []), name]);
  }
  const kinds = [...byPattern].map(([pattern, names]) => `(${names.join('|')})>${pattern}`);
  const taken = new RegExp(`<(?:${kinds.join('|')})</`, 'g');
  const outlined = `<${kinds.map((_kind, at) => `$${at + 1}`).join('')}>${TAKEN}</`;
  return (message) => (HIDING.test(message) ? undefined : message.replace(taken, outlined));
}

/** By an element's name, the texts it surely takes, wherever in the schema it is declared. */
function patternsByName(schema: XmlElement): Map<string, Set<string | undefined>> {
  const patterns = new Map<string, Set<string | undefined>>();
  for (const element of elementsBelow(schema)) {
    const { name = '', type = '' } = element.attributes;
    const plain = Object.keys(element.attributes).every((said) => HARMLESS.has(said)) && element.children.length === 0;
    const known = patterns.get(name) ?? new Set();
    patterns.set(name, known.add(plain ? (BUILT_IN[type] ?? patternOf(type, schema)) : undefined));
  }
  return patterns;
}

function elementsBelow(parent: XmlElement): XmlElement[] {
  return parent.children.flatMap((child) => [...(child.name === 'element' ? [child] : []), ...elementsBelow(child)]);
}

/** Of a type the schema declares. A list of codes has no pattern: its texts stay in the outline. */
function patternOf(type: string, schema: XmlElement): string | undefined {
  const declared = all(schema, 'simpleType').find(({ attributes }) => attributes['name'] === type);
  const restriction = first(declared, 'restriction');
  if (restriction?.attributes['base'] !== 'xs:string') return undefined;
  const facets = restriction.children.map(({ name, attributes }) => `${name}=${attributes['value']}`).join(' ');
  if (facets === NOT_BLANK_FACETS) return ANY_TEXT;
  const longest = /^maxLength=(\d+)$/.exec(facets)?.[1];
  return longest === undefined ? undefined : `${CHARACTER}{0,${longest}}`;
}
