// What stands in front of an answer, between the socket and undici, which fails an exchange for a `100 Continue` nobody asked for
// and for lines that a line feed alone ends. RFC 9110 (15.2) and RFC 9112 (2.2) let a client read both.

import type { Socket } from 'node:net';

/** Of one head. 20 kB of cookies are real. */
export const HEAD_LIMIT = 64 * 1024;

const HEAD_END = /\n\r?\n/g;
const INTERIM = /^HTTP\/\d\.\d 1(?!01)\d\d\b/;
const BARE_LINE_FEED = /(?<!\r)\n/g;

/** Passes on what a peer answers, heads as HTTP/1.1 writes them and without interim ones. */
export class AnswerHeads {
  /** Of an answer whose head has not ended yet; undefined while no head is awaited. */
  private head: Buffer | undefined;
  private searched = 0;

  /** A request is written, so that what comes next is a head. */
  await(): void {
    this.head ??= Buffer.alloc(0);
  }

  /** Empty where all of it has to wait for more. */
  take(chunk: Buffer): Buffer {
    if (this.head === undefined) return chunk;
    const bytes = this.head.length === 0 ? chunk : Buffer.concat([this.head, chunk]);
    const text = bytes.toString('latin1', 0, HEAD_LIMIT);
    for (let begin = 0; ;) {
      HEAD_END.lastIndex = Math.max(begin, this.searched - 2);
      const end = HEAD_END.exec(text) === null ? -1 : HEAD_END.lastIndex;
      if (end < 0) return this.wait(bytes.subarray(begin), text.length - begin);
      this.searched = 0;
      const head = text.slice(begin, end);
      if (INTERIM.test(head)) begin = end;
      else return this.pass(head, bytes, begin, end);
    }
  }

  private wait(bytes: Buffer, searched: number): Buffer {
    if (bytes.length >= HEAD_LIMIT) return this.end(bytes);
    this.head = bytes;
    this.searched = searched;
    return Buffer.alloc(0);
  }

  private pass(head: string, bytes: Buffer, begin: number, end: number): Buffer {
    if (head.search(BARE_LINE_FEED) < 0) return this.end(bytes.subarray(begin));
    const mended = Buffer.from(head.replace(BARE_LINE_FEED, '\r\n'), 'latin1');
    return this.end(Buffer.concat([mended, bytes.subarray(end)]));
  }

  private end(bytes: Buffer): Buffer {
    this.head = undefined;
    this.searched = 0;
    return bytes;
  }
}

/** undici reads a socket by `read` and nothing else, and writes each request whole before it reads. */
export function readHeadsOf(socket: Socket): void {
  const heads = new AnswerHeads();
  const read = socket.read.bind(socket);
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  socket.read = (size?: number): unknown => {
    for (;;) {
      const chunk: unknown = read(size);
      if (!Buffer.isBuffer(chunk)) return chunk;
      const bytes = heads.take(chunk);
      if (bytes.length > 0) return bytes;
    }
  };
  socket.write = (...given: unknown[]): boolean => {
    heads.await();
    return write(...given);
  };
}
