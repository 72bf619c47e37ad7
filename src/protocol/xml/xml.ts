// Reads and writes XML: the only file that knows xml2js. Reading is hardened against hostile input.
// Ordinary documents are read and written by code of our own; xml2js takes all others and says what is wrong.

import { TextDecoder } from 'node:util';
import { Builder, Parser } from 'xml2js';
import { xmlCanCarry } from './xml-characters.js';
import { LIMITS, type XmlElement } from './xml-element.js';
import { scanXml } from './xml-scanner.js';
import { writeOrdinary, type XmlTree } from './xml-writer.js';

export { escapedText, xmlCanCarry } from './xml-characters.js';
export type { XmlElement } from './xml-element.js';
export type { XmlTree } from './xml-writer.js';

/** What is wrong with bytes that should have been XML. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused';
}

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
  return scanXml(text) ?? readByXml2js(text);
}

/** The judge of what is well-formed: reads whatever is, ordinary or not, and says in its own words what is wrong. */
export function readByXml2js(text: string): XmlElement {
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
  private attributes = 0;
  private namespaces = 0;

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
    this.count(given.map(([attribute]) => attribute));
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

  private count(attributes: string[]): void {
    if (attributes.length > LIMITS.attributes) refuse('An element has too many attributes.');
    this.attributes += attributes.length;
    this.namespaces += attributes.filter((name) => name === 'xmlns' || name.startsWith('xmlns:')).length;
    if (this.attributes > LIMITS.attributesInAll) refuse('The document has too many attributes.');
    if (this.namespaces > LIMITS.namespaces) refuse(`The document declares more than ${LIMITS.namespaces} namespaces.`);
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

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

function decoderOf(encoding: string): TextDecoder {
  return /^utf-8$/i.test(encoding) ? UTF_8 : new TextDecoder(encoding, { fatal: true });
}

/** The bytes as text: by byte order mark, else by the transport, else by the document's declaration, else UTF-8. */
function decode(bytes: Buffer, charset?: string): string {
  try {
    return decoderOf(markedEncoding(bytes) ?? charset ?? declaredEncoding(bytes) ?? 'utf-8').decode(bytes);
  } catch {
    throw new XmlRefused('The bytes are not text in the encoding the document declares.');
  }
}

function markedEncoding(bytes: Buffer): string | undefined {
  return BYTE_ORDER_MARKS.find(({ mark }) => bytes[0] === mark[0] && bytes.subarray(0, mark.length).equals(mark))
    ?.encoding;
}

function declaredEncoding(bytes: Buffer): string | undefined {
  return DECLARED_ENCODING.exec(bytes.toString('latin1', 0, 256))?.[1];
}

const builder = new Builder({ headless: true, renderOpts: { pretty: true, indent: '  ', newline: '\n' } });

/** Writes a tree with one root. Throws where a text cannot be carried: callers refuse such text long before. */
export function writeXml(tree: XmlTree): string {
  return writeOrdinary(tree) ?? writeByXml2js(tree);
}

/** The model of how a tree is written: writes any, and throws where a name or a text cannot be written. */
export function writeByXml2js(tree: XmlTree): string {
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
