// Reads XML with libxml2, which the gateway does not use for reading: a second opinion on what it wrote.

import { readFileSync } from 'node:fs';
import { XmlDocument, XmlElement, XmlValidateError, XsdValidator } from 'libxml2-wasm';

const SCHEMA = new URL('../../src/suppliers/cityfibre/contract/fault-report.xsd', import.meta.url);
const SOAP_1_1 = 'http://schemas.xmlsoap.org/soap/envelope/';

export interface ReadMessage {
  /** Name of the message's root, inside its envelope where it has one. */
  name: string;
  enveloped: boolean;
  /** Text by path below the root: `faultDetails/description`. Of repeated elements the first counts. */
  values: Record<string, string>;
  /** What CityFibre's schema objects to. */
  objections: string[];
}

/** Throws where the text is not well-formed. */
export function readMessage(xml: string): ReadMessage {
  const document = XmlDocument.fromString(xml);
  try {
    const enveloped = document.root.name === 'Envelope' && document.root.namespaceUri === SOAP_1_1;
    const message = enveloped ? childrenOf(childrenOf(document.root)[0])[0] : document.root;
    if (message === undefined) throw new Error('The envelope is empty.');
    const values: Record<string, string> = {};
    collect(message, '', values);
    return { name: message.name, enveloped, values, objections: objectionsTo(message) };
  } finally {
    document.dispose();
  }
}

function collect(element: XmlElement, at: string, values: Record<string, string>): void {
  for (const child of childrenOf(element)) {
    const path = `${at}${child.name}`;
    if (childrenOf(child).length === 0) values[path] ??= child.content;
    collect(child, `${path}/`, values);
  }
}

function childrenOf(parent: XmlElement | undefined): XmlElement[] {
  const found: XmlElement[] = [];
  for (let child = parent?.firstChild ?? null; child !== null; child = child.next) {
    if (child instanceof XmlElement) found.push(child);
  }
  return found;
}

function objectionsTo(message: XmlElement): string[] {
  const schema = XmlDocument.fromBuffer(readFileSync(SCHEMA));
  const validator = XsdValidator.fromDoc(schema);
  try {
    validator.validate(message);
    return [];
  } catch (error) {
    if (!(error instanceof XmlValidateError)) throw error;
    return error.details.map(({ message: objection }) => objection.trim());
  } finally {
    validator.dispose();
    schema.dispose();
  }
}
