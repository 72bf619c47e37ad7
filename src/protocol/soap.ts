// SOAP 1.1 envelopes: written by hand-placed prefix so that no default namespace leaks into the body, read tolerantly.

import { isTrue } from './xml/xml-element.js';
import { writeXml, type XmlElement, type XmlTree } from './xml/xml.js';

export const SOAP_1_1 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_1_2 = 'http://www.w3.org/2003/05/soap-envelope';

const BODY = '<soap:Body>';

export interface Unwrapped {
  wrapping: 'bare' | 'soap-1.1' | 'soap-1.2' | 'unknown-envelope';
  /** The message: the one element of the body, or the root where there is no envelope. */
  message: XmlElement | undefined;
  /** Headers for whoever reads the message, each of which its sender wants to be understood. None of them is. */
  mustUnderstand: string[];
}

export function wrap(message: XmlTree): string {
  const envelope = { 'soap:Envelope': { $: { 'xmlns:soap': SOAP_1_1 }, 'soap:Body': message } };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(envelope)}\n`;
}

/** The message of an envelope `wrap` wrote, as it stands there. */
export function messageText(envelope: string): string {
  return envelope.slice(envelope.indexOf(BODY) + BODY.length, envelope.lastIndexOf('</soap:Body>'));
}

export function bare(message: XmlTree): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writeXml(message)}\n`;
}

/** Takes the message out of its envelope, if it has one. */
export function unwrap(root: XmlElement): Unwrapped {
  if (root.name !== 'Envelope') return { wrapping: 'bare', message: root, mustUnderstand: [] };
  const wrapping =
    root.namespace === SOAP_1_1 ? 'soap-1.1' : root.namespace === SOAP_1_2 ? 'soap-1.2' : 'unknown-envelope';
  const body = root.children.find((child) => child.name === 'Body');
  const message = body?.children.length === 1 ? body.children[0] : undefined;
  return { wrapping, message, mustUnderstand: notUnderstood(root) };
}

const NEXT_ACTOR = 'http://schemas.xmlsoap.org/soap/actor/next';

/** SOAP 1.1, 4.2.2 and 4.2.3: those of no actor are for the last reader, as we are; those of another actor are not. */
function notUnderstood(envelope: XmlElement): string[] {
  return envelope.children
    .filter(({ name, namespace }) => name === 'Header' && namespace === envelope.namespace)
    .flatMap((header) =>
      header.children.filter((block) => {
        const said = (name: string): string | undefined => attributeOf(block, name, [block, header, envelope]);
        const actor = said('actor') ?? NEXT_ACTOR;
        return isTrue(said('mustUnderstand') ?? '') && (actor === '' || actor === NEXT_ACTOR);
      }),
    )
    .map(({ name }) => name);
}

/** An attribute of the envelope's namespace, by whatever prefix. `scope`: the element and those around it, inmost first. */
function attributeOf(block: XmlElement, local: string, scope: readonly XmlElement[]): string | undefined {
  const [envelope] = scope.slice(-1);
  return Object.entries(block.attributes).find(([name]) => {
    const [prefix, rest] = name.split(':');
    if (rest !== local) return false;
    const declared = `xmlns:${prefix}`;
    const uri = scope.find(({ attributes }) => Object.hasOwn(attributes, declared))?.attributes[declared];
    return uri === envelope?.namespace;
  })?.[1];
}

/** A SOAP 1.1 fault as a whole answer. */
export function soapFault(code: 'Client' | 'Server' | 'VersionMismatch' | 'MustUnderstand', text: string): string {
  return wrap({ 'soap:Fault': { faultcode: `soap:${code}`, faultstring: text } });
}
