// What a scripted far side is: the oddity as a sentence, what goes over the wire, and what the gateway makes of it.

import type { Socket } from 'node:net';

/** A peer that answers a request of ours oddly. */
export interface OddAnswer {
  /** Goes on behind "a peer that …". */
  oddity: string;
  /** The whole answer, or what the peer does with the socket once it has read the request. */
  answer: string | Buffer | ((socket: Socket) => void | Promise<void>);
  /** What of the reply is checked, by `toMatchObject`; a body is given as text. */
  reply: { kind: 'answered'; status: number; body?: string; [member: string]: unknown } | { kind: 'maybe-sent' };
  /** What the gateway says is wrong, if anything. */
  reason?: RegExp;
}

/** A supplier whose notification is odd. */
export interface OddNotification {
  /** Goes on behind "a supplier that …". */
  oddity: string;
  headers: Record<string, string>;
  body: Buffer;
  /** The status of our answer, and what stands somewhere in it. */
  status: number;
  answer?: RegExp;
  answerHeaders?: Record<string, string>;
  /** The text of its update, and which values drift. Left out: nothing of it is checked. */
  report?: { update: string; drift?: string[] };
}

/** A notification of one update, bare; `more` stands in it too. */
export function notificationBody(more = ''): Buffer {
  return Buffer.from(
    '<notifyFaultReportUpdate><buyerIdentifier>SPDEV1</buyerIdentifier><messageId>FS-1</messageId>' +
      '<buyerFaultReference>TENANT1-90001</buyerFaultReference><faultDetails><status>in-progress</status></faultDetails>' +
      `<updates><update><description>Siân looks at it.</description></update></updates>${more}</notifyFaultReportUpdate>`,
  );
}

/** A head and a body as HTTP/1.1 writes them. */
export function http(status: string, headers: string[], body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const head = [`HTTP/1.1 ${status}`, `Content-Length: ${bytes.length}`, ...headers, '', ''].join('\r\n');
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes]);
}
