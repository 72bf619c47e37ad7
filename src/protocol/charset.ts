// Which text bytes are. What a peer says of its charset is believed where the bytes do not contradict it.

import { TextDecoder } from 'node:util';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });
const LOOSE_UTF_8 = new TextDecoder('utf-8');

const BYTE_ORDER_MARKS = [
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
];

export interface Decoded {
  text: string;
  /** The peer named a charset by which the bytes are another text, or none at all. */
  contradicted: boolean;
}

/**
 * By the byte order mark; else UTF-8 where the bytes are UTF-8; else by the first of `charsets` that fits; else Windows-1252,
 * which Western systems write where they forget to say so. Undefined where the bytes are broken UTF-8: to guess would change
 * words. `declared` reads a charset out of the text itself.
 */
export function decodeText(
  bytes: Buffer,
  charsets: readonly (string | undefined)[] = [],
  declared: (text: string) => string | undefined = () => undefined,
): Decoded | undefined {
  const marked = BYTE_ORDER_MARKS.find(({ mark }) => bytes.subarray(0, mark.length).equals(mark))?.encoding;
  const named = charsets.filter((charset) => charset !== undefined);
  const plain = marked === undefined ? decodedBy(UTF_8, bytes) : undefined;
  if (plain !== undefined && !plain.includes('\0')) {
    const all = [...named, declared(plain)].filter((charset) => charset !== undefined);
    return { text: plain, contradicted: all.some((charset) => contradicts(charset, bytes, plain)) };
  }
  const said = [...named, declared(bytes.toString('latin1', 0, 256))].filter((charset) => charset !== undefined);
  const text = firstFitting(marked === undefined ? said : [marked], bytes) ?? windows1252(bytes);
  if (text === undefined) return undefined;
  const isSaid = marked !== undefined || said.length > 0;
  return { text, contradicted: !isSaid || said.some((charset) => contradicts(charset, bytes, text)) };
}

function firstFitting(charsets: readonly string[], bytes: Buffer): string | undefined {
  for (const charset of charsets) {
    const text = decodedBy(decoderOf(charset, true), bytes);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** One multi-byte character of UTF-8 shows that the bytes are broken UTF-8. */
function windows1252(bytes: Buffer): string | undefined {
  if (/[^\0-\x7f\ufffd]/.test(LOOSE_UTF_8.decode(bytes)) || bytes.includes(0)) return undefined;
  return decodedBy(decoderOf('windows-1252', true), bytes);
}

function contradicts(charset: string, bytes: Buffer, text: string): boolean {
  if (/^utf-?8$/i.test(charset)) return decodedBy(UTF_8, bytes) !== text;
  return decodedBy(decoderOf(charset, false), bytes) !== text;
}

/** Undefined for a charset nobody knows. */
function decoderOf(charset: string, fatal: boolean): TextDecoder | undefined {
  try {
    return new TextDecoder(charset, { fatal });
  } catch {
    return undefined;
  }
}

function decodedBy(decoder: TextDecoder | undefined, bytes: Buffer): string | undefined {
  try {
    return decoder?.decode(bytes);
  } catch {
    return undefined;
  }
}
