// Content codings of HTTP bodies (RFC 9110, 8.4.1): which the gateway reads, and how far.

import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

/** What the gateway says of itself in `Accept-Encoding`. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br';

/** More codings on top of each other than any peer has a reason for. */
const MOST_CODINGS = 3;

/** Why a coded body cannot be read. */
export class CodingRefused extends Error {
  override readonly name = 'CodingRefused';

  constructor(
    readonly kind: 'unknown-coding' | 'too-large' | 'broken',
    message: string,
  ) {
    super(message);
  }
}

type Decoder = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unzip: Decoder = promisify(gunzip);
const unzlib: Decoder = promisify(inflate);
const unraw: Decoder = promisify(inflateRaw);

const DECODERS = new Map<string, Decoder>([
  ['gzip', unzip],
  ['x-gzip', unzip],
  // Some peers leave out the two bytes of the zlib format that stand in front.
  ['deflate', (bytes, options) => (isZlib(bytes) ? unzlib : unraw)(bytes, options)],
  ['br', promisify(brotliDecompress)],
]);

/** The first two bytes of RFC 1950. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length > 1 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

function codingsIn(header: string | undefined): string[] {
  const codings = (header ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  return codings.filter((coding) => coding !== '' && coding !== 'identity');
}

/** Why a body of these codings will not be read, before any of it is; undefined where it will. */
export function unknownCoding(contentEncoding: string | undefined): CodingRefused | undefined {
  const codings = codingsIn(contentEncoding);
  const unread = codings.find((coding) => !DECODERS.has(coding)) ?? codings[MOST_CODINGS];
  if (unread === undefined) return undefined;
  // It stands in a line of the log.
  const named = unread.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
  return new CodingRefused('unknown-coding', `the coding "${named}" is not read, only ${ACCEPTED_CODINGS}`);
}

/** The body without its codings, at most `limit` bytes. Throws `CodingRefused`. */
export async function decoded(body: Buffer, contentEncoding: string | undefined, limit: number): Promise<Buffer> {
  const unknown = unknownCoding(contentEncoding);
  if (unknown !== undefined) throw unknown;
  const codings = codingsIn(contentEncoding);
  let bytes = body;
  for (const coding of codings.reverse()) bytes = bytes.length === 0 ? bytes : await undo(coding, bytes, limit);
  return bytes;
}

async function undo(coding: string, bytes: Buffer, limit: number): Promise<Buffer> {
  try {
    return (await DECODERS.get(coding)?.(bytes, { maxOutputLength: limit })) ?? bytes;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      ? new CodingRefused('too-large', `the body is larger than ${limit} bytes without its coding`)
      : new CodingRefused('broken', `the body is not what its coding "${coding}" says`);
  }
}
