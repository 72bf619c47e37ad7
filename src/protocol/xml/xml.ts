// Reads XML, hardened against hostile input: the only file that knows xml2js. A scanner reads ordinary documents; xml2js reads
// all others, and says what is wrong with a document.

import { Parser } from 'xml2js';
import { type Decoded, decodeText } from '../charset.js';
import { XML_ENTITIES, xmlCanCarry } from './xml-characters.js';
import { isBlank, isTrue, LIMITS, type XmlElement, XSI } from './xml-element.js';
import { scanXml } from './xml-scanner.js';
import { formFault } from './xml-wellformed.js';

export { escapedText, xmlCanCarry } from './xml-characters.js';
export type { XmlElement } from './xml-element.js';
export { writeXml, type XmlTree } from './xml-writer.js';

/** What is wrong with bytes that should have been XML. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused';
}

interface SaxAttribute {
  value: string;
  local: string;
  uri: unknown;
}

interface SaxElement {
  name: string;
  local: string;
  /** Anything a prefix finds on an object, where a peer calls it after a member of all objects. */
  uri: unknown;
  attributes: Record<string, SaxAttribute>;
}

/** The parser inside xml2js, as it is set up by it: namespaces read, strict. */
interface SaxEvents {
  ENTITIES: Record<string, string>;
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
  return readDocument(bytes, charset).root;
}

export interface XmlDocument {
  root: XmlElement;
  /** The charset that was named is not the one the bytes are in: the text is read by the bytes. */
  charsetContradicted: boolean;
}

/** `readXml`, and what else is to be said of the bytes. Throws `XmlRefused` as it does. */
export function readDocument(bytes: Buffer, charset?: string): XmlDocument {
  if (bytes.length > LIMITS.bytes) throw new XmlRefused(`The document is larger than ${LIMITS.bytes} bytes.`);
  const { text, contradicted } = decode(bytes, charset);
  if (!xmlCanCarry(text)) throw new XmlRefused('The document holds a character XML does not allow.');
  return { root: scanXml(text) ?? readByXml2js(text), charsetContradicted: contradicted };
}

/** The judge of what is well-formed: reads whatever is, ordinary or not, and says in its own words what is wrong. */
export function readByXml2js(text: string): XmlElement {
  const fault = formFault(text);
  if (fault !== undefined) throw new XmlRefused(fault);
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
  private readonly nil = new Set<XmlElement>();
  private elements = 0;
  private attributes = 0;
  private namespaces = 0;

  constructor() {
    const sax = (this.parser as unknown as { saxParser: SaxEvents }).saxParser;
    sax.ENTITIES = XML_ENTITIES;
    sax.onerror = (error) => refuse(error.message.split('\n')[0] ?? 'not well-formed');
    sax.ondoctype = () => refuse('A document type declaration is not allowed.');
    sax.onopentag = (element) => this.begin(element);
    sax.onclosetag = () => this.end();
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
      namespace: namespaceOf(uri),
      text: '',
      attributes: Object.fromEntries(given.map(([attribute, { value }]) => [attribute, value])),
      children: [],
    };
    if (parent === undefined) this.root = element;
    if (given.some(([, { value, ...name }]) => name.uri === XSI && name.local === 'nil' && isTrue(value))) {
      this.nil.add(element);
    }
    this.open.push(element);
  }

  private end(): void {
    const element = this.open.pop();
    if (element === undefined || (this.nil.has(element) && isBlank(element))) return;
    this.open.at(-1)?.children.push(element);
  }

  private count(attributes: string[]): void {
    if (attributes.length > LIMITS.attributes) refuse('An element has too many attributes.');
    this.attributes += attributes.length;
    this.namespaces += attributes.filter((name) => name === 'xmlns' || name.startsWith('xmlns:')).length;
    if (this.attributes > LIMITS.attributesInAll) refuse('The document has too many attributes.');
    if (this.namespaces > LIMITS.namespaces) refuse(`The document declares more than ${LIMITS.namespaces} namespaces.`);
  }
}

function namespaceOf(uri: unknown): string {
  return typeof uri === 'string' ? uri : refuse('A prefix is not bound to a namespace.');
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

function decode(bytes: Buffer, charset?: string): Decoded {
  const decoded = decodeText(bytes, [charset], (text) => DECLARED_ENCODING.exec(text)?.[1]);
  return decoded ?? refuse('The bytes are not text in the encoding the document declares.');
}
