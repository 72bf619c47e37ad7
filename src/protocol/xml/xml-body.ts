// The XML document in an HTTP body: the body itself, or the one part of an MTOM message (XOP 1.0 in multipart/related, RFC 2387).

import { charsetOf, readDocument, type XmlDocument, XmlRefused } from './xml.js';

/** Reads the document of a body by its Content-Type. Throws `XmlRefused`. */
export function readXmlBody(body: Buffer, contentType: string | undefined): XmlDocument {
  if (!/^\s*multipart\//i.test(contentType ?? '')) return readDocument(body, charsetOf(contentType));
  const { bytes, type } = onlyPart(body, boundaryOf(contentType ?? ''));
  return readDocument(bytes, charsetOf(type));
}

function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new XmlRefused('The body is multipart and its Content-Type names no boundary.');
  return boundary;
}

function onlyPart(body: Buffer, boundary: string): { bytes: Buffer; type: string | undefined } {
  // One character for each byte.
  const [, ...pieces] = `\r\n${body.toString('latin1')}`.split(`\n--${boundary}`);
  const end = pieces.findIndex((piece) => piece.startsWith('--'));
  const parts = end < 0 ? pieces : pieces.slice(0, end);
  const [part] = parts;
  if (part === undefined || parts.length > 1) {
    throw new XmlRefused(`The body has ${parts.length} parts: only a message of one XML part is read.`);
  }
  const [, head = '', content = ''] = /^[ \t]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n([^]*)$/.exec(part) ?? [];
  return { bytes: untransferred(content.replace(/\r$/, ''), head), type: headerIn(head, 'content-type') };
}

function headerIn(head: string, name: string): string | undefined {
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (line.slice(0, colon).trim().toLowerCase() === name) return line.slice(colon + 1).trim();
  }
  return undefined;
}

/** Without its Content-Transfer-Encoding (RFC 2045, 6). */
function untransferred(content: string, head: string): Buffer {
  const encoding = (headerIn(head, 'content-transfer-encoding') ?? 'binary').toLowerCase();
  switch (encoding) {
    case 'binary':
    case '8bit':
    case '7bit':
      return Buffer.from(content, 'latin1');
    case 'base64':
      return Buffer.from(content, 'base64');
    case 'quoted-printable':
      return Buffer.from(
        content
          .replace(/[ \t]*=\r?\n/g, '')
          .replace(/=([0-9A-F]{2})/gi, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
        'latin1',
      );
    default:
      throw new XmlRefused(`The part of the body is in the encoding "${encoding.slice(0, 40)}", which is not read.`);
  }
}
