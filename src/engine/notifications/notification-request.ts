// Reads the HTTP request that carries a notification: its path and its body without content coding.

import type { IncomingMessage } from 'node:http';
import { ACCEPTED_CODINGS, CodingRefused, decoded } from '../../protocol/http/content-coding.js';
import { shown } from '../../runtime/counted-lines.js';

/** In bytes. Documented notifications are far smaller. */
const BODY_LIMIT = 1024 * 1024;

/** The request is refused, and nothing is stored. */
export class NotificationRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** The supplier ended the connection, or was too slow, before its notification was whole: it knows, and sends it again. */
export class CallerGone extends Error {
  override readonly message = 'the caller went away';
}

/** By fault of the content coding (RFC 9110, 15.5.16). */
const CODING_STATUS = { 'unknown-coding': 415, 'too-large': 413, broken: 400 } as const;

export function pathOf(request: IncomingMessage): string {
  return shown((request.url ?? '/').split('?')[0]) ?? '/';
}

/** Without its content coding. */
export async function readPlainBody(request: IncomingMessage): Promise<Buffer> {
  const body = await readBody(request);
  try {
    return await decoded(body, request.headers['content-encoding'], BODY_LIMIT);
  } catch (error) {
    throw error instanceof CodingRefused ? refusedCoding(error) : error;
  }
}

export function refusedCoding({ kind, message }: CodingRefused): NotificationRefused {
  return new NotificationRefused(CODING_STATUS[kind], message, { 'accept-encoding': ACCEPTED_CODINGS });
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // Read to the end: a caller that still writes would not read the answer.
      if (size <= BODY_LIMIT) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > BODY_LIMIT) reject(new NotificationRefused(413, `the body is larger than ${BODY_LIMIT} bytes`));
      // Copied even where there is one chunk: a chunk keeps the socket's whole buffer in memory.
      else resolve(Buffer.concat(chunks));
    });
    request.on('error', () => reject(new CallerGone()));
    request.on('close', () => reject(new CallerGone()));
  });
}
