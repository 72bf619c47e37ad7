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

interface SaxAttribute {
  value: string;
}

interface SaxElement {
  name: string;
  local: string;
  uri: string;
  attributes: Record<string, SaxAttribute>;
}

/** The parser inside xml2js, as it is set up by it: namespaces read, strict. */
interface SaxEvents {
  onerror: (error: Error) => void;
  ondoctype?: () => void;
  onopentag: (element: SaxElement) => void;
  onclosetag: () => void;
  ontext: (text: string) => void;
  oncdata: (text: string) => void;
  onend: () => void;
}

/**
 * Reads a document. Throws `XmlRefused` for anything that is not well-formed, has a DOCTYPE, or exceeds the limits.
 * Never resolves an entity of its own and never opens a file or address.
 */
export function readXml(bytes: Buffer, charset?: string): XmlElement {
  if (bytes.length > LIMITS.bytes) throw new XmlRefused(`The document is larger than ${LIMITS.bytes} bytes.`);
  const text = decode(bytes, charset);
  if (!xmlCanCarry(text)) throw new XmlRefused('The document holds a character XML does not allow.');
  const tree = new TreeCollector();
  try {
    tree.parser.parseString(text, (error: Error | null) => {
      if (error !== null) tree.refused ??= error;
    });
  } catch (error) {
    // What stands behind the root, and what our own limits refuse.
    tree.refused ??= error as Error;
  }
  const { refused, root } = tree;
  if (refused !== undefined) throw new XmlRefused(refused.message.split('\n')[0] ?? 'not well-formed');
  if (root === undefined) throw new XmlRefused('The document has no element.');
  return root;
}

/** Collects elements as xml2js's parser comes to them: the objects xml2js would make of them are not made first. */
class TreeCollector {
  readonly parser = new Parser({ xmlns: true, async: false });
  root: XmlElement | undefined;
  refused: Error | undefined;
  private readonly open: XmlElement[] = [];
  private elements = 0;

  constructor() {
    const sax = (this.parser as unknown as { saxParser: SaxEvents }).saxParser;
    sax.onerror = (error) => refuse(error.message.split('\n')[0] ?? 'not well-formed');
    sax.ondoctype = () => refuse('A document type declaration is not allowed.');
    sax.onopentag = (element) => this.begin(element);
    sax.onclosetag = () => void this.open.pop();
    sax.ontext = sax.oncdata = (text) => {
      const inside = this.open.at(-1);
      if (inside !== undefined) inside.text += text;
    };
  }

  private begin({ name, local, uri, attributes }: SaxElement): void {
    const parent = this.open.at(-1);
    if (parent === undefined && this.elements > 0) refuse('The document has more than one root element.');
    if (this.open.length >= LIMITS.depth) refuse(`Elements are nested deeper than ${LIMITS.depth}.`);
    if (++this.elements > LIMITS.elements) refuse(`The document has more than ${LIMITS.elements} elements.`);
    const given = Object.entries(attributes);
    if (given.length > LIMITS.attributes) refuse('An element has too many attributes.');
    const element: XmlElement = {
      name: local === '' ? name : local,
      namespace: uri,
      text: '',
      attributes: Object.fromEntries(given.map(([attribute, { value }]) => [attribute, value])),
      children: [],
    };
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
    this.open.push(element);
  }
}

function refuse(why: string): never {
  throw new XmlRefused(why);
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

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#xD;' };

/** Text as the builder writes it into an element. */
export function escapedText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character);
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
