// Reads XML into a plain tree and writes such a tree as text: all the simulator knows about XML itself.
import { ParseOption, XmlDocument, XmlElement, XmlError } from 'libxml2-wasm';

/** An element without its attributes: CityFibre's messages carry their content in elements only. */
export interface Element {
  name: string;
  namespace: string;
  text: string;
  children: Element[];
}

export type Content = string | (Element | undefined)[];

export const envelopeNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

/** What arrived is not XML, or not the envelope it should be. */
export class BrokenXml extends Error {}

/** Parses, hands the document over, and frees its memory whatever happens: libxml2 lives outside the garbage collector. */
export function withDocument<T>(source: string | Uint8Array, use: (document: XmlDocument) => T): T {
  const document = parse(source);
  try {
    if (document.dtd) throw new BrokenXml('A document type is not allowed.');
    return use(document);
  } finally {
    document.dispose();
  }
}

function parse(source: string | Uint8Array): XmlDocument {
  const options = { option: ParseOption.XML_PARSE_NO_XXE };
  try {
    return typeof source === 'string'
      ? XmlDocument.fromString(source, options)
      : XmlDocument.fromBuffer(source, options);
  } catch (error) {
    if (error instanceof XmlError) throw new BrokenXml(error.message.trim());
    throw error;
  }
}

/** The one element in the body of a SOAP 1.1 envelope. */
export function bodyOf(document: XmlDocument): XmlElement {
  const envelope = document.root;
  if (envelope.name !== 'Envelope' || envelope.namespaceUri !== envelopeNamespace) {
    throw new BrokenXml('The root is not a SOAP 1.1 Envelope.');
  }
  const bodies = childElements(envelope).filter((one) => one.name === 'Body' && one.namespaceUri === envelopeNamespace);
  const messages = bodies.flatMap(childElements);
  const [message] = messages;
  if (bodies.length !== 1 || messages.length !== 1 || message === undefined) {
    throw new BrokenXml('The envelope does not hold exactly one message.');
  }
  return message;
}

export function childElements(parent: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (let child = parent.firstChild; child !== null; child = child.next) {
    if (child instanceof XmlElement) found.push(child);
  }
  return found;
}

export function toTree(element: XmlElement): Element {
  const children = childElements(element).map(toTree);
  const text = children.length > 0 ? '' : element.content;
  return { name: element.name, namespace: element.namespaceUri, text, children };
}

export function el(name: string, content: Content = ''): Element {
  if (typeof content === 'string') return { name, namespace: '', text: content, children: [] };
  return { name, namespace: '', text: '', children: content.filter((one) => one !== undefined) };
}

/** An element only where there is a value for it. */
export function optional(name: string, content: string | undefined): Element | undefined {
  return content === undefined ? undefined : el(name, content);
}

export function child(parent: Element, name: string): Element | undefined {
  return parent.children.find((one) => one.name === name);
}

/** The text at a path of child names such as `faultDetails/type`. */
export function textAt(parent: Element, path: string): string | undefined {
  let at: Element | undefined = parent;
  for (const name of path.split('/')) at = at && child(at, name);
  return at?.text;
}

/** A message as CityFibre sends it: prefixed envelope, message without a namespace, a hint at its schema. */
export function writeMessage(message: Element, bare = false): string {
  const hint = ` xmlns:xsi="${schemaInstance}" xsi:noNamespaceSchemaLocation="../faultReport.xsd"`;
  if (bare) return write(message, '', hint);
  return writeEnvelope(write(message, '    ', hint));
}

/** An envelope around a body that is already text. */
export function writeEnvelope(body: string): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<soap:Envelope xmlns:soap="${envelopeNamespace}">`];
  return `${lines.join('\n')}\n  <soap:Body>\n${body}  </soap:Body>\n</soap:Envelope>\n`;
}

export function write(element: Element, indent: string, attributes = ''): string {
  const open = `${indent}<${element.name}${attributes}>`;
  if (element.children.length === 0) return `${open}${escape(element.text)}</${element.name}>\n`;
  const inside = element.children.map((one) => write(one, `${indent}  `)).join('');
  return `${open}\n${inside}${indent}</${element.name}>\n`;
}

export function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD') // what XML cannot carry at all
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}
