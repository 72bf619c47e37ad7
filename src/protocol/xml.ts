// Reads and writes XML: the only file that knows xml2js. Reading is hardened against hostile input.

import { Builder, Parser } from 'xml2js';

/** One element, by local name. `children` are in document order. */
export interface XmlElement {
  name: string;
  /** Namespace URI; empty where there is none. */
  namespace: string;
  text: string;
  attributes: Record<string, string>;
  children: XmlElement[];
}

/** What is wrong with bytes that should have been XML. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused';
}

/** Far above any documented message (2 to 8 kB), far below what would hold up the event loop. */
const LIMITS = { bytes: 1024 * 1024, depth: 32, elements: 10_000, attributes: 64 };

interface Xml2jsNode {
  '#name': string;
  '#text'?: string;
  $?: Record<string, { value: string }>;
  $ns?: { local: string; uri: string };
  $$?: Xml2jsNode[];
}

interface SaxEvents {
  onerror: (error: Error) => void;
  ondoctype?: () => void;
  onopentag: (node: { attributes: object }) => void;
  onclosetag: (name: string) => void;
}

/**
 * Reads a document. Throws `XmlRefused` for anything that is not well-formed, has a DOCTYPE, or exceeds the limits.
 * Never resolves an entity of its own and never opens a file or address.
 */
export function readXml(bytes: Buffer, charset?: string): XmlElement {
  if (bytes.length > LIMITS.bytes) throw new XmlRefused(`The document is larger than ${LIMITS.bytes} bytes.`);
  const text = decode(bytes, charset);
  if (!xmlCanCarry(text)) throw new XmlRefused('The document holds a character XML does not allow.');
  const parser = guardedParser();
  let root: Xml2jsNode | undefined;
  let refused: Error | undefined;
  try {
    parser.parseString(text, (error: Error | null, result: Record<string, Xml2jsNode> | null) => {
      if (error !== null) refused ??= error;
      else root = Object.values(result ?? {})[0];
    });
  } catch (error) {
    // What stands behind the root: by then the parser has reported its result, so it throws instead.
    refused ??= error as Error;
  }
  if (refused !== undefined) throw new XmlRefused(refused.message.split('\n')[0] ?? 'not well-formed');
  if (root === undefined) throw new XmlRefused('The document has no element.');
  return toElement(root);
}

function guardedParser(): Parser {
  const parser = new Parser({
    explicitArray: true,
    explicitChildren: true,
    preserveChildrenOrder: true,
    // Text is taken from its own nodes, blanks included, under a name no element can have.
    charkey: '#text',
    charsAsChildren: true,
    explicitRoot: true,
    xmlns: true,
    normalize: false,
    trim: false,
    includeWhiteChars: true,
    async: false,
  });
  const sax = (parser as unknown as { saxParser: SaxEvents }).saxParser;
  const refuse = (why: string): never => {
    throw new XmlRefused(why);
  };
  let depth = 0;
  let elements = 0;
  const { onopentag, onclosetag } = sax;
  sax.onerror = (error) => refuse(error.message.split('\n')[0] ?? 'not well-formed');
  sax.ondoctype = () => refuse('A document type declaration is not allowed.');
  sax.onopentag = (node) => {
    if (depth === 0 && elements > 0) refuse('The document has more than one root element.');
    if (++depth > LIMITS.depth) refuse(`Elements are nested deeper than ${LIMITS.depth}.`);
    if (++elements > LIMITS.elements) refuse(`The document has more than ${LIMITS.elements} elements.`);
    if (Object.keys(node.attributes).length > LIMITS.attributes) refuse('An element has too many attributes.');
    onopentag(node);
  };
  sax.onclosetag = (name) => {
    depth--;
    onclosetag(name);
  };
  return parser;
}

function toElement(node: Xml2jsNode): XmlElement {
  const attributes: Record<string, string> = {};
  const nodes = node.$$ ?? [];
  for (const [name, attribute] of Object.entries(node.$ ?? {})) attributes[name] = attribute.value;
  return {
    name: node.$ns?.local ?? node['#name'],
    namespace: node.$ns?.uri ?? '',
    text: nodes.map((child) => (child['#name'] === '__text__' ? (child['#text'] ?? '') : '')).join(''),
    attributes,
    children: nodes.filter((child) => child['#name'] !== '__text__').map(toElement),
  };
}

const CHARSET = /charset\s*=\s*"?([A-Za-z0-9._-]{1,40})/i;

/** The charset a Content-Type header names, if it names one. */
export function charsetOf(contentType: string | undefined): string | undefined {
  return CHARSET.exec(contentType ?? '')?.[1];
}

const DECLARED_ENCODING = /^<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/;

const BYTE_ORDER_MARKS = [
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
  { mark: Buffer.from([0xef, 0xbb, 0xbf]), encoding: 'utf-8' },
];

/** The bytes as text: by byte order mark, else by the transport, else by the document's declaration, else UTF-8. */
function decode(bytes: Buffer, charset?: string): string {
  const marked = BYTE_ORDER_MARKS.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark))?.encoding;
  const declared = DECLARED_ENCODING.exec(bytes.subarray(0, 256).toString('latin1'))?.[1];
  try {
    return new TextDecoder(marked ?? charset ?? declared ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new XmlRefused('The bytes are not text in the encoding the document declares.');
  }
}

/** A tree to be written: text, or elements in order. A member that is undefined is left out. */
export interface XmlTree {
  [element: string]: string | XmlTree | (string | XmlTree)[] | undefined;
}

/** Characters XML 1.0 can carry (XML 1.0, 2.2 Char). Lone surrogates and most control characters are not among them. */
const CARRIED = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

export function xmlCanCarry(text: string): boolean {
  return CARRIED.test(text);
}

const builder = new Builder({ headless: true, renderOpts: { pretty: true, indent: '  ', newline: '\n' } });

/** Writes a tree with one root. Throws where a text cannot be carried: callers refuse such text long before. */
export function writeXml(tree: XmlTree): string {
  return builder.buildObject(withoutUndefined(tree));
}

/** The builder writes an undefined member as an empty element; here it means "left out". */
function withoutUndefined(tree: XmlTree): XmlTree {
  const kept: XmlTree = {};
  for (const [name, value] of Object.entries(tree)) {
    if (value === undefined) continue;
    if (Array.isArray(value))
      kept[name] = value.map((item) => (typeof item === 'string' ? item : withoutUndefined(item)));
    else kept[name] = typeof value === 'string' ? value : withoutUndefined(value);
  }
  return kept;
}
