// SOAP 1.1 envelopes: written by hand-placed prefix so that no default namespace leaks into the body, read tolerantly.

import { writeXml, type XmlElement, type XmlTree } from './xml/xml.js';

export const SOAP_1_1 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_1_2 = 'http://www.w3.org/2003/05/soap-envelope';

const BODY = '<soap:Body>';

export interface Unwrapped {
  wrapping: 'bare' | 'soap-1.1' | 'soap-1.2' | 'unknown-envelope';
  /** The message: the one element of the body, or the root where there is no envelope. */
  message: XmlElement | undefined;
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
  if (root.name !== 'Envelope') return { wrapping: 'bare', message: root };
  const wrapping =
    root.namespace === SOAP_1_1 ? 'soap-1.1' : root.namespace === SOAP_1_2 ? 'soap-1.2' : 'unknown-envelope';
  const body = root.children.find((child) => child.name === 'Body');
  return { wrapping, message: body?.children.length === 1 ? body.children[0] : undefined };
}

/** A SOAP 1.1 fault as a whole answer. */
export function soapFault(code: 'Client' | 'Server' | 'VersionMismatch', text: string): string {
  return wrap({ 'soap:Fault': { faultcode: `soap:${code}`, faultstring: text } });
}
